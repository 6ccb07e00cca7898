import {
  COLUMN_TYPES,
  columnType,
  type Dice,
  drawValue,
  freshNumber,
  literal,
  plainColumns,
  reach,
  type ScalarType,
  statement,
  type TrackedColumn,
  type TrackedTable,
  type TypedText,
} from '../../src/index.js'
import { HOME, say, type World } from './world.js'

const COLUMNS_MIN = 3
const COLUMNS_MAX = 6
const ROWS_MIN = 4
const ROWS_MAX = 9

/** Creates a table of random types, and fills it: a row of NULLs, then edges and ordinary values. */
export function furnish(world: World, dice: Dice): World {
  const count = COLUMNS_MIN + dice.below(COLUMNS_MAX - COLUMNS_MIN + 1)
  const plain = Array.from({ length: count }, () => drawColumn(world, dice))
  const key: TrackedColumn = { name: 'k', type: 'INTEGER', role: 'key' }
  createTable(world, { name: 't', columns: [key, ...plain] })
  fill(world, dice)
  return world
}

/** Types that clients send in every format; half of all values are of one of them. */
const COMMON = [
  ...['VARCHAR', 'VARCHAR', 'BIGINT', 'INTEGER', 'SMALLINT', 'DOUBLE', 'FLOAT', 'BOOLEAN'],
  ...['DECIMAL(18,2)', 'DECIMAL(38,10)', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'DATE', 'TIME'],
  ...['INTERVAL', 'UUID', 'BLOB', 'JSON', 'INTEGER[]', 'VARCHAR[]', 'BOOLEAN[]'],
]

/** Any type, a common one half of the time. */
export function drawType(world: World, dice: Dice): ScalarType {
  const type = dice.chance(1, 2) ? columnType(dice.pick(COMMON)) : dice.pick(COLUMN_TYPES)
  reach(world, type.feature)
  return type
}

/** A column of any type. */
export function drawColumn(world: World, dice: Dice): TrackedColumn {
  const type = drawType(world, dice)
  return { name: `c${freshNumber(world)}`, type: type.name, role: 'plain' }
}

/** CREATE TABLE; from now on it is the table of the plan, and empty. */
export function createTable(world: World, table: TrackedTable): void {
  const columns = table.columns.map(
    ({ name, type, role }) => `${name} ${type}${role === 'key' ? ' PRIMARY KEY' : ''}`,
  )
  say(world, statement(`CREATE TABLE ${table.name} (${columns.join(', ')})`, { expect: 'ok' }))
  world.table = table
  world.rowCount = 0
}

/** INSERT of several rows with keys from 1. */
export function fill(world: World, dice: Dice): void {
  const count = ROWS_MIN + dice.below(ROWS_MAX - ROWS_MIN + 1)
  const rows = Array.from({ length: count }, (_, index) => {
    const values = plainColumns(world.table).map((column) => valueIn(column, index, dice))
    return `(${[index + 1, ...values].join(', ')})`
  })
  const text = `INSERT INTO ${world.table.name} VALUES ${rows.join(', ')}`
  say(world, statement(text, { expect: 'ok' }), HOME)
  world.rowCount = count
}

/** A value for a column in that row; the first row is all NULL. */
function valueIn({ type }: TrackedColumn, rowIndex: number, dice: Dice): string {
  if (rowIndex === 0) return 'NULL'
  const expressions = BY_EXPRESSION[type]
  if (expressions && dice.chance(1, 2)) return dice.pick(expressions)
  return literal(drawValue(columnType(type), dice))
}

/** Values that no text casts to. */
const BY_EXPRESSION: Readonly<Record<string, readonly string[]>> = {
  VARIANT: [
    '42::VARIANT',
    '1.50::DECIMAL(9,2)::VARIANT',
    '[1, NULL, 3]::VARIANT',
    "{'a': 1, 'b': [true, NULL]}::VARIANT",
    "DATE '2024-02-29'::VARIANT",
    'true::VARIANT',
  ],
  'UNION(num INTEGER, str VARCHAR)': [
    'union_value(num := 7)::UNION(num INTEGER, str VARCHAR)',
    "union_value(str := '7')::UNION(num INTEGER, str VARCHAR)",
    'union_value(num := NULL)::UNION(num INTEGER, str VARCHAR)',
  ],
}

/** The columns as a SELECT lists them; beside a union its tag, beside a variant its type. */
export function selectList({ columns }: TrackedTable): string {
  return columns.flatMap(({ name, type }) => [name, ...companion(name, type)]).join(', ')
}

function companion(name: string, type: string): readonly string[] {
  if (type.startsWith('UNION')) return [`union_tag(${name}) AS ${name}_tag`]
  return type === 'VARIANT' ? [`variant_typeof(${name}) AS ${name}_type`] : []
}

/** Numbers that a client may compare the key with. */
const KEY_TYPES = ['INTEGER', 'INTEGER', 'BIGINT', 'BIGINT', 'SMALLINT', 'DECIMAL(18,2)', 'DOUBLE']

/** A key as a value of some type of number. */
export function keyValue(key: number, dice: Dice): TypedText {
  return { type: dice.pick(KEY_TYPES), text: String(key) }
}
