import type { ErrorClass } from '../model/error-class.js'
import { UsageError } from '../model/errors.js'
import type { Delivery } from '../model/statement.js'
import { classOfDuckDBError } from '../sql/duckdb-error.js'

/** One text that a client sent, as a recorder wrote it down. */
export interface TraceRecord {
  /** Line in the file, from 1. */
  readonly line: number
  /**
   * `statement`, `transaction` (BEGIN, COMMIT, ROLLBACK), or `client`: what a user ran, which is no
   * text of the trace.
   */
  readonly kind: 'statement' | 'transaction' | 'client'
  readonly connection: string
  readonly sql: string
  /** Microseconds since 1970, where the recorder wrote a time. */
  readonly timeUs: bigint | undefined
  /** Set where the text failed when it was recorded. */
  readonly failed: ErrorClass | undefined
  /** How it was sent, where the recorder wrote that down; else as a simple query. */
  readonly delivery?: Delivery | undefined
}

const KNOWN_FORMS =
  'Known are {"kind":"sql","connection":1,"sql":"..."} and {"kind":"simple","session":"s", ...}.'

/**
 * Reads a trace, one JSON object a line: `kind` sql, txn or client with `connection` (metadata
 * statements of a DuckLake client), or `kind` simple or error with `session` (what a PostgreSQL
 * server received). Throws UsageError with the line.
 */
export function readTrace(text: string, fileName: string): readonly TraceRecord[] {
  const records: TraceRecord[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const place = `${fileName}:${index + 1}`
    const fields = parseLine(line, place)
    const record = readRecord(fields, index + 1, place)
    if (fields.kind !== 'error' || !markFailed(records, record)) records.push(record)
  }
  return records
}

/**
 * A server's log says a failed text twice: when it came, and with its error. The second marks the
 * first.
 */
function markFailed(records: TraceRecord[], failure: TraceRecord): boolean {
  const at = records.findLastIndex(({ connection }) => connection === failure.connection)
  const sent = records[at]
  if (sent?.sql !== failure.sql) return false
  records[at] = { ...sent, failed: failure.failed }
  return true
}

type Fields = Readonly<Record<string, unknown>>

function parseLine(line: string, place: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new UsageError(`${place}: this line is not JSON.`, 'A trace has one JSON object a line.')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new UsageError(`${place}: this line is no JSON object.`, KNOWN_FORMS)
}

function readRecord(fields: Fields, line: number, place: string): TraceRecord {
  const kind = KINDS.get(String(fields.kind))
  if (!kind) {
    throw new UsageError(`${place}: a record of kind "${fields.kind}" is not known.`, KNOWN_FORMS)
  }
  const connection = fields.connection ?? fields.session
  const hasText = typeof fields.sql === 'string' && connection !== undefined
  if (kind !== 'client' && !hasText) {
    throw new UsageError(
      `${place}: the record has no "sql", or no "connection" or "session".`,
      KNOWN_FORMS,
    )
  }
  return {
    line,
    kind,
    connection: String(connection ?? ''),
    sql: typeof fields.sql === 'string' ? fields.sql : '',
    timeUs: timeOf(fields),
    failed: failureOf(fields),
  }
}

const KINDS: ReadonlyMap<string, TraceRecord['kind']> = new Map([
  ['sql', 'statement'],
  ['simple', 'statement'],
  ['error', 'statement'],
  ['txn', 'transaction'],
  ['client', 'client'],
])

function timeOf({ ts_us: microseconds, ts }: Fields): bigint | undefined {
  if (typeof microseconds === 'number') return BigInt(Math.trunc(microseconds))
  const milliseconds = typeof ts === 'string' ? Date.parse(ts) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1000n
}

function failureOf({ error, sqlstate }: Fields): ErrorClass | undefined {
  if (typeof sqlstate === 'string') return classOfSqlstate(sqlstate)
  return typeof error === 'string' ? classOfDuckDBError(error) : undefined
}

/** The class of an error that PostgreSQL has recorded. */
export function classOfSqlstate(sqlstate: string): ErrorClass {
  return CLASS_BY_SQLSTATE[sqlstate] ?? CLASS_BY_SQLSTATE[sqlstate.slice(0, 2)] ?? 'other'
}

const CLASS_BY_SQLSTATE: Readonly<Record<string, ErrorClass>> = {
  '22': 'conversion',
  '23': 'constraint',
  '25': 'transaction',
  '40': 'transaction',
  '42': 'catalog',
  '42601': 'parser',
}
