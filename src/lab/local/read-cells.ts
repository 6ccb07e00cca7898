import {
  DuckDBArrayType,
  DuckDBArrayVector,
  type DuckDBDataChunk,
  DuckDBListType,
  DuckDBListVector,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBStructVector,
  type DuckDBType,
  DuckDBUnionType,
  type DuckDBVector,
} from '@duckdb/node-api'

/** The values of one column of a chunk, with no field of a struct lost (see EngineResult.rows). */
export function readColumn(chunk: DuckDBDataChunk, columnIndex: number): readonly unknown[] {
  const vector = chunk.getColumnVector(columnIndex)
  if (!losesFields(vector.type)) return chunk.getColumnValues(columnIndex)
  return Array.from({ length: chunk.rowCount }, (_, row) => readItem(vector, row))
}

/** Names that an object cannot hold as they are: missing ones, repeated ones, and JavaScript's own. */
function losesFields(type: DuckDBType): boolean {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    return losesFields(type.valueType)
  }
  if (type instanceof DuckDBMapType) return losesFields(type.keyType) || losesFields(type.valueType)
  if (type instanceof DuckDBUnionType) return type.memberTypes.some(losesFields)
  if (!(type instanceof DuckDBStructType)) return false
  return namesCollide(type.entryNames) || type.entryTypes.some(losesFields)
}

function namesCollide(names: readonly string[]): boolean {
  return (
    new Set(names).size !== names.length ||
    names.some((name) => name === '' || name === '__proto__')
  )
}

/** Node-api builds structs by name; this builds them by position where names are of no use. */
function readItem(vector: DuckDBVector, index: number): unknown {
  if (vector instanceof DuckDBStructVector) return readStruct(vector, index)
  if (vector instanceof DuckDBListVector) {
    const items = vector.getItemVector(index)
    return items === null ? null : { items: readAll(items) }
  }
  if (vector instanceof DuckDBArrayVector) return readArray(vector, index)
  if (vector.type instanceof DuckDBMapType) return readMap(insideOf(vector, 'listVector'), index)
  if (vector.type instanceof DuckDBUnionType) {
    return readUnion(vector.type, insideOf(vector, 'structVector'), index)
  }
  return vector.getItem(index)
}

function readAll(vector: DuckDBVector): unknown[] {
  return Array.from({ length: vector.itemCount }, (_, index) => readItem(vector, index))
}

function readStruct(vector: DuckDBStructVector, index: number): unknown {
  if (!vector.isItemValid(index)) return null
  const { entryNames, entryTypes } = vector.type as DuckDBStructType
  const values = entryTypes.map((_, entry) => readItem(vector.entryVectorAt(entry), index))
  if (namesCollide(entryNames)) return { fields: values }
  return { entries: Object.fromEntries(entryNames.map((name, entry) => [name, values[entry]])) }
}

function readArray(vector: DuckDBArrayVector, index: number): unknown {
  if (vector.getItem(index) === null) return null
  const { length } = vector.type as DuckDBArrayType
  return { items: readAll(childOf(vector).slice(index * length, length)) }
}

function readMap(list: DuckDBVector, index: number): unknown {
  const pairs = (list as DuckDBListVector).getItemVector(index)
  if (pairs === null) return null
  const struct = pairs as DuckDBStructVector
  const entries = Array.from({ length: struct.itemCount }, (_, pair) => ({
    key: readItem(struct.entryVectorAt(0), pair),
    value: readItem(struct.entryVectorAt(1), pair),
  }))
  return { entries }
}

function readUnion(type: DuckDBUnionType, inner: DuckDBVector, index: number): unknown {
  const struct = inner as DuckDBStructVector
  const member = struct.getItemValue(index, 0)
  if (member === null) return null
  const entry = Number(member)
  return {
    tag: type.memberTags[entry],
    value: readItem(struct.entryVectorAt(entry + 1), index),
  }
}

/** MAP, UNION and ARRAY vectors keep what they are made of to themselves; there is no public way to it. */
function insideOf(vector: DuckDBVector, field: 'listVector' | 'structVector'): DuckDBVector {
  const inside = vector as unknown as Record<typeof field, DuckDBVector>
  return inside[field]
}

function childOf(vector: DuckDBArrayVector): DuckDBVector {
  return (vector as unknown as { readonly childData: DuckDBVector }).childData
}
