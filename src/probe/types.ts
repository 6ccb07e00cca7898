import { assert } from '../model/errors.js'
import { type DuckType, parseDuckType, typeKey } from '../values/duck-type.js'
import { array, list, map, struct, union, variant } from './nested.js'
import type { ProbedType } from './probed-type.js'
import { GEOMETRY, NUMERIC_TYPES, TEXT_TYPES, TIME_TYPES } from './scalars.js'

const SCALARS = [...NUMERIC_TYPES, ...TEXT_TYPES, ...TIME_TYPES]

function named(name: string): ProbedType {
  const found = SCALARS.find(({ type }) => type.name === name || typeKey(type) === name)
  assert(found, `no probed type ${name}`)
  return found
}

/** The type of a bare NULL: it has no values. */
const NULL_TYPE: ProbedType = { type: parseDuckType('"NULL"'), edges: [], random: () => null }

const [INTEGER, VARCHAR, DOUBLE, DATE] = ['INTEGER', 'VARCHAR', 'DOUBLE', 'DATE'].map(named) as [
  ProbedType,
  ProbedType,
  ProbedType,
  ProbedType,
]
const MIXED = [
  ['n', INTEGER],
  ['Text of it', VARCHAR],
  ['moment', named('TIMESTAMP')],
] as const

/** One list of every scalar, and what nests deeper. */
const NESTED: readonly ProbedType[] = [
  ...SCALARS.filter(({ type }) => type.id !== 'DECIMAL').map(list),
  list(named('DECIMAL(18,2)')),
  array(INTEGER, 3),
  array(VARCHAR, 2),
  array(DOUBLE, 2),
  list(list(INTEGER)),
  list(array(VARCHAR, 2)),
  struct(MIXED),
  struct([
    ['', INTEGER],
    ['', VARCHAR],
    ['', named('BLOB')],
  ]),
  struct([
    ['s', struct(MIXED)],
    ['l', list(DATE)],
  ]),
  list(struct(MIXED)),
  map(VARCHAR, INTEGER),
  map(INTEGER, list(VARCHAR)),
  map(DATE, struct(MIXED)),
  union([
    ['num', INTEGER],
    ['str', VARCHAR],
    ['d', DATE],
  ]),
  variant([INTEGER, VARCHAR, DOUBLE, DATE, named('DECIMAL(18,2)'), list(INTEGER), struct(MIXED)]),
  GEOMETRY,
  list(GEOMETRY),
]

/** Every type that is probed, in the order of the matrix. */
export const PROBED_TYPES: readonly ProbedType[] = [NULL_TYPE, ...SCALARS, ...NESTED]

/** Those that a user means by a name: of one type, or of all with its key (`LIST`). In any case of letters. */
export function probedTypesNamed(name: string): readonly ProbedType[] {
  const wanted = name.toUpperCase()
  return PROBED_TYPES.filter(
    ({ type }) => type.name.toUpperCase() === wanted || typeKey(type) === wanted,
  )
}

/** The names that DuckDB's catalog has and no probed type: nothing is known to probe them with. */
export function unprobed(logicalTypes: readonly string[]): readonly string[] {
  const probed = new Set(PROBED_TYPES.map(({ type }: { type: DuckType }) => typeKey(type)))
  return logicalTypes.filter((name) => !probed.has(name) && !probed.has(`"${name}"`))
}
