import { assert } from '../model/errors.js'
import { LISTS } from './lists.js'
import { NESTED } from './nested.js'
import { NUMBERS } from './numbers.js'
import type { ScalarType } from './scalar.js'
import { TEXTS } from './texts.js'
import { TIMES } from './times.js'

/** Every type that a column can have here. */
export const COLUMN_TYPES: readonly ScalarType[] = [
  ...NUMBERS,
  ...TEXTS,
  ...TIMES,
  ...LISTS,
  ...NESTED,
]

const byName = new Map(COLUMN_TYPES.map((type) => [type.name, type]))

/** The type of a tracked column, by DuckDB's spelling. */
export function columnType(name: string): ScalarType {
  const type = byName.get(name)
  assert(type, `no values are known for type ${name}`)
  return type
}
