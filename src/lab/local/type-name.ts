import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBUnionType,
} from '@duckdb/node-api'

/** DuckDB's spelling of a type with JSON told apart from VARCHAR, which node-api's own toString does not do. */
export function typeName(type: DuckDBType): string {
  if (type instanceof DuckDBListType) return `${typeName(type.valueType)}[]`
  if (type instanceof DuckDBArrayType) return `${typeName(type.valueType)}[${type.length}]`
  if (type instanceof DuckDBMapType) {
    return `MAP(${typeName(type.keyType)}, ${typeName(type.valueType)})`
  }
  if (type instanceof DuckDBStructType) {
    return `STRUCT(${fields(type.entryNames, type.entryTypes)})`
  }
  if (type instanceof DuckDBUnionType) return `UNION(${fields(type.memberTags, type.memberTypes)})`
  return type.alias === 'JSON' ? 'JSON' : type.toString()
}

function fields(names: readonly string[], types: readonly DuckDBType[]): string {
  return types
    .map((type, index) => {
      const name = names[index] ?? ''
      return name === '' ? typeName(type) : `"${name.replaceAll('"', '""')}" ${typeName(type)}`
    })
    .join(', ')
}
