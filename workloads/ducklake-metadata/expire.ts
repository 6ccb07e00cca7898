import type { Step } from '../../src/index.js'
import { applyEffects, type Catalog, type Effect, num, type Row, rowsOf, text } from './catalog.js'
import { idList } from './operation.js'
import { BAG, ORDERED, type Read } from './read.js'
import { ask, begin, commit, type Scene, say } from './steps.js'
import { now, tuple } from './value.js'

/** A statement of an expiry and what it does to the rows. */
interface Deed {
  readonly step: Step
  readonly effects: readonly Effect[]
}

/** What keeps rows of a table by its id. */
const TABLE_HOLDERS = [
  'table',
  'table_stats',
  'table_column_stats',
  'partition_info',
  'partition_column',
  'column',
  'column_tag',
  'sort_info',
  'sort_expression',
  'schema_versions',
  'inlined_data_tables',
  'column_mapping',
] as const

/** What is deleted with a data file. */
const FILE_HOLDERS = [
  'data_file',
  'file_column_stats',
  'file_partition_value',
  'file_variant_stats',
] as const

/**
 * ducklake_expire_snapshots: a plain transaction without a snapshot of its own. It takes
 * snapshots but the newest away, and then all that no snapshot shows any more.
 */
export function expireScene(
  base: Catalog,
  expired: { session: string; value: number },
): Scene | undefined {
  const { session, value } = expired
  const old = rowsOf(base, 'ducklake_snapshot').filter((row) => row.snapshot_id !== base.snapshotId)
  const chosen = old.slice(value % 3, (value % 3) + 3)
  if (chosen.length === 0) return undefined
  const ids = idList(chosen, 'snapshot_id')
  const removed = ['snapshot', 'snapshot_changes'].map((name) =>
    deletion(base, session, { name, key: 'snapshot_id', ids }),
  )
  const thinned = after(base, removed)
  const dead = deadIn(thinned)
  const deeds = [
    ...removed,
    ...deadTables(thinned, session, dead.tables),
    ...deadFiles(thinned, session, dead),
  ]
  const rest = uncoveredRows(after(base, deeds), session)
  const steps = [...deeds, ...rest].map((deed) => deed.step)
  return {
    steps: [
      begin(session),
      ask(session, candidates(ids)),
      ...steps.slice(0, removed.length),
      ask(session, findDeadTables),
      ...steps.slice(removed.length),
      commit(session),
    ],
    features: [
      'expire-snapshots',
      ...(dead.tables.length > 0 ? ['expire-table'] : []),
      ...(dead.files.length > 0 ? ['expire-files'] : []),
    ],
    catalog: after(base, [...deeds, ...rest]),
  }
}

function after(base: Catalog, deeds: readonly Deed[]): Catalog {
  const effects = deeds.flatMap((deed) => deed.effects)
  return { ...base, tables: applyEffects(base.tables, effects) }
}

/** `DELETE FROM table WHERE key IN (ids)` */
function deletion(
  base: Catalog,
  session: string,
  of: { readonly name: string; readonly key: string; readonly ids: string },
): Deed {
  const table = `ducklake_${of.name}`
  const gone = new Set(of.ids.split(', ').map(Number))
  const rows = rowsOf(base, table).filter((row) => gone.has(num(row, of.key)))
  const sql = `
DELETE FROM {M}.${table}
WHERE ${of.key} IN (${of.ids});
`
  return { step: say(session, sql), effects: [{ kind: 'delete', table, rows }] }
}

function candidates(ids: string): Read {
  return {
    sql: `
SELECT snapshot_id, snapshot_time, schema_version, next_file_id, changes_made, author, commit_message, commit_extra_info
FROM {M}.ducklake_snapshot
LEFT JOIN {M}.ducklake_snapshot_changes USING (snapshot_id)
WHERE snapshot_id != (SELECT MAX(snapshot_id) FROM {M}.ducklake_snapshot) AND snapshot_id IN (${ids})
ORDER BY snapshot_id`,
    compare: ORDERED,
    features: [],
  }
}

const COVERED = 'SELECT snapshot_id FROM {M}.ducklake_snapshot WHERE snapshot_id >= begin_snapshot'

const findDeadTables: Read = {
  sql: `
SELECT table_id
FROM {M}.ducklake_table t
WHERE end_snapshot IS NOT NULL AND NOT EXISTS (
	${COVERED} AND snapshot_id < end_snapshot
)
AND NOT EXISTS (
	SELECT 1
	FROM {M}.ducklake_table t2
	WHERE t2.table_id = t.table_id AND (t2.end_snapshot IS NULL OR EXISTS (${COVERED} \
AND snapshot_id < t2.end_snapshot))
)`,
  compare: BAG,
  features: [],
}

interface Dead {
  readonly tables: readonly Row[]
  readonly files: readonly Row[]
  readonly deleteFiles: readonly Row[]
}

/**
 * What no snapshot shows: tables of which every version is dead, files, and the delete files of
 * dead data files.
 */
function deadIn(catalog: Catalog): Dead {
  const dead = uncovered(catalog)
  const versions = rowsOf(catalog, 'ducklake_table')
  const alive = new Set(versions.filter((row) => !dead(row)).map((row) => row.table_id))
  const tables = versions.filter((row) => !alive.has(row.table_id ?? null))
  const tableIds = new Set(tables.map((row) => row.table_id))
  const isDead = (row: Row) => dead(row) || tableIds.has(row.table_id)
  const files = rowsOf(catalog, 'ducklake_data_file').filter(isDead)
  const fileIds = new Set(files.map((row) => row.data_file_id))
  const deleteFiles = rowsOf(catalog, 'ducklake_delete_file').filter(
    (row) => isDead(row) || fileIds.has(row.data_file_id),
  )
  return { tables, files, deleteFiles }
}

function uncovered(catalog: Catalog): (row: Row) => boolean {
  const ids = rowsOf(catalog, 'ducklake_snapshot').map((row) => num(row, 'snapshot_id'))
  return (row) =>
    row.end_snapshot !== null &&
    !ids.some((id) => id >= num(row, 'begin_snapshot') && id < num(row, 'end_snapshot'))
}

function deadTables(catalog: Catalog, session: string, tables: readonly Row[]): readonly Deed[] {
  if (tables.length === 0) return []
  const ids = idList(distinct(tables, 'table_id'), 'table_id')
  const gone = new Set(tables.map((row) => row.table_id))
  const inlined = rowsOf(catalog, 'ducklake_inlined_data_tables').filter((row) =>
    gone.has(row.table_id),
  )
  return [
    ...TABLE_HOLDERS.map((name) => deletion(catalog, session, { name, key: 'table_id', ids })),
    ...inlined.map((row) => dropping(session, text(row, 'table_name'))),
  ]
}

function distinct(rows: readonly Row[], column: string): readonly Row[] {
  return [...new Map(rows.map((row) => [row[column], row])).values()]
}

function dropping(session: string, table: string): Deed {
  const step = say(session, `DROP TABLE IF EXISTS {M}.${table};`)
  return { step, effects: [{ kind: 'drop', table }] }
}

function deadFiles(catalog: Catalog, session: string, dead: Dead): readonly Deed[] {
  const deeds: Deed[] = []
  if (dead.files.length > 0) {
    deeds.push(schedule(catalog, session, { rows: dead.files, key: 'data_file_id' }))
    const of = { key: 'data_file_id', ids: idList(dead.files, 'data_file_id') }
    for (const name of FILE_HOLDERS) deeds.push(deletion(catalog, session, { name, ...of }))
  }
  if (dead.deleteFiles.length > 0) {
    deeds.push(schedule(catalog, session, { rows: dead.deleteFiles, key: 'delete_file_id' }))
    const of = { key: 'delete_file_id', ids: idList(dead.deleteFiles, 'delete_file_id') }
    deeds.push(deletion(catalog, session, { name: 'delete_file', ...of }))
  }
  return deeds
}

function schedule(
  catalog: Catalog,
  session: string,
  scheduled: { readonly rows: readonly Row[]; readonly key: string },
): Deed {
  const table = 'ducklake_files_scheduled_for_deletion'
  const rows = scheduled.rows.map((row) => ({
    data_file_id: num(row, scheduled.key),
    path: text(row, 'path'),
    path_is_relative: true,
    schedule_start: now(catalog.snapshotId),
  }))
  const values = rows.map((row) => tuple(Object.values(row))).join(',')
  const step = say(session, `INSERT INTO {M}.${table} VALUES ${values};`)
  return { step, effects: [{ kind: 'insert', table, rows }] }
}

/** The definitions that no snapshot shows, and what hangs on macros that are gone. */
function uncoveredRows(catalog: Catalog, session: string): readonly Deed[] {
  const dead = uncovered(catalog)
  const definitions = ['schema', 'view', 'tag', 'macro'].map((name): Deed => {
    const table = `ducklake_${name}`
    const sql = `
DELETE FROM {M}.${table}
WHERE end_snapshot IS NOT NULL AND NOT EXISTS(
    ${COVERED} AND snapshot_id < end_snapshot
);`
    const rows = rowsOf(catalog, table).filter(dead)
    return { step: say(session, sql), effects: [{ kind: 'delete', table, rows }] }
  })
  const macros = rowsOf(after(catalog, definitions), 'ducklake_macro').map((row) => row.macro_id)
  const orphans = ['macro_impl', 'macro_parameters'].map((name): Deed => {
    const table = `ducklake_${name}`
    const sql = `
DELETE FROM {M}.${table} tbl
WHERE NOT EXISTS (
	SELECT 1
	FROM {M}.ducklake_macro m
	WHERE m.macro_id = tbl.macro_id
);`
    const rows = rowsOf(catalog, table).filter((row) => !macros.includes(row.macro_id ?? null))
    return { step: say(session, sql), effects: [{ kind: 'delete', table, rows }] }
  })
  return [...definitions, ...orphans]
}

/**
 * ducklake_cleanup_old_files: the files that wait for their deletion are looked up and
 * forgotten.
 */
export function cleanupScene(base: Catalog, session: string): Scene | undefined {
  const name = 'files_scheduled_for_deletion'
  const rows = rowsOf(base, `ducklake_${name}`)
  if (rows.length === 0) return undefined
  const list: Read = {
    sql: `
SELECT data_file_id, path, path_is_relative, schedule_start
FROM {M}.ducklake_${name}`,
    compare: BAG,
    features: [],
  }
  const deed = deletion(base, session, {
    name,
    key: 'data_file_id',
    ids: idList(rows, 'data_file_id'),
  })
  return {
    steps: [begin(session), ask(session, list), deed.step, commit(session)],
    features: ['cleanup-files'],
    catalog: after(base, [deed]),
  }
}
