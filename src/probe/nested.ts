import { assert } from '../model/errors.js'
import type { Dice } from '../random/dice.js'
import { quoteIdentifier } from '../sql/identifiers.js'
import { type DuckType, parseDuckType } from '../values/duck-type.js'
import { drawPart, type ProbedType } from './probed-type.js'
import type { Value } from './value.js'

const ITEMS_MAX = 4

const draw = (probed: ProbedType, count: number, dice: Dice): readonly Value[] =>
  Array.from({ length: count }, () => drawPart(probed, dice))

const items = (values: readonly Value[]): Value => ({ kind: 'list', items: values })

/** `T[]`. Its edges: the empty one, NULL inside, all edges of its elements at once. */
export function list(child: ProbedType): ProbedType {
  return {
    type: parseDuckType(`${child.type.name}[]`),
    edges: [
      items(child.edges.slice(0, 1)),
      items([]),
      items([null]),
      items([...child.edges, null]),
    ],
    random: (dice) => items(draw(child, dice.below(ITEMS_MAX), dice)),
  }
}

/** `T[n]`. */
export function array(child: ProbedType, size: number): ProbedType {
  const first = child.edges[0] ?? null
  const cycle = Array.from({ length: size }, (_, i) => child.edges[i % child.edges.length] ?? null)
  return {
    type: parseDuckType(`${child.type.name}[${size}]`),
    edges: [new Array<Value>(size).fill(first), cycle, new Array<Value>(size).fill(null)].map(
      items,
    ),
    random: (dice) => items(draw(child, size, dice)),
  }
}

/** A struct with the names given; all names empty for a struct without names. */
export function struct(fields: readonly (readonly [name: string, ProbedType])[]): ProbedType {
  const isUnnamed = fields.every(([name]) => name === '')
  const spelled = fields.map(([name, { type }]) =>
    isUnnamed ? type.name : `${fieldName(name)} ${type.name}`,
  )
  const of = (choose: (field: ProbedType) => Value): Value => ({
    kind: 'struct',
    fields: fields.map(([, field]) => choose(field)),
  })
  return {
    type: parseDuckType(`STRUCT(${spelled.join(', ')})`),
    edges: [
      of(({ edges }) => edges[0] ?? null),
      of(() => null),
      of(({ edges }) => edges.at(-1) ?? null),
    ],
    random: (dice) => of((field) => drawPart(field, dice)),
  }
}

/** As DuckDB prints it; none of these names is a word of its grammar. */
function fieldName(name: string): string {
  return /^[a-z]+$/.test(name) ? name : quoteIdentifier(name)
}

/** `MAP(K, V)`: keys are different and never NULL, in any order. */
export function map(key: ProbedType, value: ProbedType): ProbedType {
  const of = (entries: readonly (readonly [Value, Value])[]): Value => ({ kind: 'map', entries })
  const distinct = (keys: readonly Value[]) => [...new Map(keys.map((k) => [JSON.stringify(k), k]))]
  const last = key.edges.at(-1) ?? null
  const pairs = key.edges.map(
    (one, i) => [one, value.edges[i % value.edges.length] ?? null] as const,
  )
  return {
    type: parseDuckType(`MAP(${key.type.name}, ${value.type.name})`),
    edges: [of(pairs.slice(0, 1)), of([]), of([[last, null]]), of(pairs)],
    random: (dice) => {
      const keys = Array.from({ length: dice.below(ITEMS_MAX) }, () => key.random(dice))
      return of(distinct(keys).map(([, one]) => [one, drawPart(value, dice)]))
    },
  }
}

/** A union: each member with its edges, and with NULL. */
export function union(members: readonly (readonly [tag: string, ProbedType])[]): ProbedType {
  const of = (tag: string, value: Value): Value => ({ kind: 'union', tag, value })
  const spelled = members.map(([tag, { type }]) => `${fieldName(tag)} ${type.name}`)
  return {
    type: parseDuckType(`UNION(${spelled.join(', ')})`),
    edges: members.flatMap(([tag, { edges }]) => [...edges, null].map((one) => of(tag, one))),
    random: (dice) => {
      const [tag, member] = dice.pick(members)
      return of(tag, drawPart(member, dice))
    },
  }
}

/** A VARIANT made from values of these types. */
export function variant(inside: readonly ProbedType[]): ProbedType {
  const of = (type: DuckType, value: Value): Value => ({ kind: 'variant', type, value })
  assert(inside.length > 0, 'a VARIANT of nothing')
  return {
    type: parseDuckType('VARIANT'),
    edges: inside.flatMap(({ type, edges }) => edges.slice(0, 3).map((value) => of(type, value))),
    random: (dice) => {
      const one = dice.pick(inside)
      return of(one.type, one.random(dice))
    },
  }
}
