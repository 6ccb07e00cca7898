import { quoteIdentifier } from '../sql/identifiers.js'
import { type DuckType, parseDuckType } from './duck-type.js'

/** Node-api's type ids for the types that a VARIANT can hold. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'TINYINT',
  3: 'SMALLINT',
  4: 'INTEGER',
  5: 'BIGINT',
  6: 'UTINYINT',
  7: 'USMALLINT',
  8: 'UINTEGER',
  9: 'UBIGINT',
  10: 'FLOAT',
  11: 'DOUBLE',
  12: 'TIMESTAMP',
  13: 'DATE',
  14: 'TIME',
  15: 'INTERVAL',
  16: 'HUGEINT',
  17: 'VARCHAR',
  18: 'BLOB',
  20: 'TIMESTAMP_S',
  21: 'TIMESTAMP_MS',
  22: 'TIMESTAMP_NS',
  27: 'UUID',
  29: 'BIT',
  30: 'TIME WITH TIME ZONE',
  31: 'TIMESTAMP WITH TIME ZONE',
  32: 'UHUGEINT',
  35: 'BIGNUM',
  36: '"NULL"',
  39: 'TIME_NS',
  40: 'GEOMETRY',
  41: 'VARIANT',
}

interface ApiType {
  readonly typeId: number
  readonly width?: number
  readonly scale?: number
  readonly valueType?: ApiType
  readonly entryNames?: readonly string[]
  readonly entryTypes?: readonly ApiType[]
}

/** The type of the value inside a VARIANT, from node-api's type object read by its structure. */
export function variantType(type: unknown): DuckType {
  return fromApi(type as ApiType | undefined)
}

function fromApi(type: ApiType | undefined): DuckType {
  if (type?.valueType) {
    const child = fromApi(type.valueType)
    return { id: 'LIST', name: `${child.name}[]`, child }
  }
  if (type?.entryNames) {
    const fields = type.entryNames.map((name, at) => ({
      name,
      type: fromApi(type.entryTypes?.[at]),
    }))
    const spelled = fields.map((field) => `${quoteIdentifier(field.name)} ${field.type.name}`)
    return { id: 'STRUCT', name: `STRUCT(${spelled.join(', ')})`, fields }
  }
  if (type?.width !== undefined) {
    const [width, scale] = [type.width, type.scale ?? 0]
    return { id: 'DECIMAL', name: `DECIMAL(${width},${scale})`, width, scale }
  }
  return parseDuckType((type && NAMES[type.typeId]) ?? 'VARCHAR')
}
