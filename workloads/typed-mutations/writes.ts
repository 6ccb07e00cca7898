import {
  anySession,
  columnType,
  type Dice,
  drawValue,
  type ErrorClass,
  freshNumber,
  keyOf,
  literal,
  NUL_TEXT,
  plainColumns,
  reach,
  type StatementWriter,
  statementWriter,
  type TrackedColumn,
  type TrackedTable,
  transactionOf,
} from '../../src/index.js'
import { readBack } from './reads.js'
import {
  columnList,
  type DrawnRow,
  drawRow,
  type Flaw,
  rowWithKey,
  valuesList,
  withCounter,
} from './rows.js'
import { keyText } from './tables.js'
import { anyDelivery, PINNED_KEY, say, tableFor, type World } from './world.js'

/** A write: who, where, and by which dice. */
export interface Writing {
  readonly session: string
  readonly table: TrackedTable
  readonly dice: Dice
}

const ROWS_MAX = 4
const UNORDERED = { rows: 'bag', because: 'RETURNING has no order' } as const

/** Some session writes to some table, and often somebody reads it at once. */
export function writeSomething(
  write: (world: World, writing: Writing) => void,
  keyed?: boolean,
): (world: World, dice: Dice) => void {
  return (world, dice) => {
    const session = anySession(world, dice)
    if (transactionOf(world.script, session) === 'aborted' && !dice.chance(1, 4)) return
    const table = tableFor(world, session, { dice, keyed })
    if (!table) return
    write(world, { session, table, dice })
    if (dice.chance(1, 2)) readBack(world, { session, table, dice })
  }
}

/** INSERT of one or several new rows. A table without a key gets some of them twice. */
export function insertRows(world: World, { session, table, dice }: Writing): void {
  const rows = Array.from({ length: 1 + dice.below(ROWS_MAX) }, () => drawRow(world, table, dice))
  if (keyOf(table) === undefined && dice.chance(2, 3)) rows.push(dice.pick(rows))
  if (rows.length > 1) reach(world, 'insert-many')
  reach(world, 'insert')
  const returning = dice.chance(1, 5)
  if (returning) reach(world, 'returning')
  sendInsert(world, { session, table, rows, dice, ending: returning ? 'RETURNING n' : '' })
  remember(world, table, rows)
}

export interface Insertion {
  readonly session: string
  readonly table: TrackedTable
  readonly rows: readonly DrawnRow[]
  readonly dice: Dice
  readonly ending?: string
  readonly expect?: ErrorClass | 'ok' | undefined
}

/** INSERT INTO ... VALUES with an ending such as ON CONFLICT or RETURNING. */
export function sendInsert(world: World, { ending = '', ...insertion }: Insertion): void {
  const { table, rows, dice, expect } = insertion
  const writer = writerFor(world, dice)
  const into = `INSERT INTO ${table.name} (${columnList(table)})`
  const text = `${into} VALUES ${valuesList(rows, writer)} ${ending}`.trimEnd()
  const compare = ending.includes('RETURNING') ? UNORDERED : undefined
  say(world, insertion.session, writer.done(text, { expect, compare }))
}

function writerFor(world: World, dice: Dice): StatementWriter {
  const delivery = anyDelivery(dice)
  if (delivery === 'simple') reach(world, 'literal')
  return statementWriter(delivery, dice.chance(1, 2))
}

/** Keys that exist now, as far as the plan knows. */
export function remember(world: World, table: TrackedTable, rows: readonly DrawnRow[]): void {
  const known = world.keys.get(table.name) ?? []
  known.push(...rows.flatMap(({ key }) => (key === undefined ? [] : [key])))
  world.keys.set(table.name, known)
}

/** INSERT of several rows of which one in the middle breaks a constraint: nothing of it may stay. */
export function insertFlawed(world: World, { session, table, dice }: Writing): void {
  const rows = [drawRow(world, table, dice), drawRow(world, table, dice)]
  const flaw = dice.pick(['duplicate-key', 'duplicate-key', 'not-null', 'check'] as const)
  rows.splice(1, 0, flawedRow(world, table, { flaw, dice }))
  reach(world, `${flaw}-in-the-middle`)
  const state = transactionOf(world.script, session)
  const sure = state === 'idle' || state === 'open'
  sendInsert(world, { session, table, rows, dice, expect: sure ? 'constraint' : undefined })
  if (state === 'open') world.script.transactions.set(session, 'aborted')
}

interface FlawChoice {
  readonly flaw: Flaw
  readonly dice: Dice
}

function flawedRow(world: World, table: TrackedTable, { flaw, dice }: FlawChoice): DrawnRow {
  if (flaw === 'duplicate-key') return rowWithKey(table, PINNED_KEY, dice)
  return withCounter(table, drawRow(world, table, dice), flaw)
}

/** INSERT that leaves the counter column to its default. */
export function insertDefault(world: World, { session, table, dice }: Writing): void {
  reach(world, 'default-value')
  const key = freshNumber(world)
  const writer = writerFor(world, dice)
  const value = writer.value(keyText(table, key))
  say(world, session, writer.done(`INSERT INTO ${table.name} (k) VALUES (${value})`))
  remember(world, table, [{ key, values: [] }])
}

/** INSERT ... ON CONFLICT DO NOTHING or DO UPDATE, over old keys and new ones. */
export function upsert(world: World, { session, table, dice }: Writing): void {
  const old = rowWithKey(
    table,
    dice.pick([PINNED_KEY, ...(world.keys.get(table.name) ?? [])]),
    dice,
  )
  const rows = [old, drawRow(world, table, dice)]
  const nothing = dice.chance(1, 3)
  reach(world, nothing ? 'on-conflict-nothing' : 'on-conflict-update')
  const returning = dice.chance(1, 3) ? ' RETURNING k, n' : ''
  if (returning) reach(world, 'returning')
  const action = nothing ? 'DO NOTHING' : `(k) DO UPDATE SET ${conflictAction(table, dice)}`
  sendInsert(world, { session, table, rows, dice, ending: `ON CONFLICT ${action}${returning}` })
  remember(world, table, rows.slice(1))
  doubt(world, session)
}

function conflictAction(table: TrackedTable, dice: Dice): string {
  const columns = settable(table)
  const counter = `n = ${table.name}.n + excluded.n + 1`
  if (columns.length === 0) return counter
  const { name } = dice.pick(columns)
  return dice.pick([
    counter,
    `${name} = excluded.${name}`,
    `${counter}, ${name} = excluded.${name}`,
  ])
}

/** A nested value in a table with an index is updated by deleting and inserting, which collides with itself: left out. */
function settable(table: TrackedTable): readonly TrackedColumn[] {
  const plain = plainColumns(table)
  return keyOf(table) ? plain.filter(({ type }) => !columnType(type).nested) : plain
}

/** UPDATE of one row, of some, or of all. */
export function update(world: World, { session, table, dice }: Writing): void {
  reach(world, 'update')
  const writer = writerFor(world, dice)
  const sets = ['n = n + 1']
  const columns = settable(table)
  if (columns.length > 0 && dice.chance(2, 3)) {
    const { name, type } = dice.pick(columns)
    sets.push(`${name} = ${writer.value(updateValue(world, { type, writer, dice }))}`)
  }
  const where = condition(world, { table, writer, dice })
  const returning = dice.chance(1, 5) ? ' RETURNING n' : ''
  if (returning) reach(world, 'returning')
  const text = `UPDATE ${table.name} SET ${sets.join(', ')}${where}${returning}`
  say(world, session, writer.done(text, { compare: returning ? UNORDERED : undefined }))
  doubt(world, session)
}

interface Place {
  readonly writer: StatementWriter
  readonly dice: Dice
}

function updateValue(world: World, { type, writer, dice }: Place & { readonly type: string }) {
  const carriesNul = type === 'VARCHAR' && dice.chance(2, 3) && writer.delivery !== 'simple'
  if (!carriesNul) return drawValue(columnType(type), dice)
  reach(world, 'nul-byte')
  return NUL_TEXT
}

function condition(
  world: World,
  { table, writer, dice }: Place & { readonly table: TrackedTable },
): string {
  const keys = world.keys.get(table.name) ?? []
  if (keyOf(table) && dice.chance(2, 3)) {
    return ` WHERE k = ${writer.value(keyText(table, dice.pick([PINNED_KEY, ...keys])))}`
  }
  const plain = plainColumns(table)
  if (plain.length > 0 && dice.chance(1, 2)) return ` WHERE ${dice.pick(plain).name} IS NULL`
  return dice.chance(1, 2) ? '' : ` WHERE n < ${writer.value({ type: 'INTEGER', text: '3' })}`
}

/** UPDATE of a row's key to one that nobody has. */
export function moveKey(world: World, { session, table, dice }: Writing): void {
  const keys = world.keys.get(table.name) ?? []
  const to = freshNumber(world)
  const from = keys.length === 0 ? to : dice.pick(keys)
  reach(world, 'key-update')
  const writer = writerFor(world, dice)
  const [after, before] = [writer.value(keyText(table, to)), writer.value(keyText(table, from))]
  say(world, session, writer.done(`UPDATE ${table.name} SET k = ${after} WHERE k = ${before}`))
  remember(world, table, [{ key: to, values: [] }])
  doubt(world, session)
}

/** DELETE of one row or of some; the pinned row stays. */
export function remove(world: World, { session, table, dice }: Writing): void {
  reach(world, 'delete')
  const keys = world.keys.get(table.name) ?? []
  const spared = keyOf(table) ? ` AND k <> ${literal(keyText(table, PINNED_KEY))}` : ''
  const writer = writerFor(world, dice)
  const hit = dice.chance(2, 3) && keyOf(table) && keys.length > 0
  const where = hit
    ? `k = ${writer.value(keyText(table, dice.pick(keys)))}`
    : `n = ${writer.value({ type: 'INTEGER', text: String(dice.below(4)) })}`
  const returning = dice.chance(1, 5) ? ' RETURNING n' : ''
  if (returning) reach(world, 'returning')
  const text = `DELETE FROM ${table.name} WHERE ${where}${spared}${returning}`
  say(world, session, writer.done(text, { compare: returning ? UNORDERED : undefined }))
  doubt(world, session)
}

/** A write to rows that others may have written: whether an open transaction lived through it is not known. */
function doubt(world: World, session: string): void {
  const { transactions } = world.script
  if (transactions.get(session) === 'open') transactions.set(session, 'unsure')
}
