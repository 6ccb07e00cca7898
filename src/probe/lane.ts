import { setTimeout as pause } from 'node:timers/promises'
import { TargetLost } from '../model/errors.js'
import type { Outcome, Reply } from '../model/outcome.js'
import { type Statement, statement } from '../model/statement.js'
import type { Scope, Session, Target } from '../model/target.js'

/** Of one statement. A server that needs longer for a few values has lost its way. */
const TIMEOUT_MS = 30_000

/** Waits before a lost endpoint is asked again; a cluster may be restarting a node. Then it is lost for good. */
const RETRY_WAITS_MS = [0, 200, 1000, 3000]

/** One session on a target, opened again where an answer has cost it its connection. Who opens a lane closes it. */
export class Lane {
  private session: Session | undefined

  private constructor(
    readonly target: Target,
    /** Everything that this lane makes begins with its schema's name. */
    readonly scope: Scope,
  ) {}

  /** Makes the scope's schema, which close() drops again. Throws TargetLost. */
  static async open(target: Target, scope: Scope): Promise<Lane> {
    await target.reset(scope)
    return new Lane(target, scope)
  }

  /** The last outcome of one statement. Throws TargetLost where no connection can be made any more. */
  async ask(question: Statement): Promise<Outcome> {
    return lastOf(await this.reply(question))
  }

  /** All that is answered to one statement. Throws TargetLost as `ask` does. */
  async reply(question: Statement, timeoutMs: number = TIMEOUT_MS): Promise<Reply> {
    const reply = await this.tryToAsk(question, timeoutMs)
    if (isLost(reply)) await this.recover()
    return reply
  }

  async close(): Promise<void> {
    await this.session?.close()
    this.session = undefined
    await this.target.clean(this.scope)
  }

  private async tryToAsk(question: Statement, timeoutMs: number): Promise<Reply> {
    this.session ??= await this.target.open('leader', this.scope)
    return this.session.send(question, { timeoutMs })
  }

  private async recover(): Promise<void> {
    let last: Outcome | undefined
    for (const waitMs of RETRY_WAITS_MS) {
      await pause(waitMs)
      await this.session?.close()
      this.session = undefined
      const reply = await this.tryToAsk(statement('SELECT 1'), TIMEOUT_MS)
      if (!isLost(reply)) return
      last = lastOf(reply)
    }
    throw new TargetLost(this.target.facts.name, last ? why(last) : 'no answer')
  }
}

function isLost({ status }: Reply): boolean {
  return status === undefined
}

function lastOf({ outcomes }: Reply): Outcome {
  return outcomes.at(-1) ?? { kind: 'done', affected: undefined }
}

/** Why there are no rows, in words. */
export function why(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'error':
      return outcome.message.split('\n')[0] ?? ''
    case 'violation':
      return outcome.what
    case 'unknown':
      return outcome.detail
    default:
      return 'it answers without rows'
  }
}
