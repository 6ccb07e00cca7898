import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { EngineParameter } from '../engine.js'
import { typeName } from './type-name.js'

/** The type that DuckDB found for parameter `index` (from 1); undefined where it found none. */
export function resolvedType(prepared: DuckDBPreparedStatement, index: number): string | undefined {
  if (prepared.parameterTypeId(index) === DuckDBTypeId.INVALID) return undefined
  return typeName(prepared.parameterType(index))
}

/** Index of `$n` among DuckDB's own parameters, which are in the order in which they first appear. */
export function indexOfParameter(
  prepared: DuckDBPreparedStatement,
  position: number,
): number | undefined {
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    if (prepared.parameterName(index) === String(position)) return index
  }
  return undefined
}

/** Binds texts as values of their types. The casts are DuckDB's own, in one statement, and so are their errors. */
export async function bindParameters(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  parameters: readonly EngineParameter[],
): Promise<void> {
  const casts: Cast[] = []
  for (const [at, { type, text }] of parameters.entries()) {
    const index = indexOfParameter(prepared, at + 1)
    if (index === undefined) continue
    const wanted = type ?? resolvedType(prepared, index) ?? 'VARCHAR'
    if (text === null) prepared.bindNull(index)
    else if (wanted === 'VARCHAR' || NOT_MADE.test(wanted)) prepared.bindVarchar(index, text)
    else if (!bindWhole(prepared, { index, type: wanted, text })) {
      casts.push({ index, type: wanted, text })
    }
  }
  if (casts.length > 0) await bindCasts(connection, prepared, casts)
}

/** Node-api does not make every value of these types; the statement casts their text by itself. */
const NOT_MADE = /\b(?:UNION|GEOMETRY|VARIANT)\b/

interface Cast {
  readonly index: number
  readonly type: string
  readonly text: string
}

/** Plain whole numbers need no cast. */
function bindWhole(prepared: DuckDBPreparedStatement, { index, type, text }: Cast): boolean {
  if (type === 'INTEGER' && /^-?\d{1,9}$/.test(text)) {
    prepared.bindInteger(index, Number(text))
    return true
  }
  if (type === 'BIGINT' && /^-?\d{1,18}$/.test(text)) {
    prepared.bindBigInt(index, BigInt(text))
    return true
  }
  return false
}

async function bindCasts(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  casts: readonly Cast[],
): Promise<void> {
  const list = casts.map(({ type }, at) => castOf(`$${at + 1}`, type)).join(', ')
  const cast = await connection.prepare(`SELECT ${list}`)
  try {
    for (const [at, { text }] of casts.entries()) cast.bindVarchar(at + 1, text)
    const result = await cast.run()
    const chunk = result.getChunk(0)
    for (const [at, { index }] of casts.entries()) {
      const value = chunk.getColumnValues(at)[0] as DuckDBValue
      prepared.bindValue(index, value, result.columnType(at))
    }
  } finally {
    cast.destroySync() // Node-api keeps it otherwise.
  }
}

/** DuckDB reads a text for JSON[] as one JSON document: a list in its own spelling has to be read as such first. */
function castOf(parameter: string, type: string): string {
  if (!/^JSON\[\d*\]$/.test(type)) return `CAST(${parameter} AS ${type})`
  const text = `${parameter}::VARCHAR`
  const list = `CAST(CAST(${text} AS VARCHAR[]) AS ${type})`
  return `CASE WHEN json_valid(${text}) THEN CAST(${text} AS ${type}) ELSE ${list} END`
}

/**
 * The parameters with a number's type where neither client nor DuckDB knows one (`a + $1`) and the text is a number, as
 * DuckDB takes a bare '1' in that place. Undefined where that changes nothing.
 */
export function asNumbers(
  prepared: DuckDBPreparedStatement,
  parameters: readonly EngineParameter[],
): readonly EngineParameter[] | undefined {
  let changed = false
  const typed = parameters.map((parameter, at) => {
    const index = indexOfParameter(prepared, at + 1)
    const known = parameter.type ?? (index && resolvedType(prepared, index))
    const type = known === undefined ? numberType(parameter.text) : undefined
    if (type === undefined) return parameter
    changed = true
    return { ...parameter, type }
  })
  return changed ? typed : undefined
}

function numberType(text: string | null): string | undefined {
  if (text === null) return undefined
  if (/^[+-]?\d{1,9}$/.test(text)) return 'INTEGER'
  if (/^[+-]?\d{1,18}$/.test(text)) return 'BIGINT'
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? 'DOUBLE' : undefined
}
