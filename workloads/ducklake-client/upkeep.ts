import { type Dice, reach, type Statement } from '../../src/index.js'
import { someVersion } from './reads.js'
import { allIdle, bag, change, LAKE, ordered, someSession, someTable, type World } from './world.js'

type Work = (world: World, dice: Dice) => Statement | string | undefined

const WORKS: readonly Work[] = [flush, flush, mergeAdjacent, rewrite, expire, cleanUp, checkpoint]

/** One of the client's own works on its files, while no transaction is open. */
export function keepUp(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || !allIdle(world)) return
  const what = dice.pick(WORKS)(world, dice)
  if (what !== undefined) change(world, session, what)
}

/** Rows that are kept in the catalog become files. */
function flush(world: World, dice: Dice): Statement {
  reach(world, 'flush')
  const table = someTable(world, dice)
  const [schema, name] = table?.name.split('.') ?? []
  const one =
    table && dice.chance(1, 2) ? `, schema_name => '${schema}', table_name => '${name}'` : ''
  return bag(`SELECT * FROM ducklake_flush_inlined_data('${LAKE}'${one})`)
}

function mergeAdjacent(world: World): Statement {
  reach(world, 'merge-adjacent')
  return bag(`SELECT * FROM ducklake_merge_adjacent_files('${LAKE}')`)
}

function rewrite(world: World, dice: Dice): Statement {
  reach(world, 'rewrite')
  const threshold = dice.pick(['0', '0.1', '0.9'])
  return bag(
    `SELECT * FROM ducklake_rewrite_data_files('${LAKE}', delete_threshold => ${threshold})`,
  )
}

/** One version that may be there, never the newest. */
function expire(world: World, dice: Dice): Statement | undefined {
  if (world.snapshotsMax < 3) return undefined
  reach(world, 'expire')
  const version = Math.floor(someVersion(world, dice) / 2)
  return ordered(
    `SELECT snapshot_id, schema_version FROM ducklake_expire_snapshots('${LAKE}', versions => [${version}]) ORDER BY ALL`,
    'ordered by all its columns, without the time',
  )
}

/** Paths differ from run to run. */
function cleanUp(world: World, dice: Dice): Statement {
  reach(world, 'cleanup')
  const what = dice.pick(['cleanup_old', 'delete_orphaned'])
  return ordered(
    `SELECT count(*) AS files FROM ducklake_${what}_files('${LAKE}', cleanup_all => true)`,
    'one row, paths left out',
  )
}

function checkpoint(world: World): string {
  reach(world, 'checkpoint')
  return `CHECKPOINT ${LAKE}`
}

const OPTIONS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['data_inlining_row_limit', ['0', '2', '100']],
  ['parquet_compression', ['zstd', 'snappy', 'uncompressed']],
  ['parquet_row_group_size', ['16', '2048']],
  ['rewrite_delete_threshold', ['0.2', '0.95']],
  ['sort_on_insert', ['true', 'false']],
]

/** An option for the lake, or for one table. */
export function setOption(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || !allIdle(world)) return
  reach(world, 'set-option')
  const [name, values] = dice.pick(OPTIONS)
  const table = dice.chance(1, 3) ? someTable(world, dice) : undefined
  const [schema, short] = table?.name.split('.') ?? []
  const where = table ? `, schema => '${schema}', table_name => '${short}'` : ''
  change(world, session, `CALL ${LAKE}.set_option('${name}', '${dice.pick(values)}'${where})`)
  change(
    world,
    session,
    bag(
      `SELECT option_name, value, scope, scope_entry FROM ${LAKE}.options() WHERE option_name <> 'data_path'`,
    ),
  )
}
