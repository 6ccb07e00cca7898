import { type Column, type DeclaredType, typeName } from '../../src/index.js'
import { type Parted, parted } from './parted.js'

/** Whether the columns of two answers have the same names and types; the format of their cells is of no matter. */
export function partedColumns(
  left: readonly Column[],
  right: readonly Column[],
): Parted | undefined {
  const names = [left, right].map((columns) => columns.map(({ name }) => name).join(', '))
  if (names[0] !== names[1]) {
    return parted('column-names', 'the columns have other names', names)
  }
  const types = [left, right].map((columns) =>
    columns.map(({ name, type }) => `${name} ${typeText(type)}`).join(', '),
  )
  return types[0] === types[1] ? undefined : parted('type', 'the columns have other types', types)
}

/** A declared type without the format of its cells. */
export function typeText(type: DeclaredType): string {
  return typeName(type.kind === 'pg' ? { ...type, format: undefined } : type)
}
