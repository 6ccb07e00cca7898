import type { Plan, Step } from '../model/plan.js'
import type { Search } from './search.js'

/**
 * A plainer schedule: fewer changes from one session to another. One session after the other, else a session's steps
 * moved to those that it did before or does next, while that helps.
 */
export async function simplifySchedule(search: Search): Promise<void> {
  for (let again = true; again && !search.isStopped; ) {
    const { plan } = search
    const before = switchesIn(plan.steps)
    if (before < plan.sessions.length) return
    again = (await search.first(plainer(plan, before))) !== undefined
  }
}

function* plainer(plan: Plan, before: number): Generator<Plan> {
  for (const steps of orders(plan)) {
    if (switchesIn(steps) < before) yield { ...plan, steps }
  }
}

function* orders({ sessions, steps }: Plan): Generator<readonly Step[]> {
  const names = sessions.map(({ name }) => name)
  for (const order of [names, names.toReversed()]) {
    yield order.flatMap((name) => steps.filter((step) => step.session === name))
  }
  const blocks = blocksOf(steps)
  for (const [index, block] of [...blocks.entries()].toReversed()) {
    const session = block[0]?.session
    const isOwn = (other: readonly Step[]) => other[0]?.session === session
    const earlier = blocks.slice(0, index).findLastIndex(isOwn)
    const later = blocks.findIndex((other, at) => at > index && isOwn(other))
    const rest = blocks.toSpliced(index, 1)
    if (earlier >= 0) yield rest.toSpliced(earlier + 1, 0, block).flat()
    if (later >= 0) yield rest.toSpliced(later - 1, 0, block).flat()
  }
}

/** Neighbouring steps of one session. */
function blocksOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const blocks: Step[][] = []
  for (const step of steps) {
    const last = blocks.at(-1)
    if (last?.[0]?.session === step.session) last.push(step)
    else blocks.push([step])
  }
  return blocks
}

function switchesIn(steps: readonly Step[]): number {
  return Math.max(0, blocksOf(steps).length - 1)
}
