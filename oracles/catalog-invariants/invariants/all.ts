import type { Invariant } from '../invariant.js'
import { FILES } from './files.js'
import { IDS } from './ids.js'
import { INLINED_DELETES, INLINED_ROWS, REGISTRY } from './inlined.js'
import { REFERENCES } from './references.js'
import { ROWS } from './rows.js'
import { SCHEMA_VERSIONS } from './schema-versions.js'
import { SETTINGS } from './settings.js'
import { SNAPSHOTS } from './snapshots.js'
import { VERSIONS } from './versions.js'

/** The invariants of the tables that every catalog has. */
export const OF_CATALOG: readonly Invariant[] = [
  ...SNAPSHOTS,
  ...IDS,
  ...VERSIONS,
  ...REFERENCES,
  ...FILES,
  ...ROWS,
  ...SCHEMA_VERSIONS,
  ...REGISTRY,
  ...SETTINGS,
]

/** Every invariant there is, those of inlined tables included. */
export const INVARIANTS: readonly Invariant[] = [...OF_CATALOG, ...INLINED_ROWS, ...INLINED_DELETES]
