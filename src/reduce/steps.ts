import type { Step } from '../model/plan.js'
import { statementKind } from '../sql/statement-kind.js'
import { fewerSessions } from './removals.js'
import type { Search } from './search.js'
import { dependencySlices } from './slice.js'
import { sweep } from './sweep.js'

/** Fewer sessions: without some and their steps, then two in one. */
export async function reduceSessions(search: Search): Promise<void> {
  const { plan } = search
  await sweep(search, plan.sessions, (kept) => {
    const names = new Set(kept.map(({ name }) => name))
    return { ...plan, steps: plan.steps.filter((step) => names.has(step.session)) }
  })
  for (let again = true; again; ) {
    const merged = map(fewerSessions(search.plan), ({ plan: fewer }) => fewer)
    again = (await search.first(merged)) !== undefined
  }
}

/** Nothing behind the culprit, then only what it depends on. */
export async function reduceEnds(search: Search): Promise<void> {
  await truncate(search)
  await firstOf(search, dependencySlices(search.plan.steps))
}

/** Without cancels, without closing and opening sessions, without what a transaction is around. */
export async function reduceActions(search: Search): Promise<void> {
  const { steps } = search.plan
  await firstOf(search, [
    steps.filter(({ kind }) => kind === 'statement'),
    steps.filter(({ kind }) => kind !== 'cancel'),
    ...search.plan.sessions.map(({ name }) =>
      steps.filter(({ kind, session }) => kind === 'statement' || session !== name),
    ),
  ])
  await dropTransactions(search)
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
  for (let size = Math.ceil(search.plan.steps.length / 2); size >= 1; ) {
    const { plan } = search
    const sizes = halves(size)
    const shorter = map(sizes, (cut) => ({ ...plan, steps: plan.steps.slice(0, -cut) }))
    const found = await search.first(shorter)
    if (found === undefined) return
    size = Math.min(sizes[found] ?? 1, Math.max(1, Math.floor(search.plan.steps.length / 2)))
  }
}

/** A number, half of it, and so on down to 1. */
function halves(size: number): readonly number[] {
  return size <= 1 ? [1] : [size, ...halves(Math.ceil(size / 2))]
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
