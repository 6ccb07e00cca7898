import { UsageError } from '../../model/errors.js'
import { readCsv } from './csv.js'

/** One entry of PostgreSQL's log, as far as statements are concerned. */
export interface LogEntry {
  /** Line in the file, from 1. */
  readonly line: number
  readonly session: string
  /** Milliseconds since 1970; undefined where the time cannot be read. */
  readonly timeMs: number | undefined
  /** `LOG`, `ERROR`, `FATAL`, ... */
  readonly severity: string
  readonly sqlstate: string
  readonly message: string
  readonly detail: string
  /** The statement that an error is about. */
  readonly query: string
}

export interface LogEntries {
  readonly entries: readonly LogEntry[]
  /** Whether the last entry was not whole, as in the copy of a log that goes on. */
  readonly isTorn: boolean
}

/** PostgreSQL up to 12; 13 added the backend's type, 14 two more. */
const COLUMN_COUNTS = [23, 24, 26]

/** Reads a csvlog of PostgreSQL 9.5 to 18. Throws UsageError with the line. */
export function readCsvLog(text: string, fileName: string): LogEntries {
  const { records, isTorn, brokenLine } = readCsv(text.replace(/^\ufeff/, ''))
  if (brokenLine !== undefined) {
    throw new UsageError(
      `${fileName}:${brokenLine}: a quote stands inside of a field that is not quoted.`,
      'A csvlog is written by PostgreSQL with log_destination = csvlog; name one as it is.',
    )
  }
  const entries = records.map(({ line, fields }) => {
    if (COLUMN_COUNTS.includes(fields.length)) return fromColumns(fields, line)
    throw new UsageError(
      `${fileName}:${line}: this record has ${fields.length} columns.`,
      `A csvlog of PostgreSQL has ${COLUMN_COUNTS.join(', ')} columns, and no heading.`,
    )
  })
  return { entries, isTorn }
}

/** The columns as they stand in PostgreSQL's documentation of csvlog. */
function fromColumns(fields: readonly string[], line: number): LogEntry {
  const column = (index: number) => fields[index] ?? ''
  return {
    line,
    session: column(5),
    timeMs: timeOf(column(0)),
    severity: column(11),
    sqlstate: column(12),
    message: column(13),
    detail: column(14),
    query: column(19),
  }
}

/** Reads a jsonlog of PostgreSQL 15 or newer, one object a line. Throws UsageError with the line. */
export function readJsonLog(text: string, fileName: string): LogEntries {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const entries: LogEntry[] = []
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue
    const fields = objectIn(content)
    const isLast = lines.slice(index + 1).every((rest) => rest === '')
    if (!fields && isLast && !text.endsWith('\n')) return { entries, isTorn: true }
    if (typeof fields?.error_severity !== 'string' || typeof fields.session_id !== 'string') {
      throw new UsageError(
        `${fileName}:${index + 1}: this line is no entry of PostgreSQL's jsonlog.`,
        'A jsonlog has one JSON object a line, with "session_id", "error_severity" and "message".',
      )
    }
    entries.push(fromObject(fields, index + 1))
  }
  return { entries, isTorn: false }
}

type Fields = Readonly<Record<string, unknown>>

function objectIn(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

function fromObject(fields: Fields, line: number): LogEntry {
  const text = (name: string) => (typeof fields[name] === 'string' ? String(fields[name]) : '')
  return {
    line,
    session: text('session_id'),
    timeMs: timeOf(text('timestamp')),
    severity: text('error_severity'),
    sqlstate: text('state_code'),
    message: text('message'),
    detail: text('detail'),
    query: text('statement'),
  }
}

/** `2026-11-22 19:25:01.123 CET`. A zone that only its place knows is read as UTC: order is what counts. */
function timeOf(text: string): number | undefined {
  const [, date, time, zone = 'UTC'] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ?(\S*)$/.exec(text) ?? []
  if (date === undefined || time === undefined) return undefined
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : 'Z'
  const timeMs = Date.parse(`${date}T${time}${offset}`)
  return Number.isNaN(timeMs) ? undefined : timeMs
}
