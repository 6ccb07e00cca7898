import { parseDuckType } from '../../values/duck-type.js'
import { NO_MUTATIONS } from '../mutants.js'
import { PG_TYPES, type PgTypeName, pgTypeOfOid } from './oids.js'
import { wireType } from './wire-type.js'

const DUCKDB_TYPES: Readonly<Record<PgTypeName, string | undefined>> = {
  bool: 'BOOLEAN',
  bytea: 'BLOB',
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  text: 'VARCHAR',
  json: 'JSON',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timetz: 'TIME WITH TIME ZONE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  interval: 'INTERVAL',
  varbit: 'BIT',
  // A numeric has no one type in DuckDB: its value decides (see numericType).
  numeric: undefined,
  uuid: 'UUID',
}

/** The DuckDB type that a client declares by an OID; undefined for 0, numeric and OIDs that we do not know. */
export function declaredType(oid: number): string | undefined {
  const known = pgTypeOfOid(oid)
  const name = known && DUCKDB_TYPES[known.name]
  if (name === undefined) return undefined
  return known?.array ? `${name}[]` : name
}

/** The OID that ParameterDescription says for a DuckDB type; text where DuckDB does not know. */
export function parameterOid(duckdbType: string): number {
  return duckdbType === 'UNKNOWN' ? PG_TYPES.text.oid : wireType(duckdbType, NO_MUTATIONS).oid
}

const DECIMAL_DIGITS_MAX = 38
const HUGEINT_MAX = 1n << 127n

/** The narrowest type that holds a numeric exactly: HUGEINT, UHUGEINT, BIGNUM, DECIMAL, or DOUBLE at last. */
export function numericType(text: string): string {
  const [, whole = '', fraction] = /^\s*[+-]?(\d*)(?:\.(\d*))?\s*$/.exec(text) ?? []
  if (whole === '' && !fraction) return 'DOUBLE'
  if (fraction === undefined) return integerType(BigInt(text.trim()))
  const width = whole.replace(/^0+/, '').length + fraction.length
  if (width > DECIMAL_DIGITS_MAX) return 'DOUBLE'
  return `DECIMAL(${Math.max(width, 1)},${fraction.length})`
}

function integerType(value: bigint): string {
  if (value >= -HUGEINT_MAX && value < HUGEINT_MAX) return 'HUGEINT'
  return value > 0n && value < HUGEINT_MAX * 2n ? 'UHUGEINT' : 'BIGNUM'
}

/** Whether values of a type travel as a PostgreSQL array. */
export function isArrayType(duckdbType: string): boolean {
  return pgTypeOfOid(wireType(duckdbType, NO_MUTATIONS).oid)?.array === true
}

/** The type of the elements of a LIST or ARRAY. */
export function elementType(duckdbType: string): string {
  const type = parseDuckType(duckdbType)
  return type.id === 'LIST' || type.id === 'ARRAY' ? type.child.name : duckdbType
}
