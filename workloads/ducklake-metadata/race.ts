import type { Step } from '../../src/index.js'
import type { Catalog } from './catalog.js'
import { openWorld } from './mvcc.js'
import { applySaid } from './operation.js'
import { ask, type Scene, styleFeature } from './steps.js'
import { type RacePlan, type Runner, startOf, takeTurn, type Writer } from './turns.js'

/**
 * Two to four writers in lockstep want the next snapshot id. Whose turn it is, is given; what comes
 * of it is known before it is run: one wins, the others try again on what they find, or give up.
 */
export function race(base: Catalog, plan: RacePlan): Scene {
  let world = openWorld(base)
  const runners = plan.writers.map(startOf)
  const [steps, features]: [Step[], string[]] = [[], ['race', styleFeature(plan.style)]]
  const numbers = [...plan.turns]
  for (let open = openOf(runners); open.length > 0; open = openOf(runners)) {
    const index = open[(numbers.shift() ?? 0) % open.length] ?? 0
    const runner = runners[index]
    if (!runner) break
    const turn = takeTurn(world, runner, plan)
    runners[index] = turn.runner
    world = turn.world
    steps.push(...turn.steps)
    features.push(...turn.features)
  }
  const ending = aftermath(world.newest, plan.writers)
  return {
    steps: [...steps, ...ending.steps],
    features: [...features, `race-of-${plan.writers.length}`],
    catalog: ending.catalog,
  }
}

/** The writers that are not done. */
export function openOf(runners: readonly Runner[]): readonly number[] {
  return runners.flatMap(({ phase }, i) => (phase === 'done' ? [] : [i]))
}

/** What the writers say in autocommit after the race, each for itself. */
export function aftermath(base: Catalog, writers: readonly Writer[]): Scene {
  const steps: Step[] = []
  let catalog = base
  for (const { session, operation } of writers) {
    const said = operation.aftermath?.(catalog) ?? []
    steps.push(...said.map(({ read }) => ask(session, read)))
    catalog = applySaid(catalog, said)
  }
  return { steps, features: [], catalog }
}
