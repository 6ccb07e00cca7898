import type { Cell, DeclaredType } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import { type DuckType, typeKey } from '../values/duck-type.js'
import { answersOf } from './answers.js'
import { type Dialect, textFor, typeSql } from './dialect.js'
import type { Lane } from './lane.js'
import { arrayText, literal } from './literal.js'
import type { ProbedType } from './probed-type.js'
import type { Item } from './question.js'
import type { Sample } from './reference.js'
import { comparer } from './same-value.js'
import { WAYS, type Way } from './way.js'

/** How an endpoint wants a type to be written, and what it calls it. */
export type Spelling =
  | {
      readonly kind: 'there'
      readonly dialect: Dialect
      readonly type: DeclaredType
      /** The telling value as it came. */
      readonly cell: Cell
    }
  | { readonly kind: 'missing'; readonly because: string }

const SIMPLE = WAYS[0] as Way
/** What is needed of a profile to know how its types are written, and which they are. */
export type TypeFacts = Pick<Profile, 'types' | 'capabilities'>

/** An endpoint without DuckDB's types may have other types by the same names, such as FLOAT. */
function dialectsOf({ capabilities }: TypeFacts): readonly Dialect[] {
  return capabilities.has('duckdb-types') ? ['duckdb', 'postgres'] : ['postgres', 'duckdb']
}

/**
 * Asks for one telling value in each dialect; the first that gives the right one is taken, else the first that is answered.
 * Throws TargetLost.
 */
export async function spellingOf(
  subject: Lane,
  { type }: ProbedType,
  sample: Sample,
  profile: TypeFacts,
): Promise<Spelling> {
  let [answered, because]: [Spelling | undefined, string | undefined] = [undefined, undefined]
  for (const dialect of dialectsOf(profile)) {
    if (dialect === 'postgres' && typeSql(type, dialect) === undefined) continue
    const [answer] = await answersOf(subject, SIMPLE, [
      { sql: literal(sample.value, type, dialect) },
    ])
    if (answer?.kind !== 'value') {
      because ??= answer && (answer.kind === 'refused' ? answer.message : answer.what)
      continue
    }
    const spelling = { kind: 'there', dialect, type: answer.type, cell: answer.cell } as const
    const compare = comparer(type, answer.type, profile)
    if (compare(sample.cell, answer.cell).kind !== 'different') return spelling
    answered ??= spelling
  }
  return answered ?? { kind: 'missing', because: because ?? 'no answer' }
}

/** The value as it is put into a statement for this way; undefined where it cannot be. */
export function itemFor(
  way: Way,
  sample: Sample,
  type: DuckType,
  dialect: Dialect,
): Item | undefined {
  if (way.of === 'result') return { sql: literal(sample.value, type, dialect) }
  const name = typeSql(type, dialect)
  if (name === undefined || sample.parameter === undefined) return undefined
  const text =
    way.format === 'binary' ? sample.parameter.text : parameterText(sample, type, dialect)
  return { sql: `CAST($1 AS ${name})`, parameter: { type: type.name, text } }
}

/** As the endpoint reads it; the target itself writes a BLOB as PostgreSQL does. */
function parameterText(
  { value, parameter }: Sample,
  type: DuckType,
  dialect: Dialect,
): string | null {
  const text = parameter?.text ?? null
  if (dialect === 'duckdb' || text === null || typeKey(type) === 'BLOB') return text
  const isArray = typeof value === 'object' && value?.kind === 'list'
  if (isArray && (type.id === 'LIST' || type.id === 'ARRAY'))
    return arrayText(value.items, type.child)
  return textFor(text, type, dialect)
}
