import type { Step } from '../../src/index.js'
import type { Catalog } from './catalog.js'
import { heldBy, openWorld, release, type World } from './mvcc.js'
import { aftermath, openOf } from './race.js'
import { ask, rollback, type Scene, styleFeature } from './steps.js'
import { type RacePlan, type Runner, startOf, type Turn, takeTurn } from './turns.js'

/** Why a writer cannot go on: what it sends next would wait for the end of another's transaction. */
type Block =
  /** It is sent, and waits. */
  | 'waits'
  /** It would take the snapshot's key and then wait, perhaps for one that waits for the key: it is not sent yet. */
  | 'yields'

/** A race on its way. `blocked` are the writers that have had their turn and could not go on. */
interface Course {
  readonly world: World
  readonly runners: readonly Runner[]
  readonly blocked: ReadonlyMap<number, Block>
  readonly steps: readonly Step[]
  readonly features: readonly string[]
}

/**
 * A race where writers wait for each other, as in PostgreSQL: a batch waits for the one that holds its snapshot id, and a
 * deletion for the one that has changed its rows. What waits is sent in front of the COMMIT that it waits for, and fails
 * behind it. Nothing waits for a ROLLBACK here: who is behind one that fails has its turn again.
 */
export function waitingRace(base: Catalog, plan: RacePlan): Scene {
  let course: Course = {
    world: openWorld(base),
    runners: plan.writers.map(startOf),
    ...{ blocked: new Map(), steps: [], features: ['race', styleFeature(plan.style)] },
  }
  const numbers = [...plan.turns]
  while (openOf(course.runners).length > 0) {
    const free = openOf(course.runners).filter((index) => !course.blocked.has(index))
    const index = free[(numbers.shift() ?? 0) % free.length]
    course = index === undefined ? oneGivesUp(course) : oneGoesOn(course, index, plan)
  }
  const ending = aftermath(course.world.newest, plan.writers)
  return {
    steps: [...course.steps, ...ending.steps],
    features: [...course.features, `race-of-${plan.writers.length}`],
    catalog: ending.catalog,
  }
}

/** A client that waits without an end is ended by its user. */
function oneGivesUp(course: Course): Course {
  const index = openOf(course.runners)[0] ?? 0
  const { session } = (course.runners[index] as Runner).writer
  return {
    ...withRunner(course, index, { ...(course.runners[index] as Runner), phase: 'done' }),
    ...{ world: release(course.world, session), blocked: new Map() },
    steps: [...course.steps, rollback(session)],
  }
}

function oneGoesOn(course: Course, index: number, plan: RacePlan): Course {
  const runner = course.runners[index] as Runner
  const at = firstHeld(course.world, runner)
  if (runner.phase === 'prelude' && at > 0) return comesToWait(course, index, at)
  const block = blockOf(course, index)
  if (block) return { ...course, blocked: new Map(course.blocked).set(index, block) }
  const turn = takeTurn(course.world, runner, plan)
  const next = withTurn(course, index, turn)
  if (turn.world.commits.length > course.world.commits.length) return behindCommit(next, plan)
  return turn.runner.phase === 'begin' || turn.runner.phase === 'done' ? unblocked(next) : next
}

/** What a writer says up to the statement that would wait. */
function comesToWait(course: Course, index: number, at: number): Course {
  const runner = course.runners[index] as Runner
  const said = runner.prelude.slice(0, at)
  const next = { ...runner, prelude: runner.prelude.slice(at) }
  const steps = said.map(({ read }) => ask(runner.writer.session, read))
  return {
    ...withRunner(course, index, next),
    blocked: new Map(course.blocked).set(index, 'waits'),
    steps: [...course.steps, ...steps],
  }
}

/** The first statement before the batch that changes rows which another one holds; -1 where there is none. */
function firstHeld(world: World, { writer, view, prelude }: Runner): number {
  if (!view) return -1
  return prelude.findIndex(({ effects }) => heldBy(world, writer.session, effects))
}

function blockOf({ world, runners }: Course, index: number): Block | undefined {
  const runner = runners[index] as Runner
  if (runner.phase === 'prelude') return firstHeld(world, runner) === 0 ? 'waits' : undefined
  const isNext = runner.phase === 'batch' && world.commits.length === runner.view?.seen
  if (!isNext) return undefined
  if (runners.some(({ phase }, i) => phase === 'commit' && i !== index)) return 'waits'
  const effects = runner.made?.statements.flatMap((one) => one.effects) ?? []
  return heldBy(world, runner.writer.session, effects) ? 'yields' : undefined
}

/** Who waited for this COMMIT has been sent ahead of it, and fails now, one after the other. */
function behindCommit(course: Course, plan: RacePlan): Course {
  const goesOn = [...course.blocked].filter(([index]) => blockOf(course, index) === undefined)
  let next: Course = { ...course, blocked: without(course.blocked, goesOn) }
  const later: Step[] = []
  for (const [index, block] of goesOn) {
    if (block === 'yields') continue
    const turn = takeTurn(next.world, next.runners[index] as Runner, plan)
    const [first, ...rest] = turn.steps
    next = withTurn(next, index, { ...turn, steps: first ? [sentAhead(first)] : [] })
    next = { ...next, features: [...next.features, 'writer-waited'] }
    later.push(...rest)
  }
  return { ...next, steps: [...next.steps, ...later] }
}

function unblocked(course: Course): Course {
  const goesOn = [...course.blocked].filter(([index]) => blockOf(course, index) === undefined)
  return { ...course, blocked: without(course.blocked, goesOn) }
}

function without(
  blocked: Course['blocked'],
  some: readonly (readonly [number, Block])[],
): Course['blocked'] {
  const gone = new Set(some.map(([index]) => index))
  return new Map([...blocked].filter(([index]) => !gone.has(index)))
}

function sentAhead(step: Step): Step {
  return step.kind === 'statement'
    ? { ...step, statement: { ...step.statement, waits: true } }
    : step
}

function withTurn(course: Course, index: number, turn: Turn): Course {
  return {
    ...withRunner(course, index, turn.runner),
    world: turn.world,
    steps: [...course.steps, ...turn.steps],
    features: [...course.features, ...turn.features],
  }
}

function withRunner(course: Course, index: number, runner: Runner): Course {
  return { ...course, runners: course.runners.map((one, i) => (i === index ? runner : one)) }
}
