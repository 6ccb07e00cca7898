import type { Plan, SessionSpec, Step } from '../../src/index.js'
import type { Catalog } from './catalog.js'
import { createdCatalog, creationText } from './creation.js'
import { cleanupScene, expireScene } from './expire.js'
import type { Intent, Wanted } from './intents.js'
import type { Operation } from './operation.js'
import { createTable } from './operations/tables.js'
import { race } from './race.js'
import { latestSnapshot, loadSettings, probeCatalog } from './reads/snapshots.js'
import {
  brokenScene,
  closing,
  commitScene,
  holdScene,
  optionScene,
  readScene,
  rollbackScene,
} from './scenes.js'
import { ask, begin, commit, type Scene, say } from './steps.js'

/** What a plan is made of. */
export interface Recipe {
  readonly sessions: readonly SessionSpec[]
  /** The catalog lives in an attached in-memory database instead of a schema. */
  readonly attached: boolean
  readonly intents: readonly Intent[]
  readonly maxSteps: number
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
  const start = append(EMPTY_PROGRESS, creation(recipe, names))
  const room = recipe.maxSteps - ending.length
  const done = recipe.intents.reduce((progress, intent) => {
    const scene = sceneOf(progress, intent, names)
    const fits = scene && progress.stepCount + scene.steps.length <= room
    const next = fits ? append(progress, scene) : progress
    return { ...next, operations: progress.operations + OPERATIONS_PER_INTENT }
  }, start)
  const steps = [...done.scenes.flatMap((scene) => scene.steps), ...ending]
  const features = new Set(done.scenes.flatMap((scene) => scene.features))
  const schema = metadataSchema(recipe.attached)
  return {
    sessions: recipe.sessions,
    steps: steps.map((step) => inSchema(step, schema)),
    features: [...features, ...placeFeatures(recipe)],
  }
}

/** A race has two operations, every other intent at most one. */
const OPERATIONS_PER_INTENT = 2

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

/** The first client makes the catalog, the second finds it. */
function creation(recipe: Recipe, names: readonly string[]): Scene {
  const [first = 'a', second = 'b'] = names
  const schema = metadataSchema(recipe.attached)
  const place = recipe.attached
    ? [say(first, 'ATTACH \':memory:\' AS "${db:meta}"')]
    : [say(first, `CREATE SCHEMA IF NOT EXISTS ${schema}`)]
  return {
    steps: [
      ...place,
      ask(first, probeCatalog(false)),
      begin(first),
      say(first, creationText()),
      commit(first),
      ask(second, probeCatalog(true)),
      ask(second, loadSettings),
      ask(second, latestSnapshot),
    ],
    features: ['create-catalog', 'attach-new', 'attach-existing', 'load-settings', 'read-snapshot'],
    catalog: createdCatalog(),
  }
}

function metadataSchema(attached: boolean): string {
  return attached ? '"${db:meta}"."main"' : '"${schema:lake}"'
}

function inSchema(step: Step, schema: string): Step {
  if (step.kind !== 'statement') return step
  const sql = step.statement.sql.replaceAll('{M}', schema)
  return { ...step, statement: { ...step.statement, sql } }
}

function placeFeatures({ sessions, attached }: Recipe): readonly string[] {
  return [
    ...(attached ? ['attached-catalog'] : []),
    ...(sessions.length > 2 ? ['three-sessions'] : []),
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
  if (intent.kind === 'cleanup') return cleanupScene(catalog, session)
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
  const [one, two] = [resolve(at.catalog, intent.first), resolve(at.catalog, intent.second)]
  if (!one || !two) return undefined
  const writer = (operation: Operation, offset: number) => ({
    session: nameAt(names, intent.session + offset),
    operation,
    number: at.operations + offset,
  })
  return race(at.catalog, {
    first: writer(one, 0),
    second: writer(two, 1),
    meeting: intent.meeting,
    style: intent.style,
    reader: intent.watched && names.length > 2 ? nameAt(names, intent.session + 2) : undefined,
    rollsBackAlways: intent.rollsBackAlways,
  })
}
