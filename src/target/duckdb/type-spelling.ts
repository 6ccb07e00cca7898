import type { DuckDBArrayType } from '@duckdb/node-api'
import {
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionType,
} from '@duckdb/node-api'

/** DuckDB's spelling of a column's type. Node-api prints JSON as VARCHAR, and keeps its name as an alias. */
export function typeSpelling(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${typeSpelling((type as DuckDBListType).valueType)}[]`
    case DuckDBTypeId.ARRAY: {
      const array = type as DuckDBArrayType
      return `${typeSpelling(array.valueType)}[${array.length}]`
    }
    case DuckDBTypeId.MAP: {
      const map = type as DuckDBMapType
      return `MAP(${typeSpelling(map.keyType)}, ${typeSpelling(map.valueType)})`
    }
    case DuckDBTypeId.STRUCT: {
      const struct = type as DuckDBStructType
      return `STRUCT(${fieldsSpelling(struct.entryNames, struct.entryTypes)})`
    }
    case DuckDBTypeId.UNION: {
      const union = type as DuckDBUnionType
      return `UNION(${fieldsSpelling(union.memberTags, union.memberTypes)})`
    }
    default:
      return type.alias === 'JSON' ? 'JSON' : type.toString()
  }
}

function fieldsSpelling(names: readonly string[], types: readonly DuckDBType[]): string {
  return types
    .map((type, i) => `"${(names[i] ?? '').replaceAll('"', '""')}" ${typeSpelling(type)}`)
    .join(', ')
}
