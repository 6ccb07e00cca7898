import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import { DuckDBTypeId } from '@duckdb/node-api'
import { tokenize } from '../../sql/lexer.js'
import type { Description, EngineColumn } from '../engine.js'
import { leadingWords } from './command-tag.js'
import { indexOfParameter, resolvedType } from './parameters.js'
import { NOT_PREPARED, prepareStatement } from './prepare.js'
import { columnsOf } from './read-result.js'
import { answersWithRows } from './statement-shape.js'

/** Parameters and columns of a statement. Where DuckDB cannot tell, it is asked again with the parameters cast. */
export async function describeStatement(
  connection: DuckDBConnection,
  sql: string,
  declared: readonly (string | undefined)[],
): Promise<Description> {
  const prepared = await prepareStatement(connection, sql)
  if (!prepared) return { parameters: [], columns: columnsOfUnprepared(sql) }
  try {
    const types = parameterTypes(prepared, declared)
    const parameters = types.map((type) => type ?? 'UNKNOWN')
    if (!answersWithRows(sql, prepared)) return { parameters, columns: undefined }
    if (isResolved(prepared)) return { parameters, columns: columnsOf(prepared) }
    return { parameters, columns: await columnsOfGuess(connection, sql, types) }
  } finally {
    prepared.destroySync()
  }
}

/** Of a statement that cannot be prepared: it changes something, or it is the EXPLAIN of such a one. */
function columnsOfUnprepared(sql: string): Description['columns'] {
  if (leadingWords(sql, 1)[0] !== 'EXPLAIN') return undefined
  return ['explain_key', 'explain_value'].map((name) => ({ name, type: 'VARCHAR' }))
}

function parameterTypes(
  prepared: DuckDBPreparedStatement,
  declared: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const names = Array.from({ length: prepared.parameterCount }, (_, index) =>
    Number(prepared.parameterName(index + 1)),
  )
  const count = Math.max(0, declared.length, ...names.filter(Number.isSafeInteger))
  return Array.from({ length: count }, (_, at) => {
    const index = indexOfParameter(prepared, at + 1)
    return declared[at] ?? (index === undefined ? undefined : resolvedType(prepared, index))
  })
}

function isResolved(prepared: DuckDBPreparedStatement): boolean {
  return Array.from({ length: prepared.columnCount }, (_, index) => index).every(
    (index) => prepared.columnTypeId(index) !== DuckDBTypeId.INVALID,
  )
}

/** `CAST($1 AS "DATE")`, as it stands in the name that DuckDB gives to a column. */
const CAST_PARAMETER = /CAST\((\$\d+) AS (?:"(?:[^"]|"")*"|[^()]*(?:\([^()]*\))?[^()]*)\)/g

/** As a text, and if that does not fit as a number: what `execute` does, too. */
async function columnsOfGuess(
  connection: DuckDBConnection,
  sql: string,
  types: readonly (string | undefined)[],
): Promise<readonly EngineColumn[]> {
  const guess = (type: string) => types.map((known) => known ?? type)
  try {
    return await columnsOfCast(connection, sql, guess('VARCHAR'))
  } catch (error) {
    if (types.every((type) => type !== undefined)) throw error
    return columnsOfCast(connection, sql, guess('INTEGER'))
  }
}

/** Column names are those of the statement as it was written: the casts are taken out of them again. */
async function columnsOfCast(
  connection: DuckDBConnection,
  sql: string,
  types: readonly string[],
): Promise<readonly EngineColumn[]> {
  const castOf = (parameter: string, type: string) => `CAST(${parameter} AS ${type})`
  const typeOf = (parameter: string) => types[Number(parameter.slice(1)) - 1] ?? 'VARCHAR'
  const cast = tokenize(sql)
    .map(({ kind, text }) => (kind === 'parameter' ? castOf(text, typeOf(text)) : text))
    .join('')
  const prepared = await prepareStatement(connection, cast)
  if (!prepared) throw new Error(NOT_PREPARED)
  try {
    const plain = (name: string) => name.replace(CAST_PARAMETER, '$1')
    return columnsOf(prepared).map(({ name, type }) => ({ name: plain(name), type }))
  } finally {
    prepared.destroySync()
  }
}
