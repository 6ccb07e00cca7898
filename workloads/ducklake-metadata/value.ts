/** A value of a metadata row: SQL's own scalars, or a text with the type that it is written as. */
export type Value = string | number | boolean | null | Typed

/**
 * `literal` prints `TYPE 'text'`, `cast` prints `CAST('text' AS TYPE)`, `plain` the text alone: the
 * client uses all three.
 */
export interface Typed {
  readonly form: 'literal' | 'cast' | 'plain'
  readonly type: string
  readonly text: string
}

/** Text as a SQL string literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as a quoted SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The keywords among the names that this workload gives. */
const KEYWORDS: ReadonlySet<string> = new Set(['select', 'dec'])

/** A name as the client writes it: quoted only where it must be. */
export function optionallyQuoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : identifier(name)
}

/** A value as SQL text. */
export function print(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object') return String(value)
  if (value.form === 'plain') return value.text
  if (value.form === 'cast') return `CAST(${quote(value.text)} AS ${value.type})`
  return `${value.type} ${quote(value.text)}`
}

/** The text that DuckDB casts to the value's type; null is NULL. */
export function textOf(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  return typeof value === 'object' ? value.text : String(value)
}

/** `(1, 'x', NULL)` */
export function tuple(values: readonly Value[]): string {
  return `(${values.map(print).join(', ')})`
}

const FIRST_SNAPSHOT_MS = Date.UTC(2026, 0, 1)
const SNAPSHOT_GAP_MS = 90_000

/** The time that a snapshot carries. Bound by the plan, so that both sides store the same. */
export function timeOf(moment: number): string {
  const text = new Date(FIRST_SNAPSHOT_MS + moment * SNAPSHOT_GAP_MS).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}.${String(moment % 1_000_000).padStart(6, '0')}+00`
}

/** Stands for the client's NOW(). */
export function now(moment: number): Typed {
  return { form: 'literal', type: 'TIMESTAMPTZ', text: timeOf(moment) }
}

const HEX = 16

/**
 * A UUID that depends on its two numbers alone: an operation and the position of the object in
 * it.
 */
export function uuid(operation: number, position: number): string {
  const tail = operation.toString(HEX).padStart(8, '0') + position.toString(HEX).padStart(4, '0')
  return `01a202d7-0000-7000-8000-${tail}`
}
