import type { Cell, DeclaredType } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import { type DuckType, typeKey } from '../values/duck-type.js'
import { pgBinaryParameter } from '../values/to-pg-binary.js'
import { answersOf } from './answers.js'
import { type Dialect, textFor, typeSql } from './dialect.js'
import type { Lane } from './lane.js'
import { arrayText, literal } from './literal.js'
import type { ProbedType } from './probed-type.js'
import type { Item } from './question.js'
import type { Sample } from './reference.js'
import { WAYS, type Way } from './way.js'

/** How an endpoint wants a type to be written, and what it calls it. */
export type Spelling =
  | {
      readonly kind: 'there'
      readonly dialect: Dialect
      /** Unknown where no value of it came back whole. */
      readonly type?: DeclaredType | undefined
      /** The telling value as it came. */
      readonly cell?: Cell | undefined
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
 * Asks for one telling value in each dialect; the first that is answered is taken, and NULL where the value is refused. Whether the answer is right is not asked
 * here: a wrong one would look right by chance in the other dialect. Throws TargetLost.
 */
export async function spellingOf(
  subject: Lane,
  { type }: ProbedType,
  sample: Sample,
  profile: TypeFacts,
): Promise<Spelling> {
  if (!profile.capabilities.has('duckdb-types') && isListOfLists(type))
    return { kind: 'missing', because: 'an array of arrays is one array of more dimensions there' }
  let because: string | undefined
  for (const dialect of dialectsOf(profile)) {
    if (dialect === 'postgres' && typeSql(type, dialect) === undefined) continue
    for (const value of [sample.value, null]) {
      const [answer] = await answersOf(subject, SIMPLE, [{ sql: literal(value, type, dialect) }])
      if (answer?.kind === 'value')
        return { kind: 'there', dialect, type: answer.type, cell: answer.cell }
      if (answer?.kind !== 'refused') return { kind: 'there', dialect }
      because ??= answer.message
    }
  }
  return { kind: 'missing', because: because ?? 'no answer' }
}

/** PostgreSQL takes the name `INTEGER[][]` for an array of any dimensions, in which no part can be NULL or longer. */
function isListOfLists(type: DuckType): boolean {
  const isList = ({ id }: DuckType) => id === 'LIST' || id === 'ARRAY'
  return (type.id === 'LIST' || type.id === 'ARRAY') && isList(type.child)
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
  const isText = way.format === 'text'
  // What has no binary form would be sent as text.
  if (!isText && !pgBinaryParameter(type.name, sample.parameter.text)) return undefined
  const text = isText ? parameterText(sample, type, dialect) : sample.parameter.text
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
