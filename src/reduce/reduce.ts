import type { Case } from '../model/case.js'
import type { Plan } from '../model/plan.js'
import { simplifyDelivery } from './delivery.js'
import { INSIDE_PHASES } from './inside.js'
import type { StillFails } from './lanes.js'
import { lastAttempts } from './removals.js'
import { simplifySchedule } from './schedule.js'
import { type ReduceOptions, Search } from './search.js'
import { fewerStatements } from './statements.js'
import { reduceActions, reduceEnds, reduceSessions, sweepSteps } from './steps.js'

/** A reduced case, and how it came about. */
export interface Reduction {
  readonly case: Case
  /** Candidates whose answer was needed and that were executed for it. */
  readonly executions: number
  /** Candidates whose answer was known from an earlier, interrupted reduction. */
  readonly recalled: number
  /** Candidates that ran, with those whose answer nobody needed in the end. */
  readonly runs: number
  /** No single step, row, item or clause can be taken out; false where the budget ended before that was known. */
  readonly minimal: boolean
  /** What had to stay: each single removal of the last round, and what was seen without it. Empty if not minimal. */
  readonly mattered: readonly Mattered[]
}

/** A removal that failed. */
export interface Mattered {
  /** `without DELETE FROM t0` */
  readonly what: string
  /** `both sides agree` */
  readonly instead: string
}

interface Phase {
  readonly run: (search: Search, options: ReduceOptions) => Promise<void>
  /** It changes what is inside of steps. */
  readonly isInside?: true
}

/** The order of attack; again from the top until nothing gives. */
const PHASES: readonly Phase[] = [
  { run: reduceEnds },
  { run: reduceSessions },
  { run: reduceActions },
  { run: sweepSteps },
  { run: fewerStatements, isInside: true },
  { run: simplifySchedule },
  { run: simplifyDelivery, isInside: true },
  ...INSIDE_PHASES.map(
    (inside): Phase => ({ run: (search, { grammar }) => inside(search, grammar), isInside: true }),
  ),
]

/**
 * The smallest case found that still fails: fewer steps, sessions and changes between them, plainer delivery, shorter
 * statements, again until nothing gives. It knows no target: `stillFails` runs a candidate and says whether it shows the
 * same. Asks for the same case never twice (but a flaky one once a round) and takes what fails in an order that depends on
 * the case alone. The original is not asked for.
 */
export async function reduceCase(
  original: Case,
  stillFails: StillFails,
  options: ReduceOptions,
): Promise<Reduction> {
  const search = new Search(original, stillFails, options)
  try {
    await reduceAll(search, options)
  } finally {
    await search.settle()
  }
  const { executions, recalled, runs, isStopped } = search
  const mattered = isStopped ? [] : whatMattered(search, options)
  return { case: search.case, executions, recalled, runs, minimal: !isStopped, mattered }
}

async function reduceAll(search: Search, options: ReduceOptions): Promise<void> {
  const phases = PHASES.filter(({ isInside }) => !(isInside && options.onlySteps))
  let before: Plan | undefined
  for (let round = 1; before !== search.plan && !search.isStopped; round += 1) {
    if (options.isFlaky) search.beginRound(`round ${round}`)
    before = search.plan
    for (const phase of phases) await runPhase(phase, search, options)
    if (before === search.plan) await takeLast(search, options)
  }
}

async function runPhase({ run }: Phase, search: Search, options: ReduceOptions): Promise<void> {
  const { case: before, isStopped } = search
  if (isStopped) return
  await run(search, options)
  if (search.case === before || !options.isSound) return
  if (!(await options.isSound(search.case))) search.returnTo(before)
}

/** What no phase tries by itself, one by one: the proof that nothing can go. */
async function takeLast(search: Search, options: ReduceOptions): Promise<void> {
  const { plan } = search
  await search.first(plansOf(plan, options))
}

function* plansOf(plan: Plan, { grammar, onlySteps }: ReduceOptions): Generator<Plan> {
  for (const attempt of lastAttempts(plan, { grammar, onlySteps })) yield attempt.plan
}

function whatMattered(search: Search, { grammar, onlySteps }: ReduceOptions): readonly Mattered[] {
  const told = new Map<string, Mattered>()
  for (const { what, plan } of lastAttempts(search.plan, { grammar, onlySteps })) {
    const answer = search.answerTo(plan)
    if (!answer || answer.fails) continue
    const instead = answer.instead ?? 'it does not show'
    told.set(`${what}: ${instead}`, { what, instead })
  }
  return [...told.values()]
}
