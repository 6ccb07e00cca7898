import type { Dice } from '../../src/index.js'
import { SNAPSHOTS, TABLE_INFO } from './reads.js'
import { bag, inLake, METADATA, say, type World } from './world.js'

/** So many versions of tables are read at the end. */
const VERSIONS_READ_MAX = 10

/**
 * Columns of the catalog's tables that say the same on every side: no times, UUIDs, paths or sizes. One statement that makes
 * several delete files numbers them in any order.
 */
const CATALOG: Readonly<Record<string, string>> = {
  ducklake_snapshot: 'snapshot_id, schema_version, next_catalog_id, next_file_id',
  ducklake_snapshot_changes: 'snapshot_id, changes_made, author, commit_message, commit_extra_info',
  ducklake_table: 'table_id, begin_snapshot, end_snapshot, schema_id, table_name',
  ducklake_column:
    'column_id, begin_snapshot, end_snapshot, table_id, column_order, column_name, column_type, initial_default, default_value, nulls_allowed, parent_column',
  ducklake_data_file:
    'data_file_id, table_id, begin_snapshot, end_snapshot, record_count, row_id_start, partition_id, mapping_id, partial_max',
  ducklake_delete_file:
    'table_id, begin_snapshot, end_snapshot, data_file_id, delete_count, partial_max',
  ducklake_table_stats: 'table_id, record_count, next_row_id',
  ducklake_table_column_stats:
    'table_id, column_id, contains_null, contains_nan, min_value, max_value',
  ducklake_file_column_stats:
    'data_file_id, table_id, column_id, value_count, null_count, min_value, max_value, contains_nan',
  ducklake_schema_versions: 'begin_snapshot, schema_version, table_id',
  ducklake_inlined_data_tables: 'table_id, table_name, schema_version',
  ducklake_partition_info: 'partition_id, table_id, begin_snapshot, end_snapshot',
  ducklake_tag: 'object_id, begin_snapshot, end_snapshot, key, value',
  ducklake_column_tag: 'table_id, column_id, begin_snapshot, end_snapshot, key, value',
}

/** The tables at some versions and as they are, the snapshots, and the catalog behind them. */
export function lookAtEverything(world: World, dice: Dice): void {
  for (const { name } of world.tables) say(world, 'b', bag(`SELECT * FROM ${inLake(name)}`))
  for (const version of versionsToRead(world, dice)) {
    const there = world.tables.filter(({ since }) => since <= version)
    const { name } = dice.pick(there.length > 0 ? there : world.tables)
    say(world, 'a', bag(`SELECT * FROM ${inLake(name)} AT (VERSION => ${version})`))
  }
  say(world, 'a', SNAPSHOTS)
  say(world, 'b', TABLE_INFO)
  for (const [table, columns] of Object.entries(CATALOG)) {
    const because = 'no order was asked for; times, UUIDs, paths and sizes are left out'
    say(world, 'a', bag(`SELECT ${columns} FROM ${METADATA}.${table}`, because))
  }
}

/** Those that are there, and two that may be. */
function versionsToRead({ snapshotsMin, tables }: World, dice: Dice): readonly number[] {
  if (tables.length === 0) return []
  const all = Array.from({ length: snapshotsMin + 2 }, (_, index) => index + 1)
  while (all.length > VERSIONS_READ_MAX) all.splice(dice.below(all.length), 1)
  return all
}
