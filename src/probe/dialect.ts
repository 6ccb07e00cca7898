import { type DuckType, typeKey } from '../values/duck-type.js'

/** Whose SQL an endpoint understands, for one type. Most types are written alike in both. */
export type Dialect = 'duckdb' | 'postgres'

/** What PostgreSQL calls the types that DuckDB has as well, where it is another name. */
const POSTGRES_NAMES: Readonly<Record<string, string>> = {
  BLOB: 'BYTEA',
  BIT: 'BIT VARYING',
  FLOAT: 'REAL',
  DOUBLE: 'DOUBLE PRECISION',
}

const POSTGRES_TYPES = new Set([
  ...['BOOLEAN', 'SMALLINT', 'INTEGER', 'BIGINT', 'DECIMAL', 'VARCHAR', 'UUID', 'JSON'],
  ...['DATE', 'TIME', 'TIME WITH TIME ZONE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL'],
])

/** The type as it stands in a CAST; undefined where it cannot be written there. */
export function typeSql(type: DuckType, dialect: Dialect): string | undefined {
  return dialect === 'duckdb' ? duckdbType(type) : postgresType(type)
}

/** DuckDB's own spelling, but that of a struct without names, which its parser does not take. */
function duckdbType(type: DuckType): string | undefined {
  if (type.id === 'STRUCT' && type.fields.some(({ name }) => name === '')) return undefined
  if (type.id === 'LIST' || type.id === 'ARRAY') return duckdbType(type.child) && type.name
  return type.name
}

function postgresType(type: DuckType): string | undefined {
  if (type.id === 'LIST' || type.id === 'ARRAY') {
    const child = type.child.id === 'LIST' ? undefined : postgresType(type.child)
    return child && `${child}[]`
  }
  const key = typeKey(type)
  return POSTGRES_NAMES[key] ?? (POSTGRES_TYPES.has(key) ? type.name : undefined)
}

/** A scalar's text as the dialect casts it to the type, from DuckDB's. */
export function textFor(text: string, type: DuckType, dialect: Dialect): string {
  if (dialect === 'duckdb') return text
  if (typeKey(type) === 'BLOB') return byteaText(text)
  return text.replace(/^(\d+-\d+-\d+) \(BC\)(.*)$/, '$1$2 BC')
}

/** `\x61\xFF` and `a\xFF` are `\x61ff`. */
function byteaText(text: string): string {
  const parts = text.split(/\\x([0-9a-fA-F]{2})/)
  const hex = parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part).toString('hex') : part))
  return `\\x${hex.join('').toLowerCase()}`
}
