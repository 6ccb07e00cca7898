import {
  anySession,
  columnType,
  type Dice,
  drawPresent,
  freshNumber,
  literal,
  plainColumns,
  reach,
  type TrackedTable,
  withColumn,
  withColumnRenamed,
  withoutColumn,
  withTableChanged,
} from '../../src/index.js'
import { readTable } from './reads.js'
import { drawColumn } from './tables.js'
import { allIdle } from './transactions.js'
import { say, tableFor, type World } from './world.js'

/** ALTER TABLE while no transaction is open, so that every session agrees on the columns, and a read of the result. */
export function alterTable(world: World, dice: Dice): void {
  const session = anySession(world, dice)
  const table = tableFor(world, session, { dice })
  if (!table || !allIdle(world)) return
  const alter = dice.pick([addColumn, renameColumn, dropColumn])
  const { sql, result } = alter(world, table, dice)
  say(world, session, `ALTER TABLE ${table.name} ${sql}`)
  world.catalog = withTableChanged(world.catalog, result)
  readTable(world, { session: anySession(world, dice), table: result, dice })
}

interface Alteration {
  readonly sql: string
  readonly result: TrackedTable
}

function addColumn(world: World, table: TrackedTable, dice: Dice): Alteration {
  reach(world, 'add-column')
  const column = drawColumn(world, dice)
  const value = literal(drawPresent(columnType(column.type), dice))
  const fallback = dice.chance(1, 2) ? ` DEFAULT ${value}` : ''
  const sql = `ADD COLUMN ${column.name} ${column.type}${fallback}`
  return { sql, result: withColumn(table, column) }
}

function renameColumn(world: World, table: TrackedTable, dice: Dice): Alteration {
  const plain = plainColumns(table)
  if (plain.length === 0) return addColumn(world, table, dice)
  reach(world, 'rename-column')
  const from = dice.pick(plain).name
  const to = `r${freshNumber(world)}`
  return { sql: `RENAME COLUMN ${from} TO ${to}`, result: withColumnRenamed(table, from, to) }
}

function dropColumn(world: World, table: TrackedTable, dice: Dice): Alteration {
  const plain = plainColumns(table)
  if (plain.length === 0) return addColumn(world, table, dice)
  reach(world, 'drop-column')
  const { name } = dice.pick(plain)
  return { sql: `DROP COLUMN ${name}`, result: withoutColumn(table, name) }
}
