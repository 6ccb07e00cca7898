import type { ErrorClass } from '../../model/error-class.js'
import type { Delivery } from '../../model/statement.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { SkipCount } from '../skips.js'
import { classOfSqlstate, type TraceRecord } from '../trace-records.js'
import type { LogEntries, LogEntry } from './entries.js'
import { inlined, readParameters } from './parameters.js'

/**
 * The texts that clients sent, in the order in which they were sent: from `log_statement`, from
 * `log_min_duration_statement`, and from errors, which are the only sign of texts that did not
 * parse. What is said twice of one text is joined. What cannot be replayed is counted.
 */
export function statementsOfLog(
  { entries, isTorn }: LogEntries,
  skips: SkipCount,
): readonly TraceRecord[] {
  const reader = new LogReader(skips)
  for (const entry of entries) reader.add(entry)
  if (isTorn) skips.add('is cut off at the end of the log', '')
  return reader.sent()
}

/** `duration: 1.5 ms  execute S_1: SELECT ...`; either half may stand alone. */
const MESSAGE =
  /^(?:duration: ([\d.]+) ms)?(?: {2})?(?:(statement|execute|parse|bind|fastpath function call)(?: ([^\n]*?))?: ([\s\S]*))?$/

interface Said {
  readonly durationMs: number | undefined
  readonly what: string | undefined
  /** Of a prepared statement and its portal. */
  readonly name: string
  readonly sql: string
}

function readMessage(message: string): Said | undefined {
  const found = MESSAGE.exec(message)
  if (!found || found[0] === '') return undefined
  const [, duration, what, name = '', sql = ''] = found
  return { durationMs: duration === undefined ? undefined : Number(duration), what, name, sql }
}

/** `logged`: the text as the log has it, before its parameters were put in. */
interface LoggedRecord extends TraceRecord {
  readonly startMs: number
  readonly logged: string
}

/** One pass over the entries. A class because what a session said last goes along. */
class LogReader {
  private readonly records: LoggedRecord[] = []
  /** By session: the index of its last text. */
  private readonly last = new Map<string, number>()

  constructor(private readonly skips: SkipCount) {}

  add(entry: LogEntry): void {
    if (entry.severity === 'LOG') this.said(entry)
    else if (['ERROR', 'FATAL', 'PANIC'].includes(entry.severity) && entry.query !== '') {
      this.failed(entry)
    }
  }

  /** By time; what one session sent stays in its order. */
  sent(): readonly TraceRecord[] {
    return this.records
      .toSorted((a, b) => a.startMs - b.startMs)
      .map(({ startMs, logged, ...record }) => record)
  }

  private said(entry: LogEntry): void {
    const said = readMessage(entry.message)
    // A duration without a text is that of the text before, which is in the log already.
    if (said?.what === undefined || said.what === 'parse' || said.what === 'bind') return
    const { what, name, sql, durationMs = 0 } = said
    if (what.startsWith('fastpath')) this.skips.add('calls a function without SQL', sql)
    else if (name.startsWith('fetch from ')) {
      this.skips.add('fetches more rows of what was asked before', sql)
    } else this.push(entry, sql, { durationMs, delivery: DELIVERED_BY[what] ?? 'simple' })
  }

  private failed(entry: LogEntry): void {
    const failed = classOfSqlstate(entry.sqlstate)
    const at = this.last.get(entry.session)
    const before = at === undefined ? undefined : this.records[at]
    if (at !== undefined && before?.logged === entry.query && before.failed === undefined) {
      this.records[at] = { ...before, failed }
    } else this.push(entry, entry.query, { durationMs: 0, delivery: 'simple', failed })
  }

  private push(entry: LogEntry, logged: string, how: Sending): void {
    // In PREPARE, $1 is what EXECUTE gives later.
    const isOwn = statementKind(logged) === 'PREPARE'
    const sql = isOwn ? logged : inlined(logged, readParameters(entry.detail))
    if (sql === undefined) {
      this.skips.add('has parameters whose values are not in the log', logged)
      return
    }
    const { line, session, timeMs } = entry
    const last = this.records[this.last.get(session) ?? -1]
    // An entry with a duration is written when all is done. No session sends before its last answer.
    const startMs = Math.max((timeMs ?? 0) - how.durationMs, last?.startMs ?? 0)
    const timeUs = timeMs === undefined ? undefined : BigInt(Math.round(startMs * 1000))
    this.last.set(session, this.records.length)
    this.records.push({
      ...{ line, kind: 'statement', connection: session, sql, timeUs, startMs, logged },
      delivery: how.delivery,
      failed: how.failed,
    })
  }
}

interface Sending {
  readonly durationMs: number
  readonly delivery: Delivery
  readonly failed?: ErrorClass | undefined
}

const DELIVERED_BY: Readonly<Record<string, Delivery>> = {
  statement: 'simple',
  execute: 'extended',
}
