import type { Reply } from '../../model/outcome.js'
import type { NodeChoice } from '../../model/plan.js'
import type { StateReport, StateUnavailable } from '../../model/state.js'
import type { Statement } from '../../model/statement.js'
import type { Limits, Scope, Session, Shell, Target, TargetFacts } from '../../model/target.js'
import type { PgSession } from '../pg/pg-session.js'
import type { PgTarget } from '../pg/pg-target.js'
import type { ReplayWatch } from './replication.js'

/**
 * A cluster whose standbys follow when they can, read as if they were never behind: what goes to a standby waits until it
 * has replayed all that the primary has acknowledged. It owns the watch and the target in it.
 */
export class CaughtUpTarget implements Target {
  constructor(
    private readonly target: PgTarget,
    private readonly watch: ReplayWatch,
  ) {}

  get facts(): TargetFacts {
    return this.target.facts
  }

  get writersWait(): boolean {
    return this.target.writersWait
  }

  reset(scope: Scope): Promise<void> {
    return this.target.reset(scope)
  }

  /** On a standby the schema of the scope has to have come before anything can be found in it. */
  async open(node: NodeChoice, scope: Scope): Promise<Session> {
    const session = await this.target.open(node, scope)
    return this.watch.addresses.includes(session.node)
      ? new CaughtUpSession(session, this.watch)
      : session
  }

  async state(scope: Scope): Promise<readonly (StateReport | StateUnavailable)[]> {
    for (const address of this.watch.addresses) await this.watch.wait(address)
    return this.target.state(scope)
  }

  clean(scope: Scope): Promise<void> {
    return this.target.clean(scope)
  }

  keep(scope: Scope) {
    return this.target.keep(scope)
  }

  async close(): Promise<void> {
    await this.target.close()
    await this.watch.close()
  }
}

/** A session on a standby. A standby that does not catch up answers `unknown`: nobody knows what it would have shown. */
class CaughtUpSession implements Session {
  constructor(
    private readonly session: PgSession,
    private readonly watch: ReplayWatch,
  ) {}

  get shell(): Shell | undefined {
    return this.session.shell
  }

  async send(statement: Statement, limits: Limits): Promise<Reply> {
    const seen = await this.watch.wait(this.session.node)
    if (seen.kind === 'replayed') return this.session.send(statement, limits)
    const unknown = { kind: 'unknown', reason: 'timeout', detail: seen.because } as const
    return { outcomes: [unknown], status: undefined }
  }

  cancel(): Promise<void> {
    return this.session.cancel()
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
