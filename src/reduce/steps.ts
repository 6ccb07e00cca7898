import type { Step } from '../model/plan.js'
import { statementKind } from '../sql/statement-kind.js'
import type { Search } from './search.js'
import { dependencySlices } from './slice.js'
import { sweep } from './sweep.js'

/** Fewer sessions: one without its steps, then two in one. */
export async function reduceSessions(search: Search): Promise<void> {
  for (const { name } of search.plan.sessions.toReversed()) {
    await search.attemptSteps(search.plan.steps.filter((step) => step.session !== name))
  }
  for (const { name } of search.plan.sessions.toReversed()) {
    await mergeSession(search, name)
  }
}

async function mergeSession(search: Search, name: string): Promise<void> {
  for (const into of search.plan.sessions) {
    if (into.name === name) return
    const steps = search.plan.steps.map((step) =>
      step.session === name ? { ...step, session: into.name } : step,
    )
    if (await search.attemptSteps(steps)) return
  }
}

/**
 * Fewer steps: nothing behind the culprit, only what it depends on, then one by one until none can
 * go.
 */
export async function reduceSteps(search: Search): Promise<void> {
  await truncate(search)
  await firstOf(search, dependencySlices(search.plan.steps))
  await dropTransactions(search)
  await sweepSteps(search)
}

/** The halving sweep over steps. */
export async function sweepSteps(search: Search): Promise<void> {
  const { plan } = search
  await sweep(search, plan.steps, (steps) => ({ ...plan, steps }))
}

/** Other steps in the current plan, the first of these that still fail. */
async function firstOf(search: Search, lists: Iterable<readonly Step[]>): Promise<void> {
  const { plan } = search
  await search.first(map(lists, (steps) => ({ ...plan, steps })))
}

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item)
}

/** Cuts the end off in halves, so that the last step is one that the failure needs. */
async function truncate(search: Search): Promise<void> {
  let size = Math.ceil(search.plan.steps.length / 2)
  while (size >= 1) {
    const isShorter = await search.attemptSteps(search.plan.steps.slice(0, -size))
    const limit = Math.floor(search.plan.steps.length / 2)
    if (!isShorter && size === 1) return
    size = Math.min(isShorter ? size : Math.ceil(size / 2), Math.max(1, limit))
  }
}

/**
 * Takes BEGIN away together with its COMMIT or ROLLBACK: with everything between them, or without.
 */
async function dropTransactions(search: Search): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    const { steps } = search.plan
    const end = endOfTransaction(steps, index)
    if (end === undefined) continue
    const session = steps[index]?.session
    const isWithin = (_: Step, at: number) => at >= index && at <= end
    const whole = steps.filter((step, at) => !(isWithin(step, at) && step.session === session))
    const unwrapped = steps.filter((_, at) => at !== index && at !== end)
    await firstOf(search, [whole, unwrapped])
  }
}

/**
 * Where the transaction that begins here ends; undefined when none begins here or it never ends.
 */
function endOfTransaction(steps: readonly Step[], begin: number): number | undefined {
  const first = steps[begin]
  if (!first || kindOf(first) !== 'BEGIN') return undefined
  const end = steps.findIndex(
    (step, at) =>
      at > begin &&
      step.session === first.session &&
      ['COMMIT', 'ROLLBACK', 'BEGIN'].includes(kindOf(step)),
  )
  const last = steps[end]
  return last && kindOf(last) !== 'BEGIN' ? end : undefined
}

function kindOf(step: Step): string {
  return step.kind === 'statement' ? statementKind(step.statement.sql) : ''
}
