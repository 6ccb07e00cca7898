/** The tables that were made so far: their columns with the types that DuckDB gives them. */
export type MadeTables = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Whether a table has rows of users: only their types are mapped. */
export function holdsUserRows(table: string): boolean {
  return /^ducklake_inlined_data_\d/.test(table)
}

/** What the client makes of a type that PostgreSQL does not have, or has with a smaller range. */
const POSTGRES_TYPES: Readonly<Record<string, string>> = {
  DOUBLE: 'DOUBLE PRECISION',
  FLOAT: 'REAL',
  TINYINT: 'SMALLINT',
  UTINYINT: 'INTEGER',
  USMALLINT: 'INTEGER',
  UINTEGER: 'BIGINT',
  // Texts may hold a NUL, which PostgreSQL's cannot.
  VARCHAR: 'BYTEA',
  BLOB: 'BYTEA',
}

/** Types of PostgreSQL that mean the same in DuckDB. */
const SAME =
  /^(?:BOOLEAN|SMALLINT|INTEGER|BIGINT|TIME|INTERVAL|UUID|JSON|DECIMAL(?:\(\d+, ?\d+\))?)$/i

/** The type of a user's column in PostgreSQL: ranges and nested types that it does not have become text. */
export function postgresType(type: string): string {
  return POSTGRES_TYPES[type.toUpperCase()] ?? (SAME.test(type) ? type : 'VARCHAR')
}

/** A user's column as the reference has to give it to be compared with PostgreSQL's. System columns have no type here. */
export function inReference(column: string, type: string | undefined): string {
  if (type === undefined) return column
  const there = postgresType(type)
  if (there === 'BYTEA')
    return type.toUpperCase() === 'BLOB' ? column : `encode(${column}) AS ${column}`
  if (there === type || there === 'DOUBLE PRECISION' || there === 'REAL') return column
  return `CAST(${column} AS ${there}) AS ${column}`
}

/** Whether a type holds others: its values are texts in PostgreSQL, in the client's spelling. */
export function isNested(type: string): boolean {
  return /^(?:STRUCT|MAP)\b|\]$/i.test(type)
}
