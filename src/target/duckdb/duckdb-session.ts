import type { Reply, Unknown } from '../../model/outcome.js'
import type { Statement } from '../../model/statement.js'
import type { Limits, Session } from '../../model/target.js'
import type { Binder } from '../binder.js'
import type { ChildDied, DuckDBChild } from './child-process.js'
import type { ResponseMessage } from './protocol.js'

/** What a session needs of its target. */
export interface SessionHost {
  readonly child: DuckDBChild
  readonly binder: Binder
  /** The time that an interrupted statement has to stop before the process is ended. */
  readonly interruptGraceMs: number
  /** Writes the statement to disk. */
  readonly log: (session: number, statement: Statement) => void
  /** Called once for each statement that took its process down or had to be ended with it. */
  readonly onIncident: (incident: Incident) => void
  readonly onClose: () => void
}

/** A statement during which the process was lost. The statement is as the plan has it, placeholders unbound. */
export interface Incident {
  readonly kind: 'crash' | 'timeout'
  readonly detail: string
  readonly statement: Statement
}

/** The longest part of a statement that is repeated in an outcome's detail. */
const STATEMENT_SHOWN_MAX = 200

/** A connection in the child process. When the process dies, every session of it answers `unknown` from then on. */
export class DuckDBSession implements Session {
  private isOpen = true

  constructor(
    private readonly number: number,
    private readonly host: SessionHost,
  ) {}

  async send(statement: Statement, limits: Limits): Promise<Reply> {
    const { child, binder } = this.host
    if (child.death !== undefined) return unknownReply('crash', `earlier, ${child.death}`)
    const sql = binder.bind(statement.sql)
    const params = statement.params.map((parameter) =>
      parameter.text === null ? parameter : { ...parameter, text: binder.bind(parameter.text) },
    )
    this.host.log(this.number, statement)
    const request = { op: 'send', session: this.number, sql, params } as const
    const { delivery, wire } = statement
    const answer = child.request({ ...request, delivery, wire })
    return this.withinLimits(answer, statement, limits)
  }

  /** A plan cancels what is idle. */
  async cancel(): Promise<void> {}

  async close(): Promise<void> {
    if (!this.isOpen) return
    this.isOpen = false
    this.host.onClose()
    // A dead process has closed its connections.
    await this.host.child.request({ op: 'close', session: this.number }).catch(ignoreDeath)
  }

  /** First an interrupt, which may take its time, then the end of the process. */
  private async withinLimits(
    answer: Promise<Extract<ResponseMessage, { reply: unknown }>>,
    statement: Statement,
    { timeoutMs, signal }: Limits,
  ): Promise<Reply> {
    const { child, interruptGraceMs } = this.host
    const watch = { timedOut: false, killed: false }
    const giveUp = () => {
      clearTimeout(timer)
      watch.timedOut = true
      child.interrupt(this.number)
      timer = setTimeout(() => {
        watch.killed = true
        void child.kill('it was ended because a statement did not stop in time')
      }, interruptGraceMs)
    }
    let timer = setTimeout(giveUp, timeoutMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      const { reply, fatal } = await answer
      if (fatal) await child.kill('the instance was invalidated by an error in it')
      return watch.timedOut ? this.timedOut(reply, timeoutMs) : this.redacted(reply)
    } catch (error) {
      return this.lost(error as ChildDied, statement, watch)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  private timedOut(reply: Reply, timeoutMs: number): Reply {
    const detail = `no answer in ${timeoutMs} ms; interrupted`
    const done = reply.outcomes.slice(0, -1)
    const unknown: Unknown = { kind: 'unknown', reason: 'timeout', detail }
    return this.redacted({ outcomes: [...done, unknown], status: reply.status })
  }

  private lost(
    error: ChildDied,
    statement: Statement,
    watch: { timedOut: boolean; killed: boolean },
  ): Reply {
    if (error.name !== 'ChildDied') throw error
    const kind = watch.killed ? 'timeout' : 'crash'
    const sql = statement.sql.slice(0, STATEMENT_SHOWN_MAX)
    const detail = watch.killed
      ? 'no answer in time and no stop after an interrupt; the process was ended'
      : `${error.message} while it ran: ${sql.trim().replaceAll(/\s+/g, ' ')}`
    this.host.onIncident({ kind, detail, statement })
    return unknownReply(kind, this.host.binder.redact(detail))
  }

  private redacted(reply: Reply): Reply {
    return { ...reply, outcomes: reply.outcomes.map((o) => this.host.binder.redactOutcome(o)) }
  }
}

function ignoreDeath(error: Error): void {
  if (error.name !== 'ChildDied') throw error
}

function unknownReply(reason: Unknown['reason'], detail: string): Reply {
  return { outcomes: [{ kind: 'unknown', reason, detail }], status: undefined }
}
