import {
  columnType,
  type Dice,
  drawPresent,
  literal,
  plainColumns,
  reach,
  statement,
  withColumn,
  withoutColumn,
} from '../../src/index.js'
import { createTable, drawColumn, fill } from './table.js'
import { say, type World } from './world.js'

/** DDL on the table: what was prepared before it means something else, or the same, afterwards. */
export function changeTable(world: World, dice: Dice): void {
  dice.pick([addColumn, dropColumn, createAgain, addIndex])(world, dice)
}

function addColumn(world: World, dice: Dice): void {
  reach(world, 'ddl-add-column')
  const column = drawColumn(world, dice)
  const fallback = literal(drawPresent(columnType(column.type), dice))
  const text = `ALTER TABLE ${world.table.name} ADD COLUMN ${column.name} ${column.type}`
  say(world, statement(`${text} DEFAULT ${fallback}`, { expect: 'ok' }))
  world.table = withColumn(world.table, column)
}

function dropColumn(world: World, dice: Dice): void {
  const plain = plainColumns(world.table)
  if (plain.length < 2) {
    addColumn(world, dice)
    return
  }
  reach(world, 'ddl-drop-column')
  const { name } = dice.pick(plain)
  say(world, statement(`ALTER TABLE ${world.table.name} DROP COLUMN ${name}`, { expect: 'ok' }))
  world.table = withoutColumn(world.table, name)
}

/** The same name, other columns. */
function createAgain(world: World, dice: Dice): void {
  reach(world, 'ddl-create-again')
  const [key] = world.table.columns
  say(world, statement(`DROP TABLE ${world.table.name}`, { expect: 'ok' }))
  const columns = [...(key ? [key] : []), drawColumn(world, dice), drawColumn(world, dice)]
  createTable(world, { ...world.table, columns })
  fill(world, dice)
}

function addIndex(world: World, dice: Dice): void {
  const flat = plainColumns(world.table).filter(({ type }) => columnType(type).exact)
  const column = flat.length > 0 ? dice.pick(flat).name : 'k'
  reach(world, 'ddl-create-index')
  const { name } = world.table
  const index = `${name}_${column}_${world.script.steps.length}`
  say(world, statement(`CREATE INDEX ${index} ON ${name} (${column})`))
}
