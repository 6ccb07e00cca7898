import {
  type DuckDBArrayType,
  DuckDBListVector,
  type DuckDBStructType,
  DuckDBStructVector,
  DuckDBTypeId,
  type DuckDBUnionType,
  DuckDBVector,
} from '@duckdb/node-api'
import type { DuckType } from '../../values/duck-type.js'

/** Reads the n-th value of a vector. */
export type ItemReader = (vector: DuckDBVector, row: number) => unknown

/**
 * A reader of the values of a type. Node-api builds structs by name and loses fields whose name is missing, double or one
 * of JavaScript's own; wherever in a type there is such a struct, its values are read by position.
 */
export function itemReader(type: DuckType): ItemReader {
  return losesFields(type) ? readDeep : (vector, row) => vector.getItem(row)
}

function losesFields(type: DuckType): boolean {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return losesFields(type.child)
    case 'MAP':
      return losesFields(type.key) || losesFields(type.value)
    case 'UNION':
      return type.fields.some((field) => losesFields(field.type))
    case 'STRUCT':
      return (
        collide(type.fields.map(({ name }) => name)) ||
        type.fields.some((field) => losesFields(field.type))
      )
    case 'DECIMAL':
    case 'ENUM':
    case 'SCALAR':
      return false
  }
}

function collide(names: readonly string[]): boolean {
  return new Set(names).size !== names.length || names.includes('') || names.includes('__proto__')
}

/** Structs as `{fields}`, everything else as node-api has it. */
function readDeep(vector: DuckDBVector, row: number): unknown {
  switch (vector.type.typeId) {
    case DuckDBTypeId.STRUCT:
      return readStruct(vector as DuckDBStructVector, row)
    case DuckDBTypeId.LIST:
      return readList(vector as DuckDBListVector, row)
    case DuckDBTypeId.ARRAY:
      return readArray(vector, row)
    case DuckDBTypeId.MAP:
      return readMap(inside(vector, 'listVector', DuckDBListVector), row)
    case DuckDBTypeId.UNION:
      return readUnion(vector, row)
    default:
      return vector.getItem(row)
  }
}

function readStruct(vector: DuckDBStructVector, row: number): unknown {
  if (!vector.isItemValid(row)) return null
  const { entryTypes } = vector.type as DuckDBStructType
  return { fields: entryTypes.map((_, entry) => readDeep(vector.entryVectorAt(entry), row)) }
}

function readList(vector: DuckDBListVector, row: number): unknown {
  const items = vector.getItemVector(row)
  return items === null ? null : { items: readAll(items) }
}

function readArray(vector: DuckDBVector, row: number): unknown {
  if (vector.getItem(row) === null) return null
  const { length } = vector.type as DuckDBArrayType
  const children = inside(vector, 'childData', DuckDBVector)
  return { items: readAll(children.slice(row * length, length)) }
}

function readAll(vector: DuckDBVector): readonly unknown[] {
  return Array.from({ length: vector.itemCount }, (_, row) => readDeep(vector, row))
}

function readMap(list: DuckDBListVector, row: number): unknown {
  const pairs = list.getItemVector(row) as DuckDBStructVector | null
  if (pairs === null) return null
  const [keys, values] = [pairs.entryVectorAt(0), pairs.entryVectorAt(1)]
  const entries = Array.from({ length: pairs.itemCount }, (_, pair) => ({
    key: readDeep(keys, pair),
    value: readDeep(values, pair),
  }))
  return { entries }
}

/** A union is a struct of its tag and all of its members. */
function readUnion(vector: DuckDBVector, row: number): unknown {
  const struct = inside(vector, 'structVector', DuckDBStructVector)
  const member = struct.getItemValue(row, 0)
  if (member === null) return null
  const index = Number(member)
  const tag = (vector.type as DuckDBUnionType).memberTags[index]
  return { tag, value: readDeep(struct.entryVectorAt(index + 1), row) }
}

/** Node-api has no public way to the vector that a MAP, a UNION or an ARRAY is made of. */
function inside<T extends DuckDBVector>(
  vector: DuckDBVector,
  field: string,
  kind: abstract new (...parts: never[]) => T,
): T {
  const found = (vector as unknown as Readonly<Record<string, unknown>>)[field]
  if (!(found instanceof kind)) throw new TypeError(`a ${vector.type} has no ${field}`)
  return found
}
