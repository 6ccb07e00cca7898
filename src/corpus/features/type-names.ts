import type { Token } from '../../sql/lexer.js'
import { wordOf } from './reading.js'

/** DuckDB's names of scalar types, each with the names that mean the same. */
const SCALARS: Readonly<Record<string, string>> = {
  BOOLEAN: 'BOOL LOGICAL',
  TINYINT: 'INT1',
  SMALLINT: 'INT2 SHORT INT16',
  INTEGER: 'INT INT4 SIGNED INT32',
  BIGINT: 'INT8 LONG INT64 OID',
  HUGEINT: 'INT128',
  UTINYINT: 'UINT8',
  USMALLINT: 'UINT16',
  UINTEGER: 'UINT32',
  UBIGINT: 'UINT64',
  UHUGEINT: 'UINT128',
  FLOAT: 'FLOAT4 REAL',
  DOUBLE: 'FLOAT8',
  DECIMAL: 'NUMERIC DEC',
  BIGNUM: 'VARINT',
  VARCHAR: 'CHAR BPCHAR TEXT STRING NVARCHAR CHARACTER',
  BLOB: 'BYTEA BINARY VARBINARY',
  BIT: 'BITSTRING',
  DATE: '',
  TIME: '',
  TIMETZ: '',
  TIME_NS: '',
  TIMESTAMP: 'DATETIME TIMESTAMP_US',
  TIMESTAMPTZ: '',
  TIMESTAMP_S: '',
  TIMESTAMP_MS: '',
  TIMESTAMP_NS: '',
  INTERVAL: '',
  UUID: 'GUID',
  JSON: '',
  ENUM: '',
  GEOMETRY: '',
  VARIANT: '',
  STRUCT: 'ROW',
  MAP: '',
  UNION: '',
  NULL: '',
}

const CANONICAL: ReadonlyMap<string, string> = new Map(
  Object.entries(SCALARS).flatMap(([name, others]) =>
    [name, ...others.split(' ')].filter(Boolean).map((word) => [word, name] as const),
  ),
)

/** Is this word, in upper case, the name of a type and of nothing else in a statement? */
export function isTypeWord(word: string): boolean {
  return CANONICAL.has(word) && word !== 'NULL' && word !== 'UNION' && word !== 'MAP'
}

/** A type in a text, without sizes, labels and names of fields. */
export interface ReadType {
  /** `DECIMAL`, `LIST`, `STRUCT`; `of the case` for one that the case itself has made. */
  readonly name: string
  readonly inside: readonly ReadType[]
  /** The index of the first token behind it. */
  readonly end: number
}

/** The type that begins at a token, whatever it is: an unknown name is a type of the case. Undefined where no name stands. */
export function readType(tokens: readonly Token[], at: number): ReadType | undefined {
  let type = readBase(tokens, at)
  while (type && tokens[type.end]?.text === '[') {
    const isArray = tokens[type.end + 1]?.kind === 'number'
    const end = type.end + (isArray ? 3 : 2)
    type = { name: isArray ? 'ARRAY' : 'LIST', inside: [type], end }
  }
  return type
}

function readBase(tokens: readonly Token[], at: number): ReadType | undefined {
  const token = tokens[at]
  if (token?.kind !== 'word' && token?.kind !== 'quoted-identifier') return undefined
  // DuckDB prints JSON and the like in quotes, too.
  const word = token.text.replaceAll('"', '').toUpperCase()
  const name = CANONICAL.get(word) ?? 'of the case'
  const zoned = withZone(tokens, at + 1, name)
  if (zoned) return zoned
  const next = /^(?:PRECISION|VARYING)$/.test(wordOf(tokens[at + 1])) ? at + 2 : at + 1
  if (tokens[next]?.text !== '(') return { name, inside: [], end: next }
  return readBrackets(tokens, next, name)
}

/** `TIMESTAMP WITH TIME ZONE`, `TIME WITHOUT TIME ZONE`. */
function withZone(tokens: readonly Token[], at: number, name: string): ReadType | undefined {
  const words = [0, 1, 2].map((offset) => wordOf(tokens[at + offset])).join(' ')
  if (words === 'WITH TIME ZONE') return { name: `${name}TZ`, inside: [], end: at + 3 }
  return words === 'WITHOUT TIME ZONE' ? { name, inside: [], end: at + 3 } : undefined
}

/** What stands in brackets behind a name: types in a MAP, fields in a STRUCT or UNION, else sizes and labels. */
function readBrackets(tokens: readonly Token[], open: number, name: string): ReadType {
  const inside: ReadType[] = []
  const isNested = name === 'MAP' || name === 'STRUCT' || name === 'UNION'
  let at = open + 1
  while (at < tokens.length && tokens[at]?.text !== ')') {
    const type = isNested ? readType(tokens, name === 'MAP' ? at : at + 1) : undefined
    if (type) inside.push(type)
    at = type ? type.end : at + 1
    if (tokens[at]?.text === ',') at += 1
  }
  return { name, inside, end: at + 1 }
}

/** A type and what it is made of, one level each: `LIST`, `LIST of STRUCT`, `STRUCT of DECIMAL`. */
export function* typeEdges({ name, inside }: ReadType): Generator<string> {
  yield name
  for (const part of inside) {
    yield `${name} of ${part.name}`
    if (part.inside.length > 0) yield* typeEdges(part)
  }
}
