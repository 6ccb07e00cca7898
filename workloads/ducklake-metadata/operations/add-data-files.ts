import { liveRows, num, type Row } from '../catalog.js'
import { liveColumns, rootsOf } from '../columns.js'
import { type Draft, insert } from '../draft.js'
import { asked, choose, type Maker, never, tableLives } from '../operation.js'
import { nameMappings } from '../reads/compaction.js'
import { tableStats } from '../reads/table-reads.js'
import { uuid } from '../value.js'
import { addFiles } from './add-files.js'

/**
 * ducklake_add_data_files: a file that somebody else has written, by its absolute path. Its columns
 * are found by their names, which takes a mapping; mappings take their ids among the files'. With
 * `flag` the last column is not in the file but in its path.
 */
export const addDataFiles: Maker = (catalog, { target, value, flag }) => {
  const table = choose(liveRows(catalog, 'ducklake_table'), target)
  if (!table) return undefined
  const tableId = num(table, 'table_id')
  return {
    features: ['add-data-files', ...(flag ? ['map-partition-column'] : [])],
    altersSchema: never,
    applies: tableLives(tableId),
    prelude: () => asked([nameMappings(), tableStats(tableId)]),
    write: (draft) => {
      const columns = liveColumns(draft.base, tableId)
      const mappingId = addMapping(draft, { tableId, columns, fromPath: flag })
      const path = `/outside/${flag ? 'v=1/' : ''}${uuid(draft.operation, 0)}.parquet`
      const external: Row = { path, path_is_relative: false, mapping_id: mappingId }
      addFiles(draft, { tableId, columns, value, fileCount: 1, external })
    },
  }
}

function addMapping(
  draft: Draft,
  mapped: { tableId: number; columns: readonly Row[]; fromPath: boolean },
): number {
  const id = draft.nextFileId++
  const mapping: Row = { mapping_id: id, table_id: mapped.tableId, type: 'map_by_name' }
  insert(draft, 'mappings', { table: 'ducklake_column_mapping', rows: [mapping] })
  const roots = rootsOf(mapped.columns)
  const ordered = [...roots, ...mapped.columns.filter((row) => row.parent_column !== null)]
  const position = new Map(ordered.map((row, i) => [row.column_id, i]))
  const rows = ordered.map(
    (row, i): Row => ({
      mapping_id: id,
      column_id: i,
      source_name: row.column_name ?? null,
      target_field_id: num(row, 'column_id'),
      parent_column: row.parent_column === null ? null : (position.get(row.parent_column) ?? null),
      is_partition: mapped.fromPath && row === roots.at(-1),
    }),
  )
  insert(draft, 'mappings', { table: 'ducklake_name_mapping', rows, separator: ', ' })
  return id
}
