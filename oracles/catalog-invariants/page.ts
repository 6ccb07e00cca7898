import { BEHAVIOUR } from './behaviour.js'
import type { Invariant } from './invariant.js'
import { FILES } from './invariants/files.js'
import { IDS } from './invariants/ids.js'
import { INLINED_DELETES, INLINED_ROWS, REGISTRY } from './invariants/inlined.js'
import { REFERENCES } from './invariants/references.js'
import { ROWS } from './invariants/rows.js'
import { SCHEMA_VERSIONS } from './invariants/schema-versions.js'
import { SETTINGS } from './invariants/settings.js'
import { SNAPSHOTS } from './invariants/snapshots.js'
import { VERSIONS } from './invariants/versions.js'

type Listed = Omit<Invariant, 'sql'>

/** In reading order, each under what it is about. */
const GROUPS: readonly (readonly [title: string, invariants: readonly Listed[]])[] = [
  ['Snapshots', SNAPSHOTS],
  ['Ids', IDS],
  ['Versions and names', VERSIONS],
  ['References', REFERENCES],
  ['Files', FILES],
  ['Rows and statistics', ROWS],
  ['Schema versions', SCHEMA_VERSIONS],
  ['Rows in the catalog', [...REGISTRY, ...INLINED_ROWS, ...INLINED_DELETES]],
  ['Settings', SETTINGS],
  ['Behaviour', BEHAVIOUR],
]

/** The tables of docs/catalog-invariants.md, as Markdown; a test holds that the page has them. */
export function invariantTables(): string {
  return GROUPS.map(([title, invariants]) => table(title, invariants)).join('\n')
}

function table(title: string, invariants: readonly Listed[]): string {
  const rows = invariants.map(
    ({ id, severity, says, why, clientBreaks }) =>
      `| ${id} | ${severity} | ${says} | ${why}${clientBreaks ? `; the client itself breaks it: ${clientBreaks}` : ''} |`,
  )
  return [
    `### ${title}`,
    '',
    '| id | severity | what holds | what goes wrong where it does not |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
