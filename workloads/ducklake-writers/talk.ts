import {
  type Client,
  type Comparison,
  type Note,
  type Reply,
  type Request,
  type Row,
  type Statement,
  statement,
} from '../../src/index.js'
import type { Read } from '../ducklake-metadata/read.js'

/** A part of a client that gives something back to the rest of it. */
export type Part<T> = Generator<Request, T, Reply>

/** Where the writers keep their catalog. */
const SCHEMA = '"${schema:lake}"'

/** A text of the client with the place of its catalog. */
export function inPlace(sql: string): string {
  return sql.replaceAll('{M}', SCHEMA)
}

/** Sends a text as a simple query. */
export function* say(sql: string, more: Partial<Statement> = {}): Part<Reply> {
  const { postgres } = more
  const words = postgres === undefined ? {} : { postgres: inPlace(postgres) }
  return yield {
    kind: 'send',
    statement: { ...statement(inPlace(sql), more), ...words, sql: inPlace(sql) },
  }
}

/** Sends one of the client's queries and gives its rows; what else was answered is thrown at the attempt. */
export function* ask({ sql, compare, params = [] }: Read, columns?: Columns): Part<Rows> {
  const delivery = params.length > 0 ? 'extended' : 'simple'
  const comparison = columns ? { ...compare, columns } : compare
  const reply = yield* say(sql, { compare: comparison, params, delivery })
  const last = reply.outcomes.at(-1)
  if (last?.kind !== 'rows') throw new Failed(reply)
  return last.rows
}

type Columns = NonNullable<Comparison['columns']>
export type Rows = readonly Row[]

/** Begins a transaction that reads one snapshot; PostgreSQL has to be asked for that, which the client does. */
export function begin(): Part<void> {
  return must('BEGIN TRANSACTION', {
    postgres: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  })
}

/** Sends a text that must succeed. */
export function* must(sql: string, more: Partial<Statement> = {}): Part<void> {
  const reply = yield* say(sql, more)
  if (!isDone(reply)) throw new Failed(reply)
}

/** Whether every statement of a text succeeded. */
export function isDone({ outcomes }: Reply): boolean {
  return outcomes.every(({ kind }) => kind === 'rows' || kind === 'done')
}

export function* note(said: Note): Part<void> {
  yield { kind: 'note', note: said }
}

/** Counts something for the report. */
export function fact(what: string, because: string): Part<void> {
  return note({ kind: 'fact', what, because })
}

export function* wait(ms: number): Part<void> {
  if (ms > 0) yield { kind: 'wait', ms }
}

export function* reopen(): Part<void> {
  yield { kind: 'reopen' }
}

/** Ends an attempt from wherever it is. It never leaves the client: whoever begins an attempt catches it. */
export class Failed extends Error {
  override readonly name = 'Failed'
  constructor(readonly reply: Reply) {
    super(messageOf(reply))
  }
}

/** What an endpoint said in place of success. */
export function messageOf({ outcomes }: Reply): string {
  const last = outcomes.at(-1)
  switch (last?.kind) {
    case 'error':
      return last.message
    case 'unknown':
      return last.detail
    case 'violation':
      return last.what
    default:
      return 'nothing was answered'
  }
}

/** A whole number in a cell; undefined where there is none. */
export function numberIn(rows: Rows, column: number): number | undefined {
  const cell = rows[0]?.[column]
  if (cell === null || cell === undefined || !/^\d+$/.test(cell)) return undefined
  return Number(cell)
}

export type { Client }
