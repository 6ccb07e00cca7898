import { type Catalog, liveRows, rowsOf, text } from '../catalog.js'
import { idList } from '../operation.js'
import { BAG, ONE_ROW, type Read } from '../read.js'
import { ask, begin, commit, type Scene, say } from '../steps.js'
import { quote, timeOf } from '../value.js'
import { after, deletion } from './deed.js'

const SCHEDULED = 'files_scheduled_for_deletion'

/**
 * ducklake_cleanup_old_files: the files that wait for their deletion, all or those from before a
 * time, are looked up and forgotten.
 */
export function cleanupScene(
  base: Catalog,
  cleaned: { session: string; value: number },
): Scene | undefined {
  const { session, value } = cleaned
  const isByTime = value % 3 === 0
  // What an expiry schedules has the time of the snapshot that would come next.
  const before = timeOf(base.snapshotId + 2)
  const all = rowsOf(base, `ducklake_${SCHEDULED}`)
  const rows = isByTime ? all.filter((row) => timeIn(row.schedule_start) < before) : all
  if (rows.length === 0) return undefined
  const list: Read = {
    sql: `
SELECT data_file_id, path, path_is_relative, schedule_start
FROM {M}.ducklake_${SCHEDULED}
${isByTime ? `WHERE schedule_start < '${before}'` : ''}`,
    compare: BAG,
    features: [],
  }
  const deed = deletion(base, session, {
    name: SCHEDULED,
    key: 'data_file_id',
    ids: idList(rows, 'data_file_id'),
  })
  return {
    steps: [begin(session), ask(session, list), deed.step, commit(session)],
    features: ['cleanup-files', ...(isByTime ? ['cleanup-by-time'] : [])],
    catalog: after(base, [deed]),
  }
}

function timeIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : ''
}

/** The table of the client in which it keeps the files that the catalog knows. */
export const KNOWN = '"__ducklake_known_cleanup_files"'

/**
 * ducklake_delete_orphaned_files: every file that the catalog knows, with its whole path, goes into
 * a temporary table. Searching the lake's folder for others is for the client's own DuckDB.
 */
export function orphansScene(base: Catalog, session: string): Scene {
  const known: Read = { sql: KNOWN_FILES, compare: BAG, features: [] }
  const count: Read = {
    sql: `SELECT COUNT(*) AS ge_count FROM ${KNOWN}`,
    compare: ONE_ROW,
    features: [],
  }
  const some = liveRows(base, 'ducklake_data_file').slice(0, 3)
  const values = some.map((row) => `(${quote(text(row, 'path'))})`)
  const filled = values.length > 0 ? [say(session, `INSERT INTO ${KNOWN} VALUES ${values}`)] : []
  return {
    steps: [
      begin(session),
      ask(session, known),
      say(session, `CREATE OR REPLACE TEMPORARY TABLE ${KNOWN}(full_path VARCHAR)`),
      ...filled,
      ask(session, count),
      say(session, `DROP TABLE IF EXISTS ${KNOWN}`),
      commit(session),
    ],
    features: ['orphaned-files'],
    catalog: base,
  }
}

function relative(kind: string): string {
  return `SELECT f.path AS file_path, f.path_is_relative AS file_relative, table_id
    FROM {M}.ducklake_${kind} f`
}

const KNOWN_FILES = `
SELECT REPLACE(
           CASE
               WHEN NOT file_relative THEN file_path
               ELSE CASE
                        WHEN NOT table_relative THEN table_path || file_path
                        ELSE CASE
                                 WHEN NOT schema_relative THEN schema_path || table_path || file_path
                                 ELSE 'data/' || schema_path || table_path || file_path
                             END
                   END
           END,
           '/',
           '/'
       ) AS full_path
FROM
  (SELECT s.path AS schema_path, t.path AS table_path, file_path, s.path_is_relative AS schema_relative, \
t.path_is_relative AS table_relative, file_relative FROM (
    ${relative('data_file')}
    UNION ALL
    ${relative('delete_file')}
  ) AS f
   JOIN {M}.ducklake_table t ON f.table_id = t.table_id
   JOIN {M}.ducklake_schema s ON t.schema_id = s.schema_id) AS r
UNION ALL
SELECT REPLACE(
    CASE
        WHEN NOT f.path_is_relative THEN f.path
        ELSE 'data/' || f.path
    END ,
           '/',
           '/'
) AS full_path
FROM {M}.ducklake_files_scheduled_for_deletion f`
