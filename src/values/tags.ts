import { type DuckType, typeKey } from './duck-type.js'
import { structValues } from './duckdb-text.js'
import { variantType } from './variant-type.js'

const NOTHING = 'NULL'

/**
 * The tags of the UNIONs and the types of the VARIANTs inside of a value as node-api gives it, in the order of its text.
 * A NULL where a tag could stand is `NULL`, so that a NULL and a member that holds NULL are told apart.
 */
export function tagsOf(value: unknown, type: DuckType): readonly string[] {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY':
      return itemsOf(value).flatMap((item) => tagsOf(item, type.child))
    case 'STRUCT': {
      if (isNull(value)) return []
      const values = structValues(value, type.fields)
      return type.fields.flatMap((field, at) => tagsOf(values[at], field.type))
    }
    case 'MAP':
      return entriesOf(value).flatMap((entry) => [
        ...tagsOf(entry.key, type.key),
        ...tagsOf(entry.value, type.value),
      ])
    case 'UNION': {
      if (isNull(value)) return [NOTHING]
      const { tag, value: member } = value as { readonly tag: string; readonly value: unknown }
      const memberType = type.fields.find(({ name }) => name === tag)?.type
      return [JSON.stringify(tag), ...(memberType ? tagsOf(member, memberType) : [])]
    }
    case 'DECIMAL':
    case 'ENUM':
      return []
    case 'SCALAR':
      return typeKey(type) === 'VARIANT' ? variantTags(value) : []
  }
}

function variantTags(value: unknown): readonly string[] {
  if (isNull(value)) return [NOTHING]
  const { value: inner, type } = value as { readonly value: unknown; readonly type?: unknown }
  const innerType = variantType(type)
  return [innerType.name, ...tagsOf(inner, innerType)]
}

function itemsOf(value: unknown): readonly unknown[] {
  return isNull(value) ? [] : (value as { readonly items: readonly unknown[] }).items
}

interface MapEntry {
  readonly key: unknown
  readonly value: unknown
}

function entriesOf(value: unknown): readonly MapEntry[] {
  return isNull(value) ? [] : (value as { readonly entries: readonly MapEntry[] }).entries
}

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined
}
