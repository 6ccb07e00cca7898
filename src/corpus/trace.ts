import type { ErrorClass } from '../model/error-class.js'
import type { Plan, SessionSpec, Step } from '../model/plan.js'
import { statement } from '../model/statement.js'
import { statementKind } from '../sql/statement-kind.js'
import { type Skip, SkipCount } from './skips.js'
import { readTrace, type TraceRecord } from './trace-records.js'
import { queryOfCopy, rewrite, statementsIn, unsuited } from './trace-rewrite.js'

/** A trace as a plan. The order of the file is the order of the steps, whoever sent them. */
export interface TracePlan {
  readonly plan: Plan
  /** Recorded texts, without BEGIN, COMMIT and ROLLBACK of their own record. */
  readonly statements: number
  /** Texts of which at least one statement is in the plan. */
  readonly converted: number
  /** Texts that are not in the plan at all. */
  readonly skipped: readonly Skip[]
  /** Statements left out of texts that are in the plan. */
  readonly shortened: readonly Skip[]
  /** The error class of each step that failed in the recording, by its index. */
  readonly failures: ReadonlyMap<number, ErrorClass>
  /** What users ran, as far as the recorder wrote it down; its texts are what is replayed. */
  readonly clientRecords: number
}

/**
 * Makes a plan of a trace (see trace-records.ts for the forms). Connections become sessions, as few
 * as were in use at the same time; NOW() and UUID() become the same values on every target. Texts
 * that failed stay, with the error expected; but not a conflict with another open transaction:
 * recorders write a text down when it is done and not when it was sent. Throws UsageError for what
 * is no trace.
 */
export function convertTrace(text: string, fileName: string): TracePlan {
  return convertRecords(readTrace(text, fileName))
}

/** The same for records that were read already, in the order in which they were sent. */
export function convertRecords(records: readonly TraceRecord[]): TracePlan {
  const sent = records.filter((record) => record.kind !== 'client')
  const converter = new Converter(sent)
  for (const [index, record] of sent.entries()) converter.add(record, index)
  return { ...converter.result(), clientRecords: records.length - sent.length }
}

const SESSION_NAMES = 'abcdefghijklmnopqrstuvwxyz'

/** One pass over the records. A class because sessions, times and counts go along with it. */
class Converter {
  private readonly steps: Step[] = []
  private readonly sessions = new SessionPool()
  private readonly skips = new SkipCount()
  private readonly shortenings = new SkipCount()
  private readonly lastUse: ReadonlyMap<string, number>
  /** NOW() by connection while it is in a transaction. */
  private readonly transactionUs = new Map<string, bigint>()
  private readonly temporary = new Set<string>()
  private readonly failures = new Map<number, ErrorClass>()
  private statements = 0
  private converted = 0

  constructor(records: readonly TraceRecord[]) {
    this.lastUse = new Map(records.map((record, index) => [record.connection, index]))
  }

  add(record: TraceRecord, index: number): void {
    const session = this.sessions.take(record.connection)
    const sql = this.textOf(record)
    if (record.kind === 'statement') this.statements += 1
    if (record.kind === 'statement' && sql !== undefined) this.converted += 1
    if (sql !== undefined) this.push(session, sql, record)
    if (this.lastUse.get(record.connection) === index) this.release(record.connection, session)
  }

  private push(session: string, sql: string, record: TraceRecord): void {
    const { connection, failed, delivery = 'simple' } = record
    const isAlone = [...this.transactionUs.keys()].every((other) => other === connection)
    const isSure = isAlone || (failed !== 'transaction' && failed !== 'constraint')
    const more = failed !== undefined && isSure ? { expect: failed } : {}
    if (failed !== undefined) this.failures.set(this.steps.length, failed)
    this.steps.push({
      kind: 'statement',
      session,
      statement: statement(sql, { ...more, delivery }),
    })
  }

  /**
   * A session that is left in a transaction is closed and opened, as the connection behind it was.
   */
  private release(connection: string, session: string): void {
    this.sessions.release(connection)
    if (!this.transactionUs.delete(connection)) return
    this.steps.push({ kind: 'close', session }, { kind: 'open', session })
  }

  /** The text to send; undefined when nothing of it can be replayed. */
  private textOf(record: TraceRecord): string | undefined {
    const nowUs = this.transactionUs.get(record.connection) ?? timeOf(record)
    let uuids = 0
    const nextUuid = () => uuidOf(record.line, ++uuids)
    const kept: string[] = []
    const reasons: string[] = []
    for (const original of statementsIn(record.sql)) {
      const sql = queryOfCopy(original)
      const reason = unsuited(sql, this.temporary)
      if (reason !== undefined) reasons.push(reason)
      else kept.push(rewrite(sql, { nowUs, nextUuid }))
      this.follow(record, original)
    }
    const count = kept.length === 0 ? this.skips : this.shortenings
    for (const reason of kept.length === 0 ? [reasons[0] ?? 'has no statement'] : reasons) {
      count.add(reason, record.sql)
    }
    if (kept.length === 0) return undefined
    return kept.length === 1 ? kept[0] : `${kept.join(';\n')};`
  }

  private follow(record: TraceRecord, sql: string): void {
    const kind = statementKind(sql)
    if (kind === 'BEGIN') this.transactionUs.set(record.connection, timeOf(record))
    if (kind === 'COMMIT' || kind === 'ROLLBACK') this.transactionUs.delete(record.connection)
  }

  result() {
    const plan = { sessions: this.sessions.specs(), steps: this.steps, features: [] }
    return {
      plan,
      statements: this.statements,
      converted: this.converted,
      failures: this.failures,
      skipped: this.skips.list(),
      shortened: this.shortenings.list(),
    }
  }
}

/** Gives each connection the first name that is free while it is in use. */
class SessionPool {
  private readonly names: string[] = []
  private readonly byConnection = new Map<string, string>()

  take(connection: string): string {
    const known = this.byConnection.get(connection)
    if (known !== undefined) return known
    const inUse = new Set(this.byConnection.values())
    const name = this.names.find((candidate) => !inUse.has(candidate)) ?? this.add()
    this.byConnection.set(connection, name)
    return name
  }

  release(connection: string): void {
    this.byConnection.delete(connection)
  }

  specs(): readonly SessionSpec[] {
    return this.names.map((name) => ({ name, node: 'any' }))
  }

  private add(): string {
    const index = this.names.length
    const name = SESSION_NAMES[index] ?? `s${index + 1}`
    this.names.push(name)
    return name
  }
}

const NO_TIME_US = 946_684_800_000_000n

/** The recorded time, or one second a line from the year 2000 on. */
function timeOf({ timeUs, line }: TraceRecord): bigint {
  return timeUs ?? NO_TIME_US + BigInt(line) * 1_000_000n
}

/** A UUID of version 4 that says which call of which line it stands for. */
function uuidOf(line: number, call: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `00000000-0000-4000-8000-${hex(line, 8)}${hex(call, 4)}`
}
