import { type Catalog, num, rowsOf } from '../catalog.js'
import { fileColumns, isEncrypted } from '../encryption.js'
import { hasInlinedDeletes, inlinedDeleteTable } from '../inlining.js'
import { choose } from '../operation.js'
import type { Read, Reader } from '../read.js'

/** A range of snapshots of one table. */
interface Range {
  readonly catalog: Catalog
  readonly tableId: number
  readonly from: number
  readonly until: number
}

/**
 * ducklake_table_deletions: the delete files of a range with what each took the place of, the data
 * files that ended, and where there are any the deletions that are kept in the catalog.
 */
export const deletedFiles: Reader = (catalog, { target, value }) => {
  const table = choose(rowsOf(catalog, 'ducklake_table'), target)
  if (!table) return []
  const tableId = num(table, 'table_id')
  const from = value % 2 === 0 ? 0 : value % (catalog.snapshotId + 1)
  const range: Range = { catalog, tableId, from, until: catalog.snapshotId }
  return [hasInlinedDeletes(catalog, tableId) ? withInlined(range) : withoutInlined(range)]
}

function withoutInlined(range: Range): Read {
  const sql = `
WITH main_results AS (
${ofFiles(range)}
)
SELECT main_results.*, NULL as deletions
FROM main_results
`
  return {
    sql,
    compare: {
      rows: 'bag',
      because: 'no ORDER BY; the type of a bare NULL is not determined',
      columns: [{ index: lastColumn(range), rule: 'presence' }],
    },
    features: ['table-deletions'],
  }
}

function withInlined(range: Range): Read {
  const { tableId, from, until } = range
  const sql = `
WITH inlined_dels AS (
	SELECT file_id,
	       LIST(STRUCT_PACK(row_id := row_id, snapshot_id := begin_snapshot)) as deletions,
	       MIN(begin_snapshot) as min_snapshot
	FROM {M}.${inlinedDeleteTable(tableId)}
	WHERE begin_snapshot >= ${from} AND begin_snapshot <= ${until}
	GROUP BY file_id
),
main_results AS (
${ofFiles(range)}
UNION ALL
${inlinedOnly(range)}
)
SELECT main_results.*, inlined_dels.deletions
FROM main_results
LEFT JOIN inlined_dels ON main_results.data_file_id = inlined_dels.file_id
`
  return {
    sql,
    compare: {
      rows: 'bag',
      because: 'no ORDER BY, and LIST collects in any order',
      columns: [{ index: lastColumn(range), rule: 'bag' }],
    },
    features: ['table-deletions', 'inlined-table-deletions'],
  }
}

/** The index of the list of deletions: after three lists of file columns and eight others. */
function lastColumn({ catalog }: Range): number {
  return 3 * fileColumns(catalog).length + 7
}

function columnsOf(catalog: Catalog, alias: string): string {
  const columns = fileColumns(catalog)
  return columns.map((column) => `${alias}.${column} AS ${alias}_${column}`).join(', ')
}

const WITH_FORMAT = [
  'path',
  'path_is_relative',
  'file_size_bytes',
  'footer_size',
  'encryption_key',
  'format',
] as const

function selectList(catalog: Catalog, snapshot: string): string {
  const deleteFile = (alias: string) =>
    `${columnsOf(catalog, alias)}, ${alias}.format AS ${alias}_format`
  return `SELECT data.data_file_id, ${columnsOf(catalog, 'data')}, data.row_id_start, \
data.record_count, data.mapping_id, ${deleteFile('current_delete')}, ${deleteFile('previous_delete')}, \
${snapshot}`
}

function previousDelete(tableId: number, before: string): string {
  return `LEFT JOIN LATERAL (
	SELECT DISTINCT ON (data_file_id)
		data_file_id,
		${WITH_FORMAT.join(', ')}
	FROM {M}.ducklake_delete_file
	WHERE table_id = ${tableId} AND begin_snapshot < ${before}
	ORDER BY data_file_id, begin_snapshot DESC
) AS previous_delete
USING (data_file_id)`
}

function ofFiles({ catalog, tableId, from, until }: Range): string {
  return `
${selectList(catalog, 'current_delete.begin_snapshot')} FROM (
	SELECT data_file_id, begin_snapshot, ${WITH_FORMAT.join(', ')}
	FROM {M}.ducklake_delete_file
	WHERE table_id = ${tableId} AND begin_snapshot <= ${until}
) AS current_delete
${previousDelete(tableId, String(from))}
JOIN (
	SELECT *
	FROM {M}.ducklake_data_file data
	WHERE table_id = ${tableId}
) AS data
USING (data_file_id)

UNION ALL

${selectList(catalog, 'data.end_snapshot')} FROM (
	SELECT *
	FROM {M}.ducklake_data_file
	WHERE table_id = ${tableId} AND end_snapshot >= ${from} AND end_snapshot <= ${until}
) AS data
${previousDelete(tableId, 'data.end_snapshot')}, (
	SELECT ${nulls(WITH_FORMAT)}
) current_delete
`
}

function nulls(columns: readonly string[]): string {
  return columns.map((column) => `NULL ${column}`).join(', ')
}

function inlinedOnly({ catalog, tableId, from, until }: Range): string {
  const shown = WITH_FORMAT.filter((name) => name !== 'encryption_key' || isEncrypted(catalog))
  return `
SELECT data.data_file_id, ${columnsOf(catalog, 'data')}, data.row_id_start, data.record_count, data.mapping_id,
       ${nulls(shown)},
       ${nulls(shown)},
       inlined_dels.min_snapshot
FROM {M}.ducklake_data_file data
JOIN inlined_dels ON data.data_file_id = inlined_dels.file_id
WHERE data.table_id = ${tableId}
  AND data.data_file_id NOT IN (
      SELECT data_file_id FROM {M}.ducklake_delete_file
      WHERE table_id = ${tableId} AND begin_snapshot <= ${until}
  )
  AND (data.end_snapshot IS NULL OR data.end_snapshot < ${from} OR data.end_snapshot > ${until})
`
}
