import type { Step } from '../../../src/index.js'
import { identifier } from '../value.js'
import { createText } from './attach-words.js'
import { tablesMadeBy } from './batch-words.js'
import { type Change, placed } from './placed-update.js'
import { SCHEMA } from './read-scope.js'
import type { Asking } from './read-words.js'
import { comparisonOf, fetch, say } from './saying.js'
import { scanTexts } from './scan.js'

/** The table of the client's own DuckDB in which it keeps a column that it is about to drop. */
const OWN = '__ducklake_partial_max_migration'

const ALTER = /^\s*ALTER TABLE "\$\{schema:lake\}"\.(\w+) (ADD|DROP) COLUMN (\w+)\s*(.*?);?\s*$/s

/**
 * What the client sends for a statement of its migration from 0.3, which it translates for PostgreSQL one by one; undefined
 * for any other. A lake that is migrated here is empty, so there are no rows that it would copy in.
 */
export function migrationWords(
  sql: string,
  asking: Asking,
  number: number,
): readonly Step[] | undefined {
  const { session } = asking
  const altered = alterText(sql)
  if (altered !== undefined) return [say(session, { sql: altered })]
  const [made] = tablesMadeBy(sql)
  if (made && isOfTheCatalog(made[0])) return [say(session, { sql: createText(...made) })]
  if (sql.includes(`CREATE TEMP TABLE ${OWN}`))
    return [scanned('ducklake_data_file', ['partial_file_info', 'data_file_id'], asking)]
  if (sql.includes(`FROM ${OWN}`)) return placed(MERGED, asking, number)
  if (sql.includes(OWN)) return []
  if (/INSERT INTO "\$\{schema:lake\}"\.ducklake_schema_versions \(/.test(sql))
    return Object.entries(BY_TABLE).map(([table, columns]) => scanned(table, columns, asking))
  return undefined
}

const MERGED: Change = {
  table: 'ducklake_data_file',
  column: 'partial_max',
  type: 'BIGINT',
  looksAt: 'data_file_id',
}

/** What the client joins for the versions of each table. */
const BY_TABLE: Readonly<Record<string, readonly string[]>> = {
  ducklake_schema_versions: ['begin_snapshot', 'table_id', 'schema_version'],
  ducklake_table: ['begin_snapshot', 'end_snapshot', 'table_id'],
}

function isOfTheCatalog(table: string): boolean {
  return !table.startsWith('ducklake_inlined_')
}

function alterText(sql: string): string | undefined {
  const [, table = '', verb, column = '', type = ''] = ALTER.exec(sql) ?? []
  if (verb === undefined) return undefined
  const name = `ALTER TABLE ${SCHEMA}.${identifier(table)} ${verb} COLUMN  ${identifier(column)}`
  return `${name} ${type}`.trim()
}

function scanned(table: string, columns: readonly string[], asking: Asking): Step {
  const scan = { table, columns, conditions: [] }
  const compare = comparisonOf(scan, asking.made)
  return fetch(asking.session, scanTexts(scan, asking.made), { ...asking, compare })
}

/** A column that a table gets, with its type, or loses. */
export interface Altered {
  readonly table: string
  readonly column: string
  readonly type?: string
}

/** What an ALTER TABLE does; undefined for any other text. */
export function alteredBy(sql: string): Altered | undefined {
  const [, table, verb, column, type = ''] = ALTER.exec(sql) ?? []
  if (table === undefined || column === undefined) return undefined
  return verb === 'DROP' ? { table, column } : { table, column, type: type.split(' ')[0] ?? '' }
}
