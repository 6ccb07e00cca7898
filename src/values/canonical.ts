import type { Cell } from '../model/outcome.js'
import { type DuckType, typeKey } from './duck-type.js'
import { closingQuote } from './quoted-text.js'

/**
 * The canonical text of a value: one text for one value, and no other value of its type has it.
 *
 * | type | canonical text |
 * |---|---|
 * | BOOLEAN | `true`, `false` |
 * | integers, BIGNUM | decimal digits |
 * | DECIMAL(w,s) | always s digits after the point: `-0.50` |
 * | FLOAT, DOUBLE | shortest text that reads back; `nan`, `inf`, `-inf`, `-0`; a FLOAT is rounded to 32 bits first |
 * | VARCHAR, JSON, ENUM | the text itself |
 * | BLOB | `\x` and lower-case hexadecimal |
 * | BIT | `0101` |
 * | UUID | lower case, with hyphens |
 * | DATE | `2024-02-29`, `0044-03-15 BC`, `infinity`, `-infinity` |
 * | TIME, TIME_NS | 6, 9 digits after the second |
 * | TIMETZ | `10:00:00.000000+02:00:00` |
 * | TIMESTAMP, _S, _MS, _NS | `2024-02-29 12:34:56.000001` with 6, 0, 3, 9 digits, ` BC` at the end, infinities |
 * | TIMESTAMPTZ | the same in UTC with `+00` |
 * | INTERVAL | its three parts: `14 months 2 days 1000 microseconds` |
 * | LIST, ARRAY | `[a, b]` |
 * | STRUCT | `{"name": a, "": b}`, in the order of the type |
 * | MAP | `{k => v, k => v}`, in the order of the value |
 * | UNION, VARIANT, GEOMETRY, unknown types, and what holds one | `?` and DuckDB's text in quotes (see textual-types.ts), |
 * | | then the tags of UNIONs and the types of VARIANTs in the order of the text: `?"[1, x]" as "a", "b"` |
 *
 * Inside of nested values NULL is `NULL`, numbers and booleans are bare, everything else is quoted as JSON does it.
 * SQL's NULL itself is null.
 */
const QUOTED = new Set([
  ...['VARCHAR', 'JSON', 'ENUM', 'BLOB', 'BIT', 'UUID', 'DATE', 'INTERVAL'],
  ...['TIME', 'TIME_NS', 'TIMETZ', 'TIME WITH TIME ZONE'],
  ...['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
  ...['TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ'],
])

/** A canonical cell as it stands inside of a list, struct, map or union. */
export function elementText(cell: Cell, type: DuckType): string {
  if (cell === null) return 'NULL'
  return isQuoted(type) ? JSON.stringify(cell) : cell
}

/** Whether values of a type are quoted inside of others. */
export function isQuoted(type: DuckType): boolean {
  return QUOTED.has(typeKey(type))
}

export function listText(elements: readonly string[]): string {
  return `[${elements.join(', ')}]`
}

export function structText(entries: readonly (readonly [name: string, element: string])[]): string {
  return `{${entries.map(([name, element]) => `${JSON.stringify(name)}: ${element}`).join(', ')}}`
}

export function mapText(entries: readonly (readonly [key: string, value: string])[]): string {
  return `{${entries.map(([key, value]) => `${key} => ${value}`).join(', ')}}`
}

/** Marks text whose value cannot be told from the text alone, or whose type is not known here. */
export function rawText(text: string, tags: readonly string[] = []): string {
  const marked = `?${JSON.stringify(text)}`
  return tags.length === 0 ? marked : `${marked}${BEFORE_TAGS}${tags.join(', ')}`
}

const BEFORE_TAGS = ' as '

/** The text inside of what rawText marked, without its tags; undefined for other canonical texts. */
export function textInRaw(canonical: string): string | undefined {
  const end = endOfRaw(canonical)
  return end < 0 ? undefined : (JSON.parse(canonical.slice(1, end)) as string)
}

/** A canonical text of rawText without its tags: what the PostgreSQL protocol can carry of it. */
export function withoutTags(canonical: string): string {
  const end = endOfRaw(canonical)
  return end < 0 || end === canonical.length ? canonical : canonical.slice(0, end)
}

function endOfRaw(canonical: string): number {
  if (!canonical.startsWith('?"')) return -1
  const quote = closingQuote(canonical, 1, '"')
  return quote < 0 ? -1 : quote + 1
}

/** Seconds' fractions and zones of the temporal types, by DuckDB's spellings. */
export const TIMESTAMPS = new Map([
  ['TIMESTAMP', 'us'],
  ['TIMESTAMP_S', 's'],
  ['TIMESTAMP_MS', 'ms'],
  ['TIMESTAMP_NS', 'ns'],
  ['TIMESTAMP WITH TIME ZONE', 'us'],
  ['TIMESTAMPTZ', 'us'],
] as const)

/** Whether this spelling is the timestamp with time zone. */
export function isZoned(name: string): boolean {
  return name === 'TIMESTAMP WITH TIME ZONE' || name === 'TIMESTAMPTZ'
}
