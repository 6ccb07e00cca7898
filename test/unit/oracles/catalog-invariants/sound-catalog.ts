import type { Catalog } from '../../../../workloads/ducklake-metadata/catalog.js'
import { commitOf } from '../../../../workloads/ducklake-metadata/commit.js'
import { createdCatalog, creationText } from '../../../../workloads/ducklake-metadata/creation.js'
import type { Maker } from '../../../../workloads/ducklake-metadata/operation.js'
import { comment } from '../../../../workloads/ducklake-metadata/operations/alter.js'
import {
  deletePartial,
  inlineFileDelete,
  insertFiles,
} from '../../../../workloads/ducklake-metadata/operations/data.js'
import {
  inlinedDelete,
  inlinedInsert,
} from '../../../../workloads/ducklake-metadata/operations/inlined.js'
import { setPartition, setSort } from '../../../../workloads/ducklake-metadata/operations/layout.js'
import { createMacro } from '../../../../workloads/ducklake-metadata/operations/macros.js'
import { createSchema } from '../../../../workloads/ducklake-metadata/operations/schemas.js'
import {
  createTable,
  renameTable,
} from '../../../../workloads/ducklake-metadata/operations/tables.js'
import { createView } from '../../../../workloads/ducklake-metadata/operations/views.js'

/** What stands before the names of the catalog's tables. */
export const PREFIX = 'lake.'

type Wanted = readonly [make: Maker, target: number, value: number, flag: boolean]

/** What a client does to the catalog, one commit each. */
const COMMITS: readonly Wanted[] = [
  [createSchema, 0, 0, false],
  [createTable, 0, 0, true],
  [createTable, 0, 2, false],
  [insertFiles, 0, 10, false],
  [insertFiles, 0, 20, false],
  [insertFiles, 0, 30, true],
  [deletePartial, 0, 3, false],
  [deletePartial, 1, 4, false],
  [inlineFileDelete, 0, 1, false],
  [setPartition, 0, 0, false],
  [insertFiles, 0, 40, false],
  [setSort, 0, 0, true],
  [createView, 0, 1, true],
  [createMacro, 0, 1, true],
  [comment, 0, 1, false],
  [comment, 0, 1, true],
  [inlinedInsert, 0, 2, false],
  [inlinedInsert, 0, 3, false],
  [inlinedDelete, 0, 0, false],
  [renameTable, 0, 3, false],
]

/** What only files from outside and compactions leave, written by hand. */
const BY_HAND = `
INSERT INTO lake.ducklake_column_mapping SELECT next_file_id - 1, f.table_id, 'map_by_name'
FROM lake.ducklake_data_file f, lake.ducklake_snapshot ORDER BY snapshot_id DESC, data_file_id LIMIT 1;
INSERT INTO lake.ducklake_name_mapping SELECT mapping_id, 1, 'id', 1, NULL, false FROM lake.ducklake_column_mapping;
UPDATE lake.ducklake_data_file f SET mapping_id = m.mapping_id FROM lake.ducklake_column_mapping m
WHERE data_file_id = (SELECT MIN(data_file_id) FROM lake.ducklake_data_file d WHERE d.table_id = m.table_id);
INSERT INTO lake.ducklake_file_variant_stats SELECT data_file_id, table_id, 1, 'a.b', 'int64', 8, 1, 0, '1', '1', NULL, NULL
FROM lake.ducklake_data_file ORDER BY data_file_id LIMIT 1;
INSERT INTO lake.ducklake_files_scheduled_for_deletion SELECT next_file_id - 2, 'old.parquet', true, NOW()
FROM lake.ducklake_snapshot ORDER BY snapshot_id DESC LIMIT 1;
UPDATE lake.ducklake_data_file SET partial_max = begin_snapshot
WHERE data_file_id = (SELECT MAX(data_file_id) FROM lake.ducklake_data_file)`

/** Makes a sound catalog in which every invariant has something to hold for; without primary keys, so that it can break. */
export async function makeSoundCatalog(send: (sql: string) => Promise<unknown>): Promise<Catalog> {
  const run = (sql: string) => send(sql.replaceAll('{M}', 'lake'))
  await run('CREATE SCHEMA lake')
  await run(creationText().replaceAll(' PRIMARY KEY', ''))
  let catalog = createdCatalog()
  for (const [number, [make, target, value, flag]] of COMMITS.entries()) {
    const operation = make(catalog, { target, value, flag })
    if (!operation) throw new Error(`commit ${number} has nothing to work on`)
    const { statements, after } = commitOf(operation, catalog, number + 1)
    await run(statements.map(({ sql }) => `${sql};`).join('\n'))
    catalog = after
  }
  // Ids for what is written by hand.
  await run(
    `UPDATE lake.ducklake_snapshot SET next_file_id = next_file_id + 2 WHERE snapshot_id = ${catalog.snapshotId}`,
  )
  await run(BY_HAND)
  return catalog
}
