import {
  type Comparison,
  columnType,
  type Dice,
  drawValue,
  plainColumns,
  reach,
  type TrackedColumn,
} from '../../src/index.js'
import type { Logical, Value } from './logical.js'
import { keyValue } from './table.js'
import type { World } from './world.js'

const UNORDERED: Comparison = { rows: 'bag', because: 'RETURNING has no order' }
/** No row has a key like this one, and none gets it for good: every write is rolled back. */
const NEW_KEY = 1_000

interface Writing {
  readonly feature: string
  readonly text: (value: Value) => string
}

/** One logical write: INSERT, UPDATE or DELETE, with RETURNING or without. */
export function someWrite(world: World, dice: Dice): Logical {
  const { feature, text } = dice.pick([insert, update, remove])(world, dice)
  const returning = dice.chance(1, 2)
  reach(world, feature, ...(returning ? ['returning'] : []))
  const columns = ['k', ...plainColumns(world.table).map(({ name }) => name)].join(', ')
  return {
    kind: returning ? 'returning' : 'write',
    text: (value) => `${text(value)}${returning ? ` RETURNING ${columns}` : ''}`,
    hasValues: true,
    expect: 'ok',
    compare: returning ? UNORDERED : undefined,
  }
}

/** Two new rows. */
function insert({ table }: World, dice: Dice): Writing {
  const rows = [NEW_KEY, NEW_KEY + 1].map((key) => [
    keyValue(key, dice),
    ...plainColumns(table).map(({ type }) => drawValue(columnType(type), dice)),
  ])
  const list = (value: Value) => rows.map((row) => `(${row.map(value).join(', ')})`).join(', ')
  return { feature: 'insert', text: (value) => `INSERT INTO ${table.name} VALUES ${list(value)}` }
}

/** Some rows get another value; a nested one cannot be updated in place beside an index, so the key is moved instead. */
function update({ table, rowCount }: World, dice: Dice): Writing {
  const flat = plainColumns(table).filter(({ type }) => !columnType(type).nested)
  const bound = keyValue(1 + dice.below(rowCount), dice)
  const shift = keyValue(NEW_KEY, dice)
  const set = flat.length > 0 ? setColumn(dice.pick(flat), dice) : undefined
  const text = (value: Value) =>
    set
      ? `UPDATE ${table.name} SET ${set(value)} WHERE k <= ${value(bound)}`
      : `UPDATE ${table.name} SET k = k + ${value(shift)} WHERE k = ${value(bound)}`
  return { feature: 'update', text }
}

function setColumn({ name, type }: TrackedColumn, dice: Dice): (value: Value) => string {
  const drawn = drawValue(columnType(type), dice)
  return (value) => `${name} = ${value(drawn)}`
}

function remove({ table, rowCount }: World, dice: Dice): Writing {
  const bound = keyValue(1 + dice.below(rowCount), dice)
  const operator = dice.pick(['=', '>', '<>'])
  return {
    feature: 'delete',
    text: (value) => `DELETE FROM ${table.name} WHERE k ${operator} ${value(bound)}`,
  }
}
