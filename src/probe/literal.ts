import { assert } from '../model/errors.js'
import { quoteIdentifier, quoteString } from '../sql/identifiers.js'
import type { DuckType } from '../values/duck-type.js'
import { type Dialect, textFor, typeSql } from './dialect.js'
import type { Value } from './value.js'

/** The value as an SQL expression of exactly this type. */
export function literal(value: Value, type: DuckType, dialect: Dialect): string {
  const name = typeSql(type, dialect)
  if (name === undefined) return unnamedStruct(value, type, dialect)
  return `CAST(${expression(value, type, dialect)} AS ${name})`
}

function expression(value: Value, type: DuckType, dialect: Dialect): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return textLiteral(textFor(value, type, dialect))
  switch (value.kind) {
    case 'list':
      assert(type.id === 'LIST' || type.id === 'ARRAY', 'items of a type without items')
      return `ARRAY[${value.items.map((item) => literal(item, type.child, dialect)).join(', ')}]`
    case 'struct':
      return structExpression(value.fields, type, dialect)
    case 'map': {
      assert(type.id === 'MAP', 'entries of a type without entries')
      const keys = value.entries.map(([key]) => literal(key, type.key, dialect))
      const values = value.entries.map(([, one]) => literal(one, type.value, dialect))
      return `MAP([${keys.join(', ')}], [${values.join(', ')}])`
    }
    case 'union': {
      assert(type.id === 'UNION', 'a tag of a type without tags')
      const member = type.fields.find(({ name }) => name === value.tag)
      assert(member, `the union has no member ${value.tag}`)
      return `union_value(${quoteIdentifier(value.tag)} := ${literal(value.value, member.type, dialect)})`
    }
    case 'variant':
      return literal(value.value, value.type, dialect)
  }
}

function structExpression(fields: readonly Value[], type: DuckType, dialect: Dialect): string {
  assert(type.id === 'STRUCT', 'fields of a type without fields')
  const cells = type.fields.map((field, i) => literal(fields[i] ?? null, field.type, dialect))
  if (type.fields.every(({ name }) => name === '')) return `row(${cells.join(', ')})`
  const named = type.fields.map(({ name }, i) => `${quoteIdentifier(name)} := ${cells[i]}`)
  return `struct_pack(${named.join(', ')})`
}

/** A type that no CAST can name: the expression itself must have it, NULL too. */
function unnamedStruct(value: Value, type: DuckType, dialect: Dialect): string {
  if (value !== null) return expression(value, type, dialect)
  assert(type.id === 'STRUCT', 'only structs have types without a name')
  return `CASE WHEN false THEN ${structExpression([], type, dialect)} END`
}

/** No statement can carry a NUL, so it is put in by its number. */
export function textLiteral(text: string): string {
  if (!text.includes('\0')) return quoteString(text)
  return `(${text.split('\0').map(quoteString).join(' || chr(0) || ')})`
}

/** PostgreSQL's text of an array: `{1,NULL,"a b"}`, `{{1},{2}}`. */
export function arrayText(items: readonly Value[], child: DuckType): string {
  const texts = items.map((item) => {
    if (item === null) return 'NULL'
    if (typeof item === 'string')
      return `"${textFor(item, child, 'postgres').replace(/["\\]/g, '\\$&')}"`
    const isArray = item.kind === 'list' && (child.id === 'LIST' || child.id === 'ARRAY')
    assert(isArray, 'an array of what PostgreSQL has no arrays of')
    return arrayText(item.items, child.child)
  })
  return `{${texts.join(',')}}`
}
