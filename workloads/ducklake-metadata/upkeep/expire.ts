import type { Step } from '../../../src/index.js'
import { type Catalog, num, type Row, rowsOf, text } from '../catalog.js'
import { inlinedDeleteTable } from '../inlining.js'
import { idList, scheduledRow } from '../operation.js'
import { BAG, ORDERED, type Read } from '../read.js'
import { ask, begin, commit, type Scene, say } from '../steps.js'
import { timeOf, tuple } from '../value.js'
import { after, type Deed, deletion } from './deed.js'

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
 * snapshots but the newest away, given by their ids or all before a time, and then all that no
 * snapshot shows any more.
 */
export function expireScene(
  base: Catalog,
  expired: { session: string; value: number },
): Scene | undefined {
  const { session, value } = expired
  const old = rowsOf(base, 'ducklake_snapshot').filter((row) => row.snapshot_id !== base.snapshotId)
  const isByTime = value % 4 === 0
  const chosen = isByTime ? old : old.slice(value % 3, (value % 3) + 3)
  if (chosen.length === 0) return undefined
  const ids = idList(chosen, 'snapshot_id')
  const removed = ['snapshot', 'snapshot_changes'].map((name) =>
    deletion(base, session, { name, key: 'snapshot_id', ids }),
  )
  const thinned = after(base, removed)
  const dead = deadIn(thinned)
  const files = deadFiles(thinned, session, dead)
  const tables = deadTables(thinned, session, dead.tables)
  const deeds = [...removed, ...files.deeds, ...tables.deeds]
  const rest = uncoveredRows(after(base, deeds), session)
  const condition = isByTime
    ? `snapshot_time < '${timeOf(base.snapshotId)}'`
    : `snapshot_id IN (${ids})`
  return {
    steps: [
      begin(session),
      ask(session, candidates(condition)),
      ask(session, TABLES_WITH_STATS),
      ...removed.map((deed) => deed.step),
      ask(session, findDeadTables),
      ...files.steps,
      ...tables.steps,
      ...rest.map((deed) => deed.step),
      commit(session),
    ],
    features: [
      'expire-snapshots',
      ...(isByTime ? ['expire-by-time'] : []),
      ...(dead.tables.length > 0 ? ['expire-table'] : []),
      ...(dead.files.length > 0 ? ['expire-files'] : []),
    ],
    catalog: after(base, [...deeds, ...rest]),
  }
}

/** Some deeds, and the steps of these with the questions between them. */
interface Part {
  readonly deeds: readonly Deed[]
  readonly steps: readonly Step[]
}

const TABLES_WITH_STATS: Read = {
  sql: 'SELECT DISTINCT table_id FROM {M}.ducklake_table_stats;',
  compare: BAG,
  features: [],
}

function candidates(condition: string): Read {
  return {
    sql: `
SELECT snapshot_id, snapshot_time, schema_version, next_file_id, changes_made, author, commit_message, commit_extra_info
FROM {M}.ducklake_snapshot
LEFT JOIN {M}.ducklake_snapshot_changes USING (snapshot_id)
WHERE snapshot_id != (SELECT MAX(snapshot_id) FROM {M}.ducklake_snapshot) AND ${condition}
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

function deadTables(catalog: Catalog, session: string, tables: readonly Row[]): Part {
  if (tables.length === 0) return { deeds: [], steps: [] }
  const rows = distinct(tables, 'table_id')
  const ids = idList(rows, 'table_id')
  const gone = new Set(rows.map((row) => row.table_id))
  const inlined = rowsOf(catalog, 'ducklake_inlined_data_tables').filter((row) =>
    gone.has(row.table_id),
  )
  const names: Read = {
    sql: `
SELECT table_name
FROM {M}.ducklake_inlined_data_tables
WHERE table_id IN (${ids});`,
    compare: BAG,
    features: [],
  }
  const deeds = [
    ...TABLE_HOLDERS.map((name) => deletion(catalog, session, { name, key: 'table_id', ids })),
    ...inlined.map((row) => dropping(session, text(row, 'table_name'))),
    ...rows.map((row) => dropping(session, inlinedDeleteTable(num(row, 'table_id')))),
  ]
  return { deeds, steps: [ask(session, names), ...deeds.map((deed) => deed.step)] }
}

function distinct(rows: readonly Row[], column: string): readonly Row[] {
  return [...new Map(rows.map((row) => [row[column], row])).values()]
}

function dropping(session: string, table: string): Deed {
  const step = say(session, `DROP TABLE IF EXISTS {M}.${table};`)
  return { step, effects: [{ kind: 'drop', table }] }
}

/** The question for dead files or delete files; of dead tables they are all dead. */
function findDeadFiles(kind: 'data_file' | 'delete_file', alternatives: readonly string[]): Read {
  return {
    sql: `
SELECT ${kind}_id, table_id, path, path_is_relative
FROM {M}.ducklake_${kind}
WHERE ${alternatives.map((one) => `${one} OR `).join('')} (end_snapshot IS NOT NULL AND NOT EXISTS(
    ${COVERED} AND snapshot_id < end_snapshot
));`,
    compare: BAG,
    features: [],
  }
}

function deadFiles(catalog: Catalog, session: string, dead: Dead): Part {
  const ofTables =
    dead.tables.length > 0
      ? [`table_id IN (${idList(distinct(dead.tables, 'table_id'), 'table_id')})`]
      : []
  const files = idList(dead.files, 'data_file_id')
  const ofFiles = dead.files.length > 0 ? [`data_file_id IN (${files})`] : []
  const holders = FILE_HOLDERS.map((name) => ({ name, key: 'data_file_id', ids: files }))
  const removed = dead.files.length > 0 ? holders.map((of) => deletion(catalog, session, of)) : []
  const scheduled = schedule(catalog, session, { rows: dead.files, key: 'data_file_id' })
  const key = 'delete_file_id'
  const removedDeletes =
    dead.deleteFiles.length > 0
      ? [
          deletion(catalog, session, {
            name: 'delete_file',
            key,
            ids: idList(dead.deleteFiles, key),
          }),
        ]
      : []
  const scheduledDeletes = schedule(catalog, session, { rows: dead.deleteFiles, key })
  const first = [...removed, ...scheduled]
  const second = [...removedDeletes, ...scheduledDeletes]
  return {
    deeds: [...first, ...second],
    steps: [
      ask(session, findDeadFiles('data_file', ofTables)),
      ...first.map((deed) => deed.step),
      ask(session, findDeadFiles('delete_file', [...ofTables, ...ofFiles])),
      ...second.map((deed) => deed.step),
    ],
  }
}

function schedule(
  catalog: Catalog,
  session: string,
  scheduled: { readonly rows: readonly Row[]; readonly key: string },
): readonly Deed[] {
  if (scheduled.rows.length === 0) return []
  const table = 'ducklake_files_scheduled_for_deletion'
  const rows = scheduled.rows.map((row) => scheduledRow(catalog, row, scheduled.key))
  const values = rows.map((row) => tuple(Object.values(row))).join(', ')
  const step = say(session, `INSERT INTO {M}.${table}\nVALUES ${values};`)
  return [{ step, effects: [{ kind: 'insert', table, rows }] }]
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
  return [...definitions, ...orphans, unmapped(catalog, session)]
}

/** Mappings of names that belong to no column mapping any more. */
function unmapped(catalog: Catalog, session: string): Deed {
  const table = 'ducklake_name_mapping'
  const ids = new Set(rowsOf(catalog, 'ducklake_column_mapping').map((row) => row.mapping_id))
  const rows = rowsOf(catalog, table).filter((row) => !ids.has(row.mapping_id ?? null))
  const sql = `
DELETE FROM {M}.${table} tbl
WHERE NOT EXISTS (
	SELECT 1
	FROM {M}.ducklake_column_mapping m
	WHERE m.mapping_id = tbl.mapping_id
);`
  return { step: say(session, sql), effects: [{ kind: 'delete', table, rows }] }
}
