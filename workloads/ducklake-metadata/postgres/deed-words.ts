import type { Step } from '../../../src/index.js'
import { identifier } from '../value.js'
import { migrationWords } from './migration-words.js'
import { throughTable, WITH_PLACES } from './placed-update.js'
import { SCHEMA } from './read-scope.js'
import { type Asking, readWords } from './read-words.js'
import { fetch, say } from './saying.js'

const DELETE =
  /^\s*DELETE FROM ("\$\{schema:lake\}"\.(\w+))( (?!WHERE\b)\w+)?(?:\s+WHERE\s(.*?))?;?\s*$/s
const UPDATE =
  /^\s*UPDATE ("\$\{schema:lake\}"\.(\w+))\s+SET (\w+)\s*=\s*('(?:[^']|'')*')\s+WHERE\s(.*?);?\s*$/s

/**
 * A change that is no part of a commit's batch: the client looks for the rows by their places and changes those. Undefined
 * for a text that it sends as it is. `number` makes the names of temporary tables.
 */
export function deedWords(
  sql: string,
  asking: Asking,
  number: number,
): readonly Step[] | undefined {
  return (
    deletion(sql, asking) ??
    dropped(sql, asking) ??
    update(sql, asking, number) ??
    migrationWords(sql, asking, number)
  )
}

/** In place of the places themselves, which nobody knows before they are read, the query for them. */
function deletion(sql: string, asking: Asking): readonly Step[] | undefined {
  const [, table, , alias = '', where] = DELETE.exec(sql) ?? []
  if (table === undefined) return undefined
  const places = `SELECT ctid FROM ${table}${alias}${whereText(where)}`
  const postgres = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${places}))`
  const looks = lookedUp({ table, alias, where }, asking)
  return [...looks, say(asking.session, { sql, postgres })]
}

const DROP = /^\s*DROP TABLE IF EXISTS "\$\{schema:lake\}"\.(\w+);?\s*$/i

/** The client's extension for PostgreSQL has a spelling of its own. */
function dropped(sql: string, { session }: Asking): readonly Step[] | undefined {
  const table = DROP.exec(sql)?.[1]
  if (table === undefined) return undefined
  return [say(session, { sql: `DROP Table IF EXISTS ${SCHEMA}.${identifier(table)}` })]
}

interface Rows {
  readonly table: string
  readonly alias: string
  readonly where: string | undefined
}

function whereText(where: string | undefined): string {
  return where === undefined ? '' : ` WHERE ${where}`
}

/** The scan of the rows with their places, and of what their condition reads beside them. */
function lookedUp({ table, alias, where }: Rows, asking: Asking): readonly Step[] {
  const scans = readWords(`SELECT 1 FROM ${table}${alias}${whereText(where)}`, asking) ?? []
  return scans.map((step, i) => (i === 0 ? withPlace(step, asking) : step))
}

function withPlace(step: Step, asking: Asking): Step {
  if (step.kind !== 'statement') return step
  const { sql, postgres = sql } = step.statement
  const list = (text: string, place: string) =>
    text.replace(/^SELECT (.*?) FROM/s, (_, columns: string) =>
      columns.startsWith('NULL') ? `SELECT ${place} FROM` : `SELECT ${columns}, ${place} FROM`,
    )
  const texts = { sql: list(sql, 'rowid::UINTEGER AS ctid'), postgres: list(postgres, 'ctid') }
  return fetch(asking.session, texts, { fetching: asking.fetching, compare: WITH_PLACES })
}

function update(sql: string, asking: Asking, number: number): readonly Step[] | undefined {
  const [, table, name, column, value, where] = UPDATE.exec(sql) ?? []
  if (table === undefined || where === undefined) return undefined
  const change = { table: name ?? '', column: column ?? '', type: 'VARCHAR' }
  return [
    ...lookedUp({ table, alias: '', where }, asking),
    ...throughTable(change, asking.session, { number, filling: { value: value ?? '', where } }),
  ]
}
