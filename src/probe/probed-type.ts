import type { Dice } from '../random/dice.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import type { Value } from './value.js'

/** A row of the matrix: a type and the values that it is probed with. */
export interface ProbedType {
  readonly type: DuckType
  /** Boundaries and traps, the most ordinary first: it decides how the endpoint spells the type. NULL is not among them. */
  readonly edges: readonly Value[]
  readonly random: (dice: Dice) => Value
}

/** A scalar type, its values as the texts that DuckDB casts to it. */
export function scalar(
  name: string,
  edges: readonly string[],
  random: (dice: Dice) => string,
): ProbedType {
  return { type: parseDuckType(name), edges: [...new Set(edges)], random }
}

/** A value at random, NULL in one of sixteen. */
export function drawValue(probed: ProbedType, dice: Dice): Value {
  return dice.chance(1, 16) ? null : probed.random(dice)
}

/** A value as it stands inside of another: NULL, an edge or anything. */
export function drawPart(probed: ProbedType, dice: Dice): Value {
  if (dice.chance(1, 8)) return null
  return dice.chance(1, 4) && probed.edges.length > 0
    ? dice.pick(probed.edges)
    : probed.random(dice)
}
