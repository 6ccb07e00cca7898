import type { FunctionNames, Observation } from '../corpus/features/observation.js'
import { executePlan } from '../execute/execute.js'
import type { StepRecord } from '../model/history.js'
import type { Reply } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { type Statement, statement } from '../model/statement.js'
import type { Limits, Scope, Session, Target } from '../model/target.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'
import { parametersOf } from '../target/parameters-of.js'

/** How a case is observed. */
export interface ObserveSettings {
  readonly timeoutMs: number
  /** A monotonic clock in nanoseconds. */
  readonly nowNs: () => bigint
  readonly nextScope: () => Scope
}

/** What was observed, and how long the case took without the questions that are only ours. */
export interface TimedObservation extends Observation {
  readonly ms: number
}

/**
 * Runs a plan once on the reference, and asks DuckDB for the plan of each statement right before it is sent. Throws
 * TargetLost, and UsageError for a secret that is not set.
 */
export async function observePlan(
  plan: Plan,
  target: Target,
  settings: ObserveSettings,
): Promise<TimedObservation> {
  const explainer = new Explainer(settings.nowNs)
  const startedNs = settings.nowNs()
  const { records } = await executePlan(plan, explainer.around(target), {
    scope: settings.nextScope(),
    limits: { timeoutMs: settings.timeoutMs },
    nowNs: settings.nowNs,
    readState: false,
  })
  const ms = Number(settings.nowNs() - startedNs - explainer.spentNs) / 1e6
  return { records: untilCrash(records), explained: explainer.explained, ms }
}

/** What a process that has died says of everything that follows is nothing of the case's. */
function untilCrash(records: readonly StepRecord[]): readonly StepRecord[] {
  const crashAt = records.findIndex(({ outcomes }) =>
    outcomes.some((outcome) => outcome.kind === 'unknown' && outcome.reason === 'crash'),
  )
  return crashAt < 0 ? records : records.slice(0, crashAt + 1)
}

/** How long a plan takes by itself, in milliseconds. Throws as observePlan does. */
export async function timePlan(
  plan: Plan,
  target: Target,
  { timeoutMs, nowNs, nextScope }: ObserveSettings,
): Promise<number> {
  const startedNs = nowNs()
  const limits = { timeoutMs }
  await executePlan(plan, target, { scope: nextScope(), limits, nowNs, readState: false })
  return Number(nowNs() - startedNs) / 1e6
}

const FUNCTIONS = 'SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE internal'

/** The names of the reference's own functions. Throws TargetLost. */
export async function functionNames(
  target: Target,
  { timeoutMs, nextScope }: ObserveSettings,
): Promise<FunctionNames> {
  const scope = nextScope()
  await target.reset(scope)
  try {
    const session = await target.open('any', scope)
    const { outcomes } = await session.send(statement(FUNCTIONS), { timeoutMs })
    const rows = outcomes[0]?.kind === 'rows' ? outcomes[0].rows : []
    return new Set(rows.flatMap(([name]) => name ?? []))
  } finally {
    await target.clean(scope)
  }
}

/** Statements whose plan says something. */
const EXPLAINABLE = /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE)$/
const CREATES_FROM_QUERY = /^CREATE\b[^(]*\bTABLE\b[^(]*\bAS\b/i

/** Asks for plans on the sessions of a target while a case runs there. A class because it gathers them. */
class Explainer {
  readonly explained: string[] = []
  /** A text is asked about once, however often and in however many ways it is sent. */
  private readonly asked = new Set<string>()
  /** Time that went into asking. */
  spentNs = 0n

  constructor(private readonly nowNs: () => bigint) {}

  /** The same target, whose sessions explain what they send. */
  around(target: Target): Target {
    return {
      facts: target.facts,
      reset: (scope) => target.reset(scope),
      open: async (node, scope) => this.session(await target.open(node, scope)),
      state: (scope) => target.state(scope),
      clean: (scope) => target.clean(scope),
      close: () => target.close(),
    }
  }

  private session(session: Session): Session {
    let status: Reply['status'] = 'I'
    const send = async (one: Statement, limits: Limits): Promise<Reply> => {
      const failed = await this.before(one, { session, limits, status })
      const reply = failed ?? (await session.send(one, limits))
      status = reply.status
      await this.after(one, { session, limits, status })
      return reply
    }
    return { send, cancel: () => session.cancel(), close: () => session.close() }
  }

  /**
   * The plan of a text's only statement, as it is when it is sent. Where asking fails the session's transaction, the
   * statement would have failed it in the same way while it was planned, and what was said is its answer.
   */
  private async before(one: Statement, at: Moment): Promise<Reply | undefined> {
    const texts = this.newTexts(one)
    if (texts.length !== 1 || isSeveral(one) || at.status === 'E') return undefined
    const reply = await this.explain(texts[0] as string, one, at)
    return reply.status === at.status ? undefined : reply
  }

  /** The plans of a text with several statements once they have run, because the later ones need what the first ones made. */
  private async after(one: Statement, at: Moment): Promise<void> {
    if (!isSeveral(one) || at.status !== 'I') return
    for (const text of this.newTexts(one)) await this.explain(text, one, at)
  }

  private newTexts(one: Statement): readonly string[] {
    return explainable(one).filter((text) => !this.asked.has(text))
  }

  private async explain(text: string, one: Statement, { session, limits }: Moment): Promise<Reply> {
    const startedNs = this.nowNs()
    this.asked.add(text)
    const params = parametersOf(text, one.params)
    const delivery = params.length === 0 ? 'simple' : 'extended'
    const asked = statement(`EXPLAIN (FORMAT JSON) ${text}`, { params, delivery })
    const reply = await session.send(asked, limits)
    const [outcome] = reply.outcomes
    const plan = outcome?.kind === 'rows' ? outcome.rows[0]?.[1] : undefined
    if (plan) this.explained.push(plan)
    this.spentNs += this.nowNs() - startedNs
    return reply
  }
}

/** A session before or after a statement. */
interface Moment {
  readonly session: Session
  readonly limits: Limits
  readonly status: Reply['status']
}

function isSeveral({ sql }: Statement): boolean {
  return splitStatements(sql).length > 1
}

function explainable({ sql, wire }: Statement): readonly string[] {
  if (wire?.describeOnly) return []
  const texts = splitStatements(sql).map(({ text }) => text)
  return texts.filter(
    (text) => EXPLAINABLE.test(statementKind(text)) || CREATES_FROM_QUERY.test(text),
  )
}
