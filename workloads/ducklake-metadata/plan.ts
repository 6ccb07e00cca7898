import type { Plan, SessionSpec, Step } from '../../src/index.js'
import { type BirthPlan, birthScene } from './birth.js'
import type { Catalog } from './catalog.js'
import { createdCatalog, DEFAULT_BIRTH } from './creation.js'
import { type Intent, type Wanted, WRITERS_MAX } from './intents.js'
import { nowCommittedScene, nowInBatchScene } from './now.js'
import type { Operation } from './operation.js'
import { createTable } from './operations/tables.js'
import { race } from './race.js'
import {
  brokenScene,
  closing,
  commitScene,
  holdScene,
  optionScene,
  readScene,
  rollbackScene,
} from './scenes.js'
import type { Scene } from './steps.js'
import { cleanupScene, orphansScene } from './upkeep/cleanup.js'
import { expireScene } from './upkeep/expire.js'
import { waitingRace } from './waiting-race.js'

/** What a plan is made of. */
export interface Recipe extends BirthPlan {
  readonly sessions: readonly SessionSpec[]
  readonly intents: readonly Intent[]
  readonly maxSteps: number
  /** The endpoint has COPY ... TO STDOUT. */
  readonly copies?: boolean | undefined
}

/** The fold's state: the scenes so far and the number of the next operation. */
interface Progress {
  readonly scenes: readonly Scene[]
  readonly catalog: Catalog
  readonly stepCount: number
  readonly operations: number
}

/** Folds the intents over the catalog. A scene that would make the plan too long is left out. */
export function planOf(recipe: Recipe): Plan {
  const names = recipe.sessions.map((one) => one.name)
  const ending = closing(names)
  const schema = metadataSchema(recipe.attached)
  const place = recipe.maxSteps < LONG_BIRTH ? { ...recipe, ...SHORT_BIRTH } : recipe
  const start = append(EMPTY_PROGRESS, birthScene(place, names, schema))
  const room = recipe.maxSteps - ending.length
  const done = recipe.intents.reduce((progress, intent) => {
    if (room - progress.stepCount < SCENE_MIN) return progress
    const scene = sceneOf(progress, intent, names)
    const fits = scene && progress.stepCount + scene.steps.length <= room
    const next = fits ? append(progress, scene) : progress
    return { ...next, operations: progress.operations + OPERATIONS_PER_INTENT }
  }, start)
  const steps = [...done.scenes.flatMap((scene) => scene.steps), ...ending]
  const features = new Set(done.scenes.flatMap((scene) => scene.features))
  return {
    sessions: recipe.sessions,
    steps: steps.map((step) => withCopies(inSchema(step, schema), recipe.copies === true)),
    features: [...features, ...placeFeatures(recipe)],
  }
}

/** A migration takes about twenty steps, which a short plan has not. */
const LONG_BIRTH = 40
const SHORT_BIRTH = { hidden: false, birth: DEFAULT_BIRTH } as const

/** Almost every scene has so many steps, so that a plan that is this full is not tried further. */
const SCENE_MIN = 3

/** A race has an operation for each writer, every other intent at most one. */
const OPERATIONS_PER_INTENT = WRITERS_MAX

const EMPTY_PROGRESS: Progress = {
  scenes: [],
  catalog: createdCatalog(),
  stepCount: 0,
  operations: 1,
}

function append(progress: Progress, scene: Scene): Progress {
  return {
    scenes: [...progress.scenes, scene],
    catalog: scene.catalog,
    stepCount: progress.stepCount + scene.steps.length,
    operations: progress.operations,
  }
}

function metadataSchema(attached: boolean): string {
  return attached ? '"${db:meta}"."main"' : '"${schema:lake}"'
}

function inSchema(step: Step, schema: string): Step {
  if (step.kind !== 'statement') return step
  const { sql, postgres } = step.statement
  const words = postgres === undefined ? {} : { postgres: postgres.replaceAll('{M}', schema) }
  const statement = { ...step.statement, sql: sql.replaceAll('{M}', schema), ...words }
  return { ...step, statement }
}

/** Where there is no COPY its rows are asked for plainly. */
function withCopies(step: Step, copies: boolean): Step {
  if (copies || step.kind !== 'statement' || step.statement.delivery !== 'copy') return step
  return { ...step, statement: { ...step.statement, delivery: 'simple' } }
}

function placeFeatures({ sessions, attached }: Recipe): readonly string[] {
  return [
    ...(attached ? ['attached-catalog'] : []),
    ...(sessions.length === 3 ? ['three-sessions'] : []),
    ...(sessions.length > 3 ? ['four-sessions'] : []),
    ...(sessions.some((one) => one.node === 'follower') ? ['follower-session'] : []),
  ]
}

/** The operation that is wanted, or a new table where there is nothing to do it to. */
function resolve(catalog: Catalog, { make, pick }: Wanted): Operation | undefined {
  return make(catalog, pick) ?? createTable(catalog, pick)
}

function sceneOf(at: Progress, intent: Intent, names: readonly string[]): Scene | undefined {
  const { catalog } = at
  const session = nameAt(names, intent.session)
  if (intent.kind === 'race') return raceOf(at, intent, names)
  if (intent.kind === 'option') return optionScene(catalog, { session, value: intent.value })
  if (intent.kind === 'expire') return expireScene(catalog, { session, value: intent.value })
  if (intent.kind === 'cleanup') return cleanupScene(catalog, { session, value: intent.value })
  if (intent.kind === 'orphans') return orphansScene(catalog, session)
  if (intent.kind === 'read') {
    const reads = intent.reader(catalog, intent)
    return readScene(catalog, { session, reads, inTransaction: intent.inTransaction })
  }
  const operation = resolve(catalog, intent.wanted)
  if (!operation) return undefined
  const work = { session, operation, number: at.operations, style: styleOf(intent) }
  if (intent.kind === 'commit') return commitScene(catalog, work, intent.loads)
  if (intent.kind === 'hold')
    return holdScene(catalog, { reader: nameAt(names, intent.session + 1), work })
  if (intent.kind === 'now') {
    if (intent.keeps) return nowCommittedScene(catalog, work, names)
    return nowInBatchScene(catalog, work)
  }
  if (intent.how === 'rollback') return rollbackScene(catalog, work)
  return brokenScene(catalog, work, intent.how === 'broken-commit' ? 'commit' : 'rollback')
}

function styleOf(intent: Intent) {
  return 'style' in intent ? intent.style : 'batch'
}

function nameAt(names: readonly string[], n: number): string {
  return names[n % names.length] ?? 'a'
}

type Race = Extract<Intent, { readonly kind: 'race' }>

function raceOf(at: Progress, intent: Race, names: readonly string[]): Scene | undefined {
  const wanted = intent.wanted.slice(0, names.length)
  const writers = wanted.flatMap((one, i) => {
    const operation = resolve(at.catalog, one)
    const session = nameAt(names, intent.session + i)
    return operation ? [{ session, operation, number: at.operations + i }] : []
  })
  if (writers.length < 2) return undefined
  const isFree = intent.watched && names.length > writers.length
  const waits = intent.waits === true
  const run = waits ? waitingRace : race
  return run(at.catalog, {
    writers,
    waits,
    turns: intent.turns,
    style: intent.style,
    reader: isFree ? nameAt(names, intent.session + writers.length) : undefined,
    rollsBackAlways: intent.rollsBackAlways,
  })
}
