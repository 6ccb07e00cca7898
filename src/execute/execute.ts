import type { Check } from '../model/check.js'
import type { ClientEvent } from '../model/client.js'
import { AssertionFailure, Interrupted, unreachable } from '../model/errors.js'
import type { History, StepRecord } from '../model/history.js'
import type { Reply } from '../model/outcome.js'
import type { Plan, SessionSpec, Step } from '../model/plan.js'
import type { Limits, Scope, Session, Target } from '../model/target.js'
import { Ahead, waitersBehind } from './ahead.js'
import { Checks } from './checks.js'
import { type Programs, runClients } from './clients.js'
import { type Dialect, DialectSession } from './dialect-session.js'
import { isLostCommit } from './lost-commit.js'

/** How a plan is executed on one target. */
export interface Execution extends Dialect {
  readonly scope: Scope
  /** Once their signal is aborted no further step is sent, and Interrupted is thrown. */
  readonly limits: Limits
  /** A monotonic clock in nanoseconds. */
  readonly nowNs: () => bigint
  /** Whether the end state is read on every node. */
  readonly readState: boolean
  readonly watch?: Watch | undefined
  /** For plans with clients. */
  readonly programs?: Programs | undefined
  /** What oracles ask beside the plan. */
  readonly checks?: readonly Check[] | undefined
}

/** Looks on while a plan is executed on one target. What it throws ends the execution. */
export interface Watch {
  /** Waited for before each step, and once behind the last one, while every session is still open. */
  readonly before: (moment: Moment) => void | Promise<void>
  /** Called for every statement that a client sends. */
  readonly sends?: (() => void) | undefined
  /** Called in place of `clean` when every session is closed: what the plan made is left to it. */
  readonly keep?: ((target: Target, scope: Scope) => Promise<void>) | undefined
  /** Called once, however the execution ends. */
  readonly ended?: (() => void) | undefined
}

/** Where an execution is between two steps. */
export interface Moment {
  readonly target: Target
  readonly scope: Scope
  /** What was answered so far: its length is the index of the step that comes next. */
  readonly records: readonly StepRecord[]
  readonly sessions: ReadonlyMap<string, Session>
}

/**
 * Executes a plan on one target and records what it answered. Judges nothing. What the plan made is dropped afterwards,
 * also when the execution was cut short. Throws TargetLost when the target cannot be used any more, and Interrupted.
 */
export async function executePlan(
  plan: Plan,
  target: Target,
  execution: Execution,
): Promise<History> {
  try {
    return await executeInScope(plan, target, execution)
  } finally {
    execution.watch?.ended?.()
  }
}

async function executeInScope(plan: Plan, target: Target, execution: Execution): Promise<History> {
  await target.reset(execution.scope)
  try {
    const done = await executeSteps(plan, target, execution)
    const state = execution.readState ? await target.state(execution.scope) : []
    return { target: target.facts, ...done, state }
  } finally {
    const keep = execution.watch?.keep
    await (keep ? keep(target, execution.scope) : target.clean(execution.scope))
  }
}

async function executeSteps(plan: Plan, target: Target, execution: Execution) {
  const checks = new Checks(execution.checks ?? [], execution)
  const sessions = new OpenSessions(target, plan.sessions, execution.scope)
  try {
    await sessions.openAll()
    const records: StepRecord[] = []
    const groups = new ClientGroups(plan, sessions, execution)
    const send = (index: number) => executeStep(plan.steps[index], sessions, execution)
    const ahead = new Ahead(send, execution.nowNs)
    for (const [stepIndex, step] of plan.steps.entries()) {
      await groups.run(stepIndex)
      await lookOn(records, sessions, execution)
      if (target.writersWait) await ahead.start(waitersBehind(plan, stepIndex))
      const reply = await ahead.answer(stepIndex)
      records.push({ stepIndex, session: step.session, ...reply })
      // As a client would: it goes on, with a new connection, to find out what became of its commit.
      if (isLostCommit(step, reply)) await sessions.reopen(step.session)
      await checks.ask(stepIndex, sessions)
    }
    await groups.run(plan.steps.length)
    await checks.ask(plan.steps.length, sessions)
    await lookOn(records, sessions, execution)
    return {
      records,
      ...(checks.records.length > 0 && { checks: checks.records }),
      ...(plan.clients && { clients: groups.events }),
    }
  } finally {
    await sessions.closeAll()
  }
}

/** The moment before a step: others may look on, and the user may have asked to stop. */
async function lookOn(
  records: readonly StepRecord[],
  open: OpenSessions,
  { watch, scope, limits }: Execution,
): Promise<void> {
  if (watch) await watch.before({ target: open.target, scope, records, sessions: open.plain() })
  if (limits.signal?.aborted) throw new Interrupted()
}

async function executeStep(
  step: Step | undefined,
  sessions: OpenSessions,
  execution: Execution,
): Promise<Reply> {
  switch (step?.kind) {
    case undefined:
      return NOTHING_SAID
    case 'open':
      await sessions.open(step.session)
      return NOTHING_SAID
    case 'close':
      await sessions.close(step.session)
      return NOTHING_SAID
    case 'cancel':
      await sessions.get(step.session)?.session.cancel()
      return NOTHING_SAID
    case 'statement': {
      const session = sessions.get(step.session)
      return session ? session.send(step.statement, execution) : CLOSED
    }
    default:
      return unreachable(step)
  }
}

const NOTHING_SAID: Reply = { outcomes: [], status: undefined }

/** A reduced plan may use a session that it has closed; both sides answer alike, without asking a target. */
const CLOSED: Reply = {
  outcomes: [{ kind: 'error', errorClass: 'other', message: 'the plan has closed this session' }],
  status: undefined,
}

/** The clients of one execution, which run between its steps. */
class ClientGroups {
  readonly events: (readonly ClientEvent[])[] = []
  private readonly shared = new Map<() => unknown, unknown>()

  constructor(
    private readonly plan: Plan,
    private readonly sessions: OpenSessions,
    private readonly execution: Execution,
  ) {}

  /** Runs the clients that begin when so many steps were executed. */
  async run(at: number): Promise<void> {
    const specs = this.plan.clients?.filter((client) => client.at === at) ?? []
    if (specs.length === 0) return
    const { sessions, execution } = this
    const { programs = new Map(), nowNs, limits, watch } = execution
    const events = await runClients(specs, {
      programs,
      nowNs,
      signal: limits.signal,
      share: this.share,
      send: async (name, statement) => {
        watch?.sends?.()
        return sessions.get(name)?.session.send(statement, limits) ?? CLOSED
      },
      reopen: (name) => sessions.reopen(name),
    })
    this.events.push(events)
  }

  private readonly share = <T>(make: () => T): T => {
    if (!this.shared.has(make)) this.shared.set(make, make())
    return this.shared.get(make) as T
  }
}

/** The sessions of one execution. */
class OpenSessions {
  private readonly open_ = new Map<string, DialectSession>()

  constructor(
    readonly target: Target,
    private readonly specs: readonly SessionSpec[],
    private readonly scope: Scope,
  ) {}

  get(name: string): DialectSession | undefined {
    return this.open_.get(name)
  }

  plain(): ReadonlyMap<string, Session> {
    return new Map([...this.open_].map(([name, { session }]) => [name, session]))
  }

  async openAll(): Promise<void> {
    await Promise.all(this.specs.map((spec) => this.open(spec.name)))
  }

  async open(name: string): Promise<void> {
    if (this.open_.has(name)) return
    const spec = this.specs.find((candidate) => candidate.name === name)
    if (!spec) throw new AssertionFailure(`the plan uses session ${name} without declaring it`)
    this.open_.set(name, new DialectSession(await this.target.open(spec.node, this.scope)))
  }

  async close(name: string): Promise<void> {
    const open = this.open_.get(name)
    this.open_.delete(name)
    await open?.session.close()
  }

  async reopen(name: string): Promise<void> {
    await this.close(name)
    await this.open(name)
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.open_.keys()].map((name) => this.close(name)))
  }
}
