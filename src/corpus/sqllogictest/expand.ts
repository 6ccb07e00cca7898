import { unreachable } from '../../model/errors.js'
import type { SkipCount } from '../skips.js'
import { holds, type LoopVariables } from './conditions.js'
import type { Expectation } from './expectation.js'
import { interleaved, sizeOf, statementsIn, turnCount } from './loops.js'
import type {
  ControlRecord,
  LoopRecord,
  QueryRecord,
  SqlLogicFile,
  SqlLogicRecord,
  StatementRecord,
} from './records.js'
import { requirement } from './requirements.js'
import {
  replaceKeywords,
  replaceVariables,
  type Surroundings,
  splitVariables,
} from './substitute.js'

/** One thing that a file does, its loops written out. */
export type ExpandedStep =
  | {
      readonly kind: 'statement'
      readonly session: string
      readonly sql: string
      readonly expectation: Expectation
    }
  | { readonly kind: 'open' | 'close'; readonly session: string }

/** A file without loops, and what of it cannot be run. */
export interface Expanded {
  readonly steps: readonly ExpandedStep[]
  readonly extensions: readonly string[]
  /** The name of the main database: that of the file that it was loaded from. */
  readonly mainDatabase: string
}

/** More statements than this are not written out: the file is left there. */
export const STATEMENTS_MAX = 20_000
/** So many turns of a concurrent loop run at once, each in a session of its own; the others come after them. */
export const CONCURRENT_MAX = 16
/** The session of records without a connection's name. */
export const MAIN_SESSION = 'a'

/** Thrown where the rest of a file cannot be run; it is counted and goes no further than this file. */
class Left extends Error {
  constructor(
    readonly reason: string,
    readonly isWhole = false,
  ) {
    super(reason)
  }
}

/**
 * Writes out the loops of a file and follows its sessions. What it cannot do for a reason of the
 * file's is counted in `skips`, and so is all that comes after it.
 */
export function expand(file: SqlLogicFile, surroundings: Surroundings, skips: SkipCount): Expanded {
  const expander = new Expander(file, surroundings, skips)
  return expander.run()
}

/** Where in the loops a record is run. */
interface Turn {
  readonly variables: LoopVariables
  /** The session of records without a name: that of a concurrent loop's turn, or the main one. */
  readonly session: string
  readonly isConcurrent: boolean
}

const OUTSIDE: Turn = { variables: new Map(), session: MAIN_SESSION, isConcurrent: false }

/** One pass over the records. A class because sessions, labels and the environment go along. */
class Expander {
  private steps: ExpandedStep[] = []
  private readonly used = new Set<string>()
  private readonly closed = new Set<string>()
  private readonly extensions = new Set<string>()
  private readonly environment: Map<string, string>
  /** How often a label was reset: from then on it is another one. */
  private readonly resets = new Map<string, number>()
  private hashThreshold: number | undefined
  /** Whether `load` has named a file, whose contents a restart keeps. */
  private isStored = false
  private mainDatabase = 'memory'
  private count = 0

  constructor(
    private readonly file: SqlLogicFile,
    private readonly surroundings: Surroundings,
    private readonly skips: SkipCount,
  ) {
    this.environment = new Map(surroundings.environment)
  }

  run(): Expanded {
    const records = this.file.records
    for (const [index, record] of records.entries()) {
      try {
        this.record(record, OUTSIDE)
      } catch (error) {
        if (!(error instanceof Left)) throw error
        this.leave(error, records.slice(index))
        break
      }
    }
    const { steps, mainDatabase } = this
    return { steps, extensions: [...this.extensions], mainDatabase }
  }

  private leave({ reason, isWhole }: Left, rest: readonly SqlLogicRecord[]): void {
    const left = isWhole ? this.file.records : rest
    if (isWhole) this.steps = []
    for (const sql of statementsIn(left)) this.skips.add(reason, sql)
  }

  /** Whether the turn goes on behind this record. */
  private record(record: SqlLogicRecord, turn: Turn): boolean {
    if (!holds(record.conditions, turn.variables)) return true
    switch (record.kind) {
      case 'statement':
      case 'query':
        this.statement(record, turn)
        return true
      case 'loop':
        this.loop(record, turn)
        return true
      case 'control':
        return this.control(record, turn)
      default:
        return unreachable(record)
    }
  }

  private statement(record: StatementRecord | QueryRecord, turn: Turn): void {
    this.count += 1
    if (this.count > STATEMENTS_MAX) throw new Left(TOO_MANY)
    const session = this.sessionOf(record, turn)
    const sql = this.text(record.sql, turn)
    const expectation = this.expectation(record, turn)
    this.reopen(session)
    this.steps.push({ kind: 'statement', session, sql, expectation })
  }

  private sessionOf({ connection }: StatementRecord | QueryRecord, turn: Turn): string {
    // A second word that is no connection's name: the results of a query that stands there as a statement.
    if (connection === undefined || connection === 'nosort') return turn.session
    return connection === MAIN_SESSION ? `${connection}_` : connection.replaceAll(',', '_')
  }

  private reopen(session: string): void {
    this.used.add(session)
    if (this.closed.delete(session)) this.steps.push({ kind: 'open', session })
  }

  private close(session: string): void {
    if (!this.used.has(session) || this.closed.has(session)) return
    this.closed.add(session)
    this.steps.push({ kind: 'close', session })
  }

  private expectation(record: StatementRecord | QueryRecord, turn: Turn): Expectation {
    const { line } = record
    const inTurn = (text: string) => this.text(text, turn)
    if (record.kind === 'statement') {
      const message = record.message === undefined ? undefined : inTurn(record.message)
      return { kind: 'statement', line, expect: record.expect, message }
    }
    const { types, sort } = record
    const label = record.label === undefined ? undefined : this.label(record.label)
    const expected = record.expected.map(inTurn)
    const { hashThreshold } = this
    return {
      ...{ kind: 'result', line, types, sort, label, expected, hashThreshold },
      dialect: this.file.dialect,
    }
  }

  private label(name: string): string {
    return `${name}#${this.resets.get(name) ?? 0}`
  }

  private text(text: string, { variables }: Turn): string {
    const surroundings = { ...this.surroundings, environment: this.environment }
    return replaceVariables(replaceKeywords(text, surroundings), variables)
  }

  private loop(record: LoopRecord, turn: Turn): void {
    const turns = turnCount(record)
    if (this.count + turns * Math.max(1, sizeOf(record.body)) > STATEMENTS_MAX) {
      throw new Left(TOO_MANY)
    }
    if (record.isConcurrent) {
      if (turn.isConcurrent) throw new Left('nests concurrent loops')
      this.concurrently(record, turn)
      return
    }
    for (let index = 0; index < turns; index += 1) {
      const inner = { ...turn, variables: this.variables(record, index, turn) }
      for (const one of record.body) if (!this.record(one, inner)) break
    }
  }

  private variables(record: LoopRecord, index: number, turn: Turn): LoopVariables {
    const { values } = record
    const value =
      values.kind === 'range'
        ? String(values.from + index)
        : this.text(values.words[index] ?? '', turn)
    return new Map([...turn.variables, ...splitVariables(record.variable, value)])
  }

  /** Step by step in turn, the order being the same in each run; some sessions at a time. */
  private concurrently(record: LoopRecord, turn: Turn): void {
    const turns = turnCount(record)
    for (let from = 0; from < turns; from += CONCURRENT_MAX) {
      const lanes: (readonly ExpandedStep[])[] = []
      for (let index = from; index < Math.min(turns, from + CONCURRENT_MAX); index += 1) {
        const session = `${record.variable.replaceAll(',', '_')}_${index - from}`
        const variables = this.variables(record, index, turn)
        lanes.push(this.lane(record, { variables, session, isConcurrent: true }))
      }
      this.steps.push(...interleaved(lanes))
      for (let index = 0; index < lanes.length; index += 1) {
        this.close(`${record.variable.replaceAll(',', '_')}_${index}`)
      }
    }
  }

  /** The steps of one turn, by themselves. */
  private lane(record: LoopRecord, turn: Turn): readonly ExpandedStep[] {
    const before = this.steps
    this.steps = []
    try {
      for (const one of record.body) if (!this.record(one, turn)) break
      return this.steps
    } finally {
      this.steps = before
    }
  }

  private control(record: ControlRecord, turn: Turn): boolean {
    const { name, words } = record
    switch (name) {
      case 'continue':
        return false
      case 'hash-threshold':
        this.hashThreshold = Number(words[0])
        return true
      case 'require':
        this.require(words)
        return true
      case 'require-env':
        this.requireEnvironment(words)
        return true
      case 'test-env':
        this.environment.set(words[0] ?? '', this.text(words[1] ?? '', turn))
        return true
      case 'load':
        this.load(words, turn)
        return true
      case 'restart':
        this.restart()
        return true
      case 'reconnect':
        this.close(MAIN_SESSION)
        return true
      case 'reset':
        this.resets.set(words[1] ?? '', (this.resets.get(words[1] ?? '') ?? 0) + 1)
        return true
      case 'set':
        this.set(record, turn)
        return true
      case 'unzip':
        throw new Left('unpacks a database file that an older DuckDB has written')
      case 'sleep':
        this.skips.add('waits for a time', `sleep ${words.join(' ')}`)
        return true
      case 'mode':
      case 'tags':
        return true
      default:
        return unreachable(name)
    }
  }

  private require(words: readonly string[]): void {
    const what = requirement(words)
    if (what.kind === 'extension') this.extensions.add(what.name)
    if (what.kind === 'missing') throw new Left(what.because, true)
  }

  private requireEnvironment([name = '', wanted]: readonly string[]): void {
    const value = this.environment.get(name)
    if (value === undefined) throw new Left(`needs the environment variable ${name}`, true)
    if (wanted !== undefined && wanted !== value) {
      throw new Left(`needs the environment variable ${name} to be ${wanted}`, true)
    }
  }

  /** Every case begins with an empty database, so a new one at the beginning of a file is what it has. */
  private load([path, mode]: readonly string[], turn: Turn): void {
    const file = this.text(path ?? '', turn)
    if (mode?.toLowerCase() === 'readonly') throw new Left('opens its database for reading only')
    if (file !== '' && file !== ':memory:' && !file.startsWith('${dir:')) {
      throw new Left('opens a database file that another DuckDB has written')
    }
    if (this.count > 0) throw new Left('opens another database as its main one')
    this.isStored = file.startsWith('${dir:')
    if (this.isStored) this.mainDatabase = /([^/]+?)(?:\.[^/]*)?$/.exec(file)?.[1] ?? 'memory'
  }

  /** A database in a file outlives a restart; what its clients see is that their connections are new. */
  private restart(): void {
    if (!this.isStored) throw new Left('restarts a database that is only in memory')
    for (const session of this.used) this.close(session)
  }

  private set({ line, words, conditions }: ControlRecord, turn: Turn): void {
    if (words[0] !== 'seed') return // The others are about how DuckDB's runner judges messages.
    const sql = `SELECT setseed(${Number(words[1])})`
    this.statement(
      {
        ...{ kind: 'statement', line, sql, conditions, expect: 'ok' },
        connection: undefined,
        message: undefined,
      },
      turn,
    )
  }
}

const TOO_MANY = `its loops give more than ${STATEMENTS_MAX} statements`
