import type { Catalog } from './catalog.js'
import {
  type Birth,
  createdCatalog,
  creationText,
  laterCreationText,
  migratedCatalog,
  oldestCreationText,
} from './creation.js'
import { MIGRATIONS, MIGRATIONS_FROM_0_3 } from './migration.js'
import { BAG, type Read } from './read.js'
import { latestSnapshot, loadSettings, probeCatalog } from './reads/snapshots.js'
import { ask, begin, commit, type Scene, say } from './steps.js'

/** Where the catalog lives and how it begins. */
export interface BirthPlan {
  /** The catalog lives in an attached in-memory database instead of a schema. */
  readonly attached: boolean
  /** The client first attaches a database that no list of databases shows. */
  readonly hidden: boolean
  /** A new lake, or one of version 0.1 or 0.3 that a newer client finds and migrates. */
  readonly birth: Birth | 'migrated' | 'migrated-from-0.3'
}

/** The first client makes the catalog, the second finds it. */
export function birthScene(plan: BirthPlan, names: readonly string[], schema: string): Scene {
  const [first = 'a', second = 'b'] = names
  const place = plan.attached
    ? [say(first, 'ATTACH \':memory:\' AS "${db:meta}"')]
    : [say(first, `CREATE SCHEMA IF NOT EXISTS ${schema}`)]
  const made = born(first, plan.birth)
  const hidden = plan.hidden ? hiddenDatabase(first) : { steps: [], features: [] }
  return {
    steps: [
      ...hidden.steps,
      ...place,
      ask(first, probeCatalog(false)),
      ...made.steps,
      ask(second, probeCatalog(true)),
      ask(second, loadSettings),
      ask(second, latestSnapshot),
    ],
    features: [
      ...['create-catalog', 'attach-new', 'attach-existing', 'load-settings', 'read-snapshot'],
      ...made.features,
      ...hidden.features,
    ],
    catalog: made.catalog,
  }
}

function born(session: string, birth: BirthPlan['birth']): Scene {
  if (birth === 'migrated') return migrated(session)
  return birth === 'migrated-from-0.3' ? migratedFromLater(session) : created(session, birth)
}

function created(session: string, birth: Birth): Scene {
  const features = [
    ...(birth.spec === '1.1' ? ['spec-1.1'] : []),
    ...(birth.encrypted ? ['encrypted-lake'] : []),
  ]
  const steps = [begin(session), say(session, creationText(birth)), commit(session)]
  return { steps, features, catalog: createdCatalog(birth) }
}

/** A lake of 0.1 has no scopes of settings yet, which is how the client finds out. */
function migrated(session: string): Scene {
  const old: Read = {
    sql: '\nSELECT key, value FROM {M}.ducklake_metadata\n',
    compare: BAG,
    features: [],
  }
  const catalog: Catalog = migratedCatalog()
  return {
    steps: [
      begin(session),
      say(session, oldestCreationText()),
      commit(session),
      begin(session),
      ask(session, { ...loadSettings, expect: 'binder' }),
      ask(session, old),
      ...MIGRATIONS.map((text) => say(session, text)),
      commit(session),
    ],
    features: ['migrated-from-0.1'],
    catalog,
  }
}

/** A lake of 0.3 has scopes, so the client reads the settings at once. */
function migratedFromLater(session: string): Scene {
  return {
    steps: [
      begin(session),
      say(session, laterCreationText()),
      commit(session),
      begin(session),
      ask(session, loadSettings),
      ...MIGRATIONS_FROM_0_3.map((text) => say(session, text)),
      commit(session),
    ],
    features: ['migrated-from-0.3'],
    catalog: createdCatalog(),
  }
}

/**
 * The client hides the database of a catalog that it attaches. Nobody else can find it, so it is
 * detached at once.
 */
function hiddenDatabase(session: string) {
  const name = '"${db:hidden}"'
  const probe = `SELECT NULL AS ge_probe FROM ${name}."main".ducklake_metadata LIMIT 1`
  const attach = `ATTACH OR REPLACE ':memory:' AS ${name} (STORAGE_VERSION 'latest', HIDDEN true)`
  return {
    steps: [
      say(session, attach),
      say(session, probe, { expect: 'catalog' }),
      say(session, attach),
      say(session, `DETACH ${name}`),
    ],
    features: ['attach-hidden'],
  }
}
