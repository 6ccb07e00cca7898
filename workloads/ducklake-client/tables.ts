import { type Dice, freshNumber, reach } from '../../src/index.js'
import { drawPresentLiteral, drawType } from './column-types.js'
import {
  allIdle,
  change,
  inLake,
  type LakeColumn,
  type LakeTable,
  say,
  someSession,
  someTable,
  surelyChange,
  type World,
} from './world.js'

const TABLES_MAX = 4
const COLUMNS_MAX = 5

/** A new table, empty or with the rows of another one. */
export function createTable(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || !allIdle(world) || world.tables.length >= TABLES_MAX) return
  const source = someTable(world, dice)
  const name = `${dice.pick(world.schemas)}.t${freshNumber(world)}`
  if (source && dice.chance(1, 4)) {
    reach(world, 'create-table-as')
    const sql = `CREATE TABLE ${inLake(name)} AS SELECT * FROM ${inLake(source.name)}`
    surelyChange(world, session, sql)
    world.tables.push(newTable(world, name, source.columns))
    return
  }
  reach(world, 'create-table')
  const columns = drawColumns(world, dice)
  const list = columns.map((column) => definition(column, dice)).join(', ')
  const sql = `CREATE TABLE ${inLake(name)} (${list})`
  surelyChange(world, session, sql)
  world.tables.push(newTable(world, name, columns))
}

function newTable(
  { snapshotsMin }: World,
  name: string,
  columns: readonly LakeColumn[],
): LakeTable {
  return { name, columns, traits: new Set(), since: snapshotsMin }
}

function drawColumns(world: World, dice: Dice): readonly LakeColumn[] {
  const count = 1 + dice.below(COLUMNS_MAX)
  return [
    { name: 'k', type: 'BIGINT' },
    ...Array.from({ length: count }, () => ({
      name: dice.chance(1, 8) ? `"c ${freshNumber(world)}'s"` : `c${freshNumber(world)}`,
      type: drawType(dice).name,
    })),
  ]
}

function definition({ name, type }: LakeColumn, dice: Dice): string {
  if (name === 'k') return `k BIGINT${dice.chance(1, 3) ? ' NOT NULL' : ''}`
  const hasDefault = type === 'INTEGER' || type === 'VARCHAR'
  return hasDefault && dice.chance(1, 3) ? `${name} ${type} DEFAULT '7'` : `${name} ${type}`
}

/** DROP TABLE, with the views on it. */
export function dropTable(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  const table = someTable(world, dice)
  if (!session || !table || !allIdle(world) || world.tables.length < 2) return
  if (world.views.some(({ of }) => of === table)) return
  reach(world, 'drop-table')
  surelyChange(world, session, `DROP TABLE ${inLake(table.name)}`)
  world.tables.splice(world.tables.indexOf(table), 1)
}

/** A schema of its own for later tables. */
export function createSchema(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || !allIdle(world) || world.schemas.length > 2) return
  reach(world, 'create-schema')
  const name = `s${freshNumber(world)}`
  surelyChange(world, session, `CREATE SCHEMA ${inLake(name)}`)
  world.schemas.push(name)
}

/** A view, or another text for one that is there. */
export function createView(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  const table = someTable(world, dice)
  if (!session || !table || !allIdle(world)) return
  reach(world, 'create-view')
  const name = `main.v${freshNumber(world)}`
  const sql = `CREATE VIEW ${inLake(name)} AS SELECT k, count(*) AS row_count FROM ${inLake(table.name)} GROUP BY k`
  surelyChange(world, session, sql)
  world.views.push({ name, of: table })
}

/** A macro, used once. */
export function createMacro(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  if (!session || !allIdle(world)) return
  reach(world, 'create-macro')
  const name = inLake(`main.m${freshNumber(world)}`)
  surelyChange(world, session, `CREATE MACRO ${name}(x, y := ${dice.below(9)}) AS x + y`)
  say(world, session, `SELECT ${name}(1) AS one, ${name}(1, y := 2) AS two`)
}

/** COMMENT ON a table or a column, also NULL. */
export function comment(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  const table = someTable(world, dice)
  if (!session || !table || !allIdle(world)) return
  reach(world, 'comment')
  const text = dice.chance(1, 4) ? 'NULL' : `'it''s "comment" ${freshNumber(world)}, ü'`
  const column = dice.pick(table.columns).name
  const place = inLake(table.name)
  const what = dice.chance(1, 2) ? `TABLE ${place}` : `COLUMN ${place}.${column}`
  change(world, session, `COMMENT ON ${what} IS ${text}`)
}

/** A column with a literal default. */
export function addColumn(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'add-column')
  const type = drawType(dice)
  const name = `c${freshNumber(world)}`
  table.columns = [...table.columns, { name, type: type.name }]
  const isPlain = /^(?:INTEGER|BIGINT|VARCHAR|DATE|DOUBLE)$/.test(type.name)
  const value = isPlain && dice.chance(1, 2) ? drawPresentLiteral(type.name, dice) : undefined
  return `ADD COLUMN ${name} ${type.name}${value === undefined ? '' : ` DEFAULT ${value}`}`
}
