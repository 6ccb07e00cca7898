import {
  COLUMN_TYPES,
  columnType,
  type Dice,
  freshNumber,
  keyOf,
  reach,
  statement,
  type TrackedColumn,
  type TrackedTable,
  withTable,
} from '../../src/index.js'
import { say, type World } from './world.js'

const KEY_TYPES = ['INTEGER', 'INTEGER', 'BIGINT', 'VARCHAR', 'UUID', 'DATE', 'DECIMAL(18,2)']
const PLAIN_MIN = 4
const PLAIN_MAX = 8

/** A table of random types: with a primary key and perhaps a UNIQUE column, or with neither. */
export function drawTable(world: World, name: string, choice: TableChoice): TrackedTable {
  const { dice, keyed } = choice
  const key: TrackedColumn = { name: 'k', type: dice.pick(KEY_TYPES), role: 'key' }
  const unique: TrackedColumn = { name: 'u', type: 'VARCHAR', role: 'unique' }
  const constrained = !keyed ? [] : dice.chance(1, 2) ? [key, unique] : [key]
  const counter: TrackedColumn = { name: 'n', type: 'INTEGER', role: 'counter' }
  const count = PLAIN_MIN + dice.below(PLAIN_MAX - PLAIN_MIN + 1)
  const plain = Array.from({ length: count }, () => drawColumn(world, dice))
  return { name, columns: [...constrained, counter, ...plain] }
}

export interface TableChoice {
  readonly dice: Dice
  readonly keyed: boolean
}

/** A column without constraints, of any type. */
export function drawColumn(world: World, dice: Dice): TrackedColumn {
  const type = dice.pick(COLUMN_TYPES)
  reach(world, type.feature)
  return { name: `c${freshNumber(world)}`, type: type.name, role: 'plain' }
}

/** CREATE TABLE in a session; by its transaction when it has one. */
export function createTable(world: World, table: TrackedTable, by: Creator): void {
  const columns = table.columns.map(definition).join(', ')
  say(world, by.session, statement(`CREATE TABLE ${table.name} (${columns})`, { expect: 'ok' }))
  world.catalog = withTable(world.catalog, table, by.inTransaction ? by.session : undefined)
  world.keys.set(table.name, [])
}

export interface Creator {
  readonly session: string
  readonly inTransaction: boolean
}

/** The largest value that the counter column's CHECK lets through, plus one. */
export const COUNTER_LIMIT = 1_000_000

function definition({ name, type, role }: TrackedColumn): string {
  switch (role) {
    case 'key':
      return `${name} ${type} PRIMARY KEY`
    case 'unique':
      return `${name} ${type} UNIQUE`
    case 'counter':
      return `${name} ${type} NOT NULL DEFAULT 7 CHECK (${name} < ${COUNTER_LIMIT})`
    case 'plain':
      return `${name} ${type}`
  }
}

/** Key number `n` in the key's type. Different numbers give different keys, in the same order for numbers below 10^6. */
export function keyText(table: TrackedTable, n: number): { type: string; text: string } {
  const type = keyOf(table)?.type ?? 'INTEGER'
  return { type, text: keySpelling(type, n) }
}

function keySpelling(type: string, n: number): string {
  switch (columnType(type).name) {
    case 'VARCHAR':
      return `key ${String(n).padStart(6, '0')}`
    case 'UUID':
      return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    case 'DATE':
      return new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10)
    case 'DECIMAL(18,2)':
      return `${n}.25`
    default:
      return String(n)
  }
}
