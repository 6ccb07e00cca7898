import { type DuckType, type Field, parseDuckType, typeKey } from './duck-type.js'
import { scalarText } from './duckdb-scalar-text.js'
import { variantType } from './variant-type.js'
import { geometryText } from './wkt.js'

/**
 * The text of DuckDB's own CAST(value AS VARCHAR), from a value as node-api gives it, read by its structure. NULL is
 * null. Measured on DuckDB 1.5. One thing is not copied: within a millisecond of the ends of its range DuckDB prints a
 * TIMESTAMP WITH TIME ZONE one millisecond late. The time zone is UTC.
 */
export function duckdbText(value: unknown, type: DuckType | string): string | null {
  if (value === null || value === undefined) return null
  return textOf(value, typeof type === 'string' ? parseDuckType(type) : type)
}

function textOf(value: unknown, type: DuckType): string {
  switch (type.id) {
    case 'LIST':
    case 'ARRAY': {
      const { items } = value as { readonly items: readonly unknown[] }
      const texts = items.map((item) =>
        nestedText(duckdbText(item, type.child), type.child, 'list'),
      )
      return `[${texts.join(', ')}]`
    }
    case 'MAP': {
      const { entries } = value as { readonly entries: readonly MapEntry[] }
      const pair = (entry: MapEntry) =>
        `${nested(entry.key, type.key)}=${nested(entry.value, type.value)}`
      return `{${entries.map(pair).join(', ')}}`
    }
    case 'STRUCT':
      return structText(value, type.fields)
    case 'UNION': {
      const { tag, value: member } = value as { readonly tag: string; readonly value: unknown }
      const memberType = type.fields.find(({ name }) => name === tag)?.type
      return (memberType && duckdbText(member, memberType)) ?? 'NULL'
    }
    case 'ENUM':
      return String(value)
    case 'DECIMAL':
      return scalarText(value, type)
    case 'SCALAR':
      return opaqueText(value, type)
  }
}

interface MapEntry {
  readonly key: unknown
  readonly value: unknown
}

function opaqueText(value: unknown, type: DuckType): string {
  switch (typeKey(type)) {
    case 'VARIANT': {
      const { value: inner, type: innerType } = value as { value: unknown; type?: unknown }
      return duckdbText(inner, variantType(innerType)) ?? 'NULL'
    }
    case 'GEOMETRY':
      return geometryText((value as { readonly bytes: Uint8Array }).bytes)
    default:
      return scalarText(value, type)
  }
}

/** The values of a struct in the order of its type; see EngineResult for the two shapes. */
export function structValues(value: unknown, fields: readonly Field[]): readonly unknown[] {
  const { fields: inOrder, entries } = value as {
    readonly fields?: readonly unknown[]
    readonly entries?: Readonly<Record<string, unknown>>
  }
  return inOrder ?? fields.map(({ name }) => entries?.[name])
}

function structText(value: unknown, fields: readonly Field[]): string {
  const cells = structValues(value, fields)
  const texts = fields.map(({ type }, index) => nested(cells[index], type))
  if (fields.every(({ name }) => name === '')) return `(${texts.join(', ')})`
  return `{${fields.map(({ name }, at) => `${quoted(name)}: ${texts[at]}`).join(', ')}}`
}

/** Types whose text stands inside of others as it is, whatever is in it. So does JSON, but in lists only. */
const NEVER_QUOTED = new Set(['LIST', 'ARRAY', 'STRUCT', 'MAP', 'UNION', 'VARIANT'])

/** The text of a value as it stands inside of a list, or of anything else: NULL, bare, or in quotes. */
export function nestedText(text: string | null, type: DuckType, inside: 'list' | 'other'): string {
  if (text === null) return 'NULL'
  const key = typeKey(type)
  const isBare = NEVER_QUOTED.has(key) || (inside === 'list' && key === 'JSON')
  return !isBare && needsQuotes(text) ? quoted(text) : text
}

function nested(value: unknown, type: DuckType): string {
  return nestedText(duckdbText(value, type), type, 'other')
}

function needsQuotes(text: string): boolean {
  return /^$|^[ \t-\r]|[ \t-\r]$|[,[\](){}:='"]/.test(text) || /^null$/i.test(text)
}

/** DuckDB's quotes inside of nested values. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
