import type { Evidence } from '../model/history.js'
import type { Plan } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import type { Statement } from '../model/statement.js'
import type { Mismatch } from '../model/verdict.js'
import { statementKind } from '../sql/statement-kind.js'
import { literalQueries } from './literal-case.js'
import { messageTemplate } from './message-template.js'
import { showingOf } from './showing.js'
import type { Found } from './signature.js'
import { mismatchOf, type Trial } from './trial.js'

/**
 * Queries that nearly every endpoint can answer, the simplest first: one row, a NULL, text beyond ASCII and of characters
 * that are escaped here and there, three rows, two equal rows, an order.
 */
const PLAIN_QUERIES = [
  'SELECT 1',
  'SELECT NULL',
  "SELECT 'é𝄞'",
  "SELECT '\\' || chr(9) || chr(10)",
  'SELECT * FROM range(3)',
  'SELECT 1 FROM range(2)',
  'SELECT * FROM (VALUES (NULL), (1)) AS v(k) ORDER BY k',
]

/** How the simplest cases are run. */
export interface SimplestSearch {
  readonly run: (plan: Plan) => Promise<Trial>
  /** Asked before every run; never where nothing is said. */
  readonly shouldStop?: (() => boolean) | undefined
}

/** The first of the simplest cases that shows a finding in the same way, and how many were tried. */
export interface Simplest {
  readonly shown: Found | undefined
  readonly executions: number
}

/**
 * Looks for a finding in the simplest cases of all: one query that asks for a wrong value alone, or a plain query in the place
 * of the one that showed it. What is sent may then be another statement, so the mismatch has to show in the same way
 * (showing.ts): the same kind, and a value that is wrong in the same manner.
 */
export async function simplestShown(
  found: Found,
  profile: Profile,
  { run, shouldStop = () => false }: SimplestSearch,
): Promise<Simplest> {
  const wanted = wayOf(found, profile)
  let executions = 0
  for (const plan of simplestPlans(found, profile.types)) {
    if (shouldStop()) break
    executions += 1
    const trial = await run(plan)
    const other = mismatchOf(trial)
    const shown = other && { trial, ...other }
    if (shown && wayOf(shown, profile) === wanted) return { shown, executions }
  }
  return { shown: undefined, executions }
}

function wayOf({ trial: { evidence }, mismatch }: Found, { types }: Profile): string {
  const { how } = showingOf(evidence, mismatch, types)
  return [mismatch.mismatch, how, ...errorsAt(evidence, mismatch)].join('\n')
}

const NO_NAMES: Plan = { sessions: [], steps: [], features: [] }

/** Messages with all the names in them: another query may fail in the same way for another reason. */
function errorsAt({ reference, subject }: Evidence, { stepIndex = -1 }: Mismatch) {
  const outcomes = [reference, subject].flatMap(({ records }) => records[stepIndex]?.outcomes ?? [])
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'error' ? [messageTemplate(outcome.message, NO_NAMES)] : [],
  )
}

/** Every literal as plainly as can be, then as the statement was sent; plain queries alone, then in its place. */
function simplestPlans({ trial, mismatch }: Found, types: Profile['types']): readonly Plan[] {
  const { plan } = trial.evidence
  const { stepIndex = -1 } = mismatch
  const step = plan.steps[stepIndex]
  if (step?.kind !== 'statement') return []
  const alone = (statement: Statement): Plan => ({
    sessions: plan.sessions.filter(({ name }) => name === step.session),
    steps: [{ ...step, statement }],
    features: [],
  })
  const sent = sentAlike(step.statement)
  const queries = literalQueries(trial.evidence, mismatch, types)
  const ways = sent.delivery === 'simple' ? [sent] : [PLAINLY, sent]
  const literals = ways.flatMap((way) => queries.map((sql) => alone({ ...way, sql })))
  if (statementKind(step.statement.sql) !== 'SELECT' || mismatch.mismatch === 'value')
    return literals
  const plain = PLAIN_QUERIES.map((sql): Statement => ({ ...sent, sql }))
  const inPlace = plain.map((statement) => ({
    ...plan,
    steps: plan.steps.slice(0, stepIndex + 1).with(stepIndex, { ...step, statement }),
  }))
  return [...literals, ...plain.map(alone), ...(stepIndex > 0 ? inPlace : [])]
}

const PLAINLY: Omit<Statement, 'sql'> = { params: [], delivery: 'simple' }

/** Delivery and wire form; what belongs to the text is left behind. */
function sentAlike({ delivery, wire }: Statement): Omit<Statement, 'sql'> {
  return { params: [], delivery, ...(wire && { wire }) }
}
