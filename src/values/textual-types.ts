import { type DuckType, typeKey } from './duck-type.js'

/** Scalars whose text tells the value, each with a decoder of its own. */
export const READABLE_SCALARS = new Set([
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'BIGNUM'],
  ...['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT', 'FLOAT', 'DOUBLE'],
  ...['VARCHAR', 'JSON', 'BLOB', 'BIT', 'UUID', 'DATE', 'INTERVAL', '"NULL"'],
  ...['TIME', 'TIME_NS', 'TIMETZ', 'TIME WITH TIME ZONE'],
  ...['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
  ...['TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'],
])

const known = new WeakMap<DuckType, boolean>()

/**
 * Whether values of a type are compared by DuckDB's own text as a whole, because that text cannot be taken apart: a UNION
 * does not print its tag, a VARIANT not its type, and inside of other values they are not quoted, nor is JSON in a list.
 * Scalar types that this version does not know are compared so, too.
 */
export function isTextual(type: DuckType): boolean {
  const answer = known.get(type) ?? askTextual(type)
  known.set(type, answer)
  return answer
}

function askTextual(type: DuckType): boolean {
  switch (type.id) {
    case 'UNION':
      return true
    case 'LIST':
    case 'ARRAY':
      return typeKey(type.child) === 'JSON' || isTextual(type.child)
    case 'STRUCT':
      return type.fields.some((field) => isTextual(field.type))
    case 'MAP':
      return isTextual(type.key) || isTextual(type.value)
    case 'DECIMAL':
    case 'ENUM':
      return false
    case 'SCALAR':
      return !READABLE_SCALARS.has(type.name)
  }
}
