import { setTimeout as pause } from 'node:timers/promises'
import type { Client, ClientEvent, Program, Request } from '../model/client.js'
import { AssertionFailure, Interrupted, UsageError, unreachable } from '../model/errors.js'
import type { Reply } from '../model/outcome.js'
import type { ClientSpec } from '../model/plan.js'
import type { Statement } from '../model/statement.js'

/** The programs that plans may name. */
export type Programs = ReadonlyMap<string, Program>

/** What clients are run with. */
export interface ClientsPlace {
  readonly programs: Programs
  readonly share: <T>(make: () => T) => T
  /** Never throws for what the endpoint says. */
  readonly send: (session: string, statement: Statement) => Promise<Reply>
  /** Closes the session's connection and opens another one. */
  readonly reopen: (session: string) => Promise<void>
  readonly nowNs: () => bigint
  /** Aborted, every client stops at its next request, and Interrupted is thrown. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs clients at once, each over its own session, until all have ended, and records what they did in the order of time.
 * Throws UsageError for a program that there is not, and the first failure once all have ended.
 */
export async function runClients(
  specs: readonly ClientSpec[],
  place: ClientsPlace,
): Promise<readonly ClientEvent[]> {
  const events: ClientEvent[] = []
  const started = specs.map((spec) => ({ session: spec.session, client: start(spec, place) }))
  const failed = new AbortController()
  const running = started.map(({ session, client }) =>
    new Running(session, { place, events, failed }).run(client),
  )
  await Promise.allSettled(running) // So that nothing still runs when the first failure is thrown on.
  await Promise.all(running)
  return events
}

function start({ session, program, args }: ClientSpec, { programs, share }: ClientsPlace): Client {
  const found = programs.get(program)
  if (found) return found.start({ session, args, share })
  throw new UsageError(
    `there is no program "${program}" for the client ${session}`,
    `the programs are ${[...programs.keys()].join(', ') || 'none here'}`,
  )
}

const NOTHING_SAID: Reply = { outcomes: [], status: undefined }

interface Around {
  readonly place: ClientsPlace
  readonly events: ClientEvent[]
  /** Aborted when one client fails by our own mistake: the others have no reason to go on. */
  readonly failed: AbortController
}

/** One client on its way. */
class Running {
  constructor(
    private readonly session: string,
    private readonly around: Around,
  ) {}

  async run(client: Client): Promise<void> {
    const { place, failed } = this.around
    try {
      for (let next = client.next(NOTHING_SAID); !next.done; ) {
        if (place.signal?.aborted) throw new Interrupted()
        if (failed.signal.aborted) return
        next = client.next(await this.obey(next.value))
      }
    } catch (error) {
      failed.abort()
      throw error
    } finally {
      client.return()
    }
  }

  private async obey(request: Request): Promise<Reply> {
    const { place, events } = this.around
    const { session } = this
    switch (request.kind) {
      case 'send':
        return this.send(request.statement)
      case 'wait':
        await this.wait(request.ms)
        return NOTHING_SAID
      case 'reopen':
        await place.reopen(session)
        return NOTHING_SAID
      case 'note':
        events.push({ kind: 'note', session, atNs: place.nowNs(), note: request.note })
        return NOTHING_SAID
      default:
        return unreachable(request)
    }
  }

  private async send(statement: Statement): Promise<Reply> {
    const { place, events } = this.around
    const { session } = this
    const invokedNs = place.nowNs()
    const reply = await place.send(session, statement)
    const completedNs = place.nowNs()
    events.push({ kind: 'statement', session, statement, invokedNs, completedNs, ...reply })
    return reply
  }

  private async wait(ms: number): Promise<void> {
    if (!Number.isFinite(ms)) throw new AssertionFailure(`a client waits ${ms} ms`)
    const { signal } = this.around.place
    await pause(ms, undefined, signal && { signal }).catch((error: Error) => {
      if (error.name === 'AbortError') throw new Interrupted()
      throw error
    })
  }
}
