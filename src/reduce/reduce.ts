import type { Case } from '../model/case.js'
import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { statementKind } from '../sql/statement-kind.js'
import { simplifyDelivery } from './delivery.js'
import { reduceInside } from './inside.js'
import type { StillFails } from './lanes.js'
import { type ReduceOptions, Search } from './search.js'
import { reduceSessions, reduceSteps, sweepSteps } from './steps.js'

/** A reduced case, and how it came about. */
export interface Reduction {
  readonly case: Case
  /** Candidates that were executed. */
  readonly executions: number
  /** No step can be taken out; false where the budget ended before that was known. */
  readonly minimal: boolean
  /**
   * What had to stay, one phrase each: the steps before the last by kind, sessions, nodes,
   * deliveries. Empty if not minimal.
   */
  readonly mattered: readonly string[]
}

/**
 * The smallest case found that still fails: fewer sessions, fewer steps, plainer delivery, shorter
 * statements, again until nothing gives. It knows no target: `stillFails` runs a candidate and says
 * whether it shows the same. Asks for the same case never twice and in an order that depends on the
 * case alone; a candidate for which the answer was yes is the case that it goes on with. The
 * original is not asked for.
 */
export async function reduceCase(
  original: Case,
  stillFails: StillFails,
  options: ReduceOptions,
): Promise<Reduction> {
  const search = new Search(original, stillFails, options)
  try {
    await reduceAll(search, options.grammar)
  } finally {
    await search.settle()
  }
  const { executions, isStopped } = search
  return {
    case: search.case,
    executions,
    minimal: !isStopped,
    mattered: isStopped ? [] : whatMattered(search.plan),
  }
}

async function reduceAll(search: Search, grammar: Grammar | undefined): Promise<void> {
  await reduceSessions(search)
  await reduceSteps(search)
  for (let before: Plan | undefined; before !== search.plan && !search.isStopped; ) {
    before = search.plan
    await simplifyDelivery(search)
    await reduceInside(search, grammar)
    await reduceSessions(search)
    await sweepSteps(search)
  }
}

function whatMattered({ sessions, steps }: Plan): readonly string[] {
  const statements = steps.flatMap((step) => (step.kind === 'statement' ? [step.statement] : []))
  const deliveries = new Set(statements.map((statement) => statement.delivery))
  deliveries.delete('simple')
  const names = sessions.map((session) => session.name)
  const kinds = [...new Set(statements.slice(0, -1).map(({ sql }) => statementKind(sql)))]
  return [
    ...(kinds.length > 0 ? [`each ${kinds.join(', ')}`] : []),
    ...(names.length > 1 ? [`the sessions ${names.join(', ')}`] : []),
    ...sessions.flatMap(({ name, node }) =>
      node === 'any'
        ? []
        : [`session ${name} on ${typeof node === 'number' ? 'node ' : 'the '}${node}`],
    ),
    ...[...deliveries].map((delivery) => `the ${delivery} delivery`),
    ...(statements.some((statement) => statement.params.length > 0) ? ['the parameters'] : []),
    ...(steps.some((step) => step.kind !== 'statement') ? ['closing and opening a session'] : []),
  ]
}
