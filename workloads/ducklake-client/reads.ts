import { columnType, type Dice, reach } from '../../src/index.js'
import { drawPresentLiteral } from './column-types.js'
import {
  bag,
  inLake,
  LAKE,
  type LakeTable,
  ordered,
  say,
  someSession,
  someTable,
  type World,
} from './world.js'

type Read = (world: World, table: LakeTable, dice: Dice) => ReturnType<typeof bag>

const READS: readonly Read[] = [whole, whole, counted, filtered, versioned, versioned, changed]

/** A read of one table: as it is, counted, by a condition, as it was, or what changed. */
export function readTable(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  const table = someTable(world, dice)
  if (session && table) say(world, session, dice.pick(READS)(world, table, dice))
}

function whole(world: World, { name }: LakeTable) {
  reach(world, 'read')
  return bag(`SELECT * FROM ${inLake(name)}`)
}

/** The client answers this from its catalog alone. */
function counted(world: World, { name }: LakeTable) {
  reach(world, 'count')
  return ordered(`SELECT count(*) AS row_count FROM ${inLake(name)}`, 'one row')
}

/** The client leaves files out whose statistics say that they hold nothing of it. */
function filtered(world: World, { name, columns }: LakeTable, dice: Dice) {
  reach(world, 'filter')
  const column = dice.pick(columns)
  const type = columnType(column.type)
  const value = drawPresentLiteral(column.type, dice)
  const isExact = type.exact === true && type.nested !== true
  const how = isExact ? dice.pick(['=', '>=', '<', '<>', 'IS DISTINCT FROM']) : '='
  const condition = dice.chance(1, 5) ? `${column.name} IS NULL` : `${column.name} ${how} ${value}`
  return bag(`SELECT * FROM ${inLake(name)} WHERE ${condition}`)
}

/** A version may be gone, or be older than the table: both sides say so. */
function versioned(world: World, table: LakeTable, dice: Dice) {
  reach(world, 'time-travel')
  const version = dice.chance(5, 6) ? likelyVersion(world, table, dice) : someVersion(world, dice)
  return bag(`SELECT * FROM ${inLake(table.name)} AT (VERSION => ${version})`)
}

function changed(world: World, lakeTable: LakeTable, dice: Dice) {
  reach(world, 'table-changes')
  const [schema, table] = lakeTable.name.split('.')
  const [from, to] = [0, 1].map(() => likelyVersion(world, lakeTable, dice)).sort((a, b) => a - b)
  const what = dice.pick(['changes', 'insertions', 'deletions'])
  return bag(
    `SELECT * FROM ducklake_table_${what}('${LAKE}', '${schema}', '${table}', ${from}, ${to})`,
  )
}

/** A version at which the table probably is there. */
function likelyVersion({ snapshotsMin }: World, { since }: LakeTable, dice: Dice): number {
  return since + dice.below(Math.max(1, snapshotsMin - since + 1))
}

/** A version that there may be. */
export function someVersion({ snapshotsMax }: World, dice: Dice): number {
  return dice.below(snapshotsMax + 1)
}

/** A view, and what the catalog says of itself. */
export function readCatalog(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session) return
  const view = world.views.length > 0 ? dice.pick(world.views) : undefined
  if (view && dice.chance(1, 2)) {
    reach(world, 'read-view')
    say(world, session, bag(`SELECT * FROM ${inLake(view.name)}`))
    return
  }
  reach(world, 'snapshots')
  say(world, session, dice.chance(1, 2) ? SNAPSHOTS : TABLE_INFO)
}

/** Without the time of each. */
export const SNAPSHOTS = ordered(
  `SELECT snapshot_id, schema_version, changes, author, commit_message, commit_extra_info
FROM ${LAKE}.snapshots() ORDER BY snapshot_id`,
  'ordered by the snapshot, without its time',
)

/** Without UUIDs and the sizes of files. */
export const TABLE_INFO = bag(
  `SELECT table_name, schema_id, table_id, file_count, delete_file_count FROM ${LAKE}.table_info()`,
  'no order was asked for; UUIDs and sizes of files are left out',
)
