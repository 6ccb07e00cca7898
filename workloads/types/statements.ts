import {
  asParameter,
  type Dice,
  drawValue,
  literal,
  NUL_TEXT,
  type ScalarType,
  type Statement,
  statement,
  type TypedText,
} from '../../src/index.js'

/** Ordinary values beside the edges. */
const ORDINARY = 2

/** The edges of the types as columns, a row of NULLs first. A type with fewer edges begins again. */
export function inRows(types: readonly ScalarType[], dice: Dice): Statement {
  return statement(`SELECT * FROM ${valuesOf(types, dice)} ORDER BY k`, { expect: 'ok' })
}

/** The same as one list for each type. */
export function inLists(types: readonly ScalarType[], dice: Dice): Statement {
  const lists = types.map((_, at) => `list(x${at} ORDER BY k) AS l${at}`)
  return statement(`SELECT ${lists.join(', ')} FROM ${valuesOf(types, dice)}`, { expect: 'ok' })
}

/** The edges as parameters, which come back as they went. Only a parameter can carry the NUL character. */
export function echoed(types: readonly ScalarType[], dice: Dice): Statement {
  const values = types.flatMap((type): TypedText[] => [
    ...type.edges.map((text) => ({ type: type.name, text })),
    type.name === NUL_TEXT.type ? NUL_TEXT : drawValue(type, dice),
  ])
  const bound = values.map(asParameter)
  const list = bound.map(({ sql }, at) => `${sql(`$${at + 1}`)} AS x${at}`)
  const params = bound.map(({ parameter }) => parameter)
  return statement(`SELECT ${list.join(', ')}`, { params, delivery: 'extended', expect: 'ok' })
}

function valuesOf(types: readonly ScalarType[], dice: Dice): string {
  const columns = types.map((type) => [null, ...type.edges, ...ordinary(type, dice)])
  const height = Math.max(...columns.map(({ length }) => length))
  const rows = Array.from({ length: height }, (_, row) => {
    const cells = types.map((type, at) => cell(type, columns[at] ?? [], row))
    return `(${[row, ...cells].join(', ')})`
  })
  const names = types.map((_, at) => `x${at}`)
  return `(VALUES ${rows.join(', ')}) AS v(${['k', ...names].join(', ')})`
}

function ordinary(type: ScalarType, dice: Dice): readonly string[] {
  return Array.from({ length: ORDINARY }, () => type.ordinary(dice))
}

/** Each first value says its type, also where it is NULL. */
function cell(type: ScalarType, values: readonly (string | null)[], row: number): string {
  const text = values[row % values.length] ?? null
  return text === null ? `NULL::${type.name}` : literal({ type: type.name, text })
}
