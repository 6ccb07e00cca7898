import {
  type Comparison,
  columnType,
  type Dice,
  drawValue,
  plainColumns,
  reach,
} from '../../src/index.js'
import type { Logical, Value } from './logical.js'
import { drawType, keyValue, selectList } from './table.js'
import type { World } from './world.js'

const BY_KEY: Comparison = { rows: 'ordered', because: 'ordered by the primary key' }
const NO_ORDER: Comparison = { rows: 'bag', because: 'no ORDER BY' }
const ONE_ROW: Comparison = { rows: 'ordered', because: 'one row' }

function read(text: (value: Value) => string, compare: Comparison, hasValues = false): Logical {
  return { kind: 'read', text, compare, hasValues, expect: 'ok' }
}

/** One logical read of the table, or of values alone. */
export function someRead(world: World, dice: Dice): Logical {
  const reads = [
    wholeTable,
    everyColumn,
    asBag,
    byKey,
    echo,
    echo,
    nested,
    aggregates,
    noRows,
    many,
  ]
  return dice.pick(reads)(world, dice)
}

/** All rows in the order of their keys, the columns by name. */
export function wholeTable({ table }: World): Logical {
  return read(() => `SELECT ${selectList(table)} FROM ${table.name} ORDER BY k`, BY_KEY)
}

/** All rows, and whatever columns the table has by then. */
export function everyColumn({ table }: World): Logical {
  return read(() => `SELECT * FROM ${table.name} ORDER BY k`, BY_KEY)
}

function asBag({ table }: World): Logical {
  return read(() => `SELECT ${selectList(table)} FROM ${table.name}`, NO_ORDER)
}

/** Some rows by a key that is a value of the statement. */
function byKey(world: World, dice: Dice): Logical {
  const { table, rowCount } = world
  reach(world, 'value-in-condition')
  const key = keyValue(1 + dice.below(rowCount + 1), dice)
  const operator = dice.pick(['=', '<=', '>'])
  const text = `SELECT ${selectList(table)} FROM ${table.name} WHERE k ${operator} `
  return read((value) => `${text}${value(key)} ORDER BY k`, BY_KEY, true)
}

const ECHOED = 6

/** Values of any types that come back as they went, NULL among them. */
function echo(world: World, dice: Dice): Logical {
  reach(world, 'echo')
  const values = Array.from({ length: ECHOED }, () => drawValue(drawType(world, dice), dice))
  const list = (value: Value) => values.map((one, i) => `${value(one)} AS x${i}`).join(', ')
  return read((value) => `SELECT ${list(value)}`, ONE_ROW, true)
}

/** Each column inside of a list, a struct and a map. */
function nested(world: World, dice: Dice): Logical {
  const { table } = world
  reach(world, 'nested-expression')
  const items = plainColumns(table).map(({ name }) =>
    dice.pick([
      `[${name}, NULL] AS ${name}_list`,
      `{'v': ${name}, 'k': k} AS ${name}_struct`,
      `MAP {k: ${name}} AS ${name}_map`,
      `[[${name}]] AS ${name}_lists`,
    ]),
  )
  return read(() => `SELECT ${['k', ...items].join(', ')} FROM ${table.name} ORDER BY k`, BY_KEY)
}

/** Counts, sums and extremes where they are exact: results wider than their columns. */
function aggregates(world: World): Logical {
  const { table } = world
  reach(world, 'aggregate')
  const items = plainColumns(table).flatMap(({ name, type }) => {
    const { exact, summable } = columnType(type)
    return [
      `count(${name}) AS ${name}_count`,
      ...(exact ? [`min(${name}) AS ${name}_min`] : []),
      ...(summable ? [`sum(${name}) AS ${name}_sum`] : []),
    ]
  })
  return read(
    () => `SELECT ${['sum(k) AS k_sum', ...items].join(', ')} FROM ${table.name}`,
    ONE_ROW,
  )
}

function noRows(world: World): Logical {
  const { table } = world
  reach(world, 'no-rows')
  return read(() => `SELECT ${selectList(table)} FROM ${table.name} WHERE k < 0 ORDER BY k`, BY_KEY)
}

const MANY_ROWS = 40

/** More rows than pages have, in order. */
function many(world: World): Logical {
  reach(world, 'many-rows')
  const list = [
    'i',
    "i::VARCHAR || '€' AS s",
    '[i, NULL] AS l',
    '[i % 2 = 0, NULL, i > 9] AS bl',
    'CASE WHEN i % 3 = 0 THEN i::DOUBLE / 7 END AS d',
  ]
  const text = `SELECT ${list.join(', ')} FROM range(${MANY_ROWS}) AS r(i) ORDER BY i`
  return read(() => text, { rows: 'ordered', because: 'ordered by a key' })
}

/** Several reads in one text. */
export function batch(world: World, dice: Dice): Logical {
  const parts = Array.from({ length: 2 + dice.below(2) }, () => someRead(world, dice))
  const text = (value: Value) => parts.map((part) => part.text(value)).join('; ')
  return { kind: 'batch', text, expect: 'ok' }
}
