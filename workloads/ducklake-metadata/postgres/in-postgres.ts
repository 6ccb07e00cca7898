import {
  type Plan,
  type SessionSpec,
  type Statement,
  type Step,
  splitStatements,
} from '../../../src/index.js'
import { KNOWN } from '../upkeep/cleanup.js'
import {
  attaching,
  creationWords,
  greeting,
  type Introspection,
  isCreation,
} from './attach-words.js'
import { batchWords, tablesMadeBy } from './batch-words.js'
import { deedWords } from './deed-words.js'
import { type Altered, alteredBy } from './migration-words.js'
import { type Asking, probeWords, readWords } from './read-words.js'
import {
  beginning,
  checkedOut,
  committing,
  comparisonOf,
  type Fetching,
  fetch,
  givenBack,
  say,
} from './saying.js'
import { type Scan, scanTexts } from './scan.js'
import { inOrder } from './sent-ahead.js'
import { sectionOf, transactionAt } from './transactions.js'
import type { MadeTables } from './type-map.js'

type StatementStep = Extract<Step, { readonly kind: 'statement' }>

/** How the client is set up, which shows in what it sends. */
export interface ClientHabits {
  readonly fetching: Fetching
  readonly introspection: Introspection
  /** Its connections come from a pool: they are tried and emptied around every use. */
  readonly isPooled: boolean
}

/**
 * The same plan by a client whose catalog is in PostgreSQL. Reads become scans that both sides answer alike, commit batches
 * get its types and literals, and changes beside them go by the places of rows. What only reads goes to standbys, and in
 * the end all of the catalog is read on two of them.
 */
export function inPostgres(plan: Plan, habits: ClientHabits): Plan {
  const client = new Client(plan, habits)
  const steps = inOrder(plan.steps.map((step, at) => ({ step, words: client.say(at) })))
  const closing = client.closing()
  const used = new Set([...steps, ...closing].map(({ session }) => session))
  const readers = [...plan.sessions.map(({ name }) => readerOf(name)), ...WITNESSES]
  const added = readers.filter((name) => used.has(name))
  return {
    sessions: [...plan.sessions, ...added.map((name): SessionSpec => ({ name, node: 'reader' }))],
    steps: [...steps, ...closing],
    features: plan.features.filter((name) => !ONLY_IN_DUCKDB.has(name)),
  }
}

/** There a missing table is looked up in the catalog, so that nothing fails. */
const ONLY_IN_DUCKDB: ReadonlySet<string> = new Set(['transaction-lives-after-probe'])

/** The sessions that read everything in the end. */
const WITNESSES = ['y', 'z']

function readerOf(session: string): string {
  return `${session}r`
}

/** The columns of a table with their types. */
type Columns = ReadonlyMap<string, string>

/** What is known of the plan so far. A class because tables and transactions grow together. */
class Client {
  /** Tables that a committed transaction has made. */
  private kept: MadeTables = new Map()
  /** The same of transactions that are open, by session. */
  private readonly pending = new Map<string, Map<string, Columns | undefined>>()
  private deeds = 0
  /** Who made the catalog; others ask about it before they use it. */
  private maker: string | undefined
  private isMet = false

  constructor(
    private readonly plan: Plan,
    private readonly habits: ClientHabits,
  ) {}

  /** What the client sends in place of a step. */
  say(at: number): readonly Step[] {
    const step = this.plan.steps[at]
    if (step?.kind !== 'statement') return step ? [step] : []
    if (at === 0) return [...greeting(step.session), ...this.words(step, at)]
    const isNew = this.maker !== undefined && !this.isMet && step.session !== this.maker
    if (isNew) this.isMet = true
    return [
      ...(isNew ? attaching(step.session, this.habits.introspection) : []),
      ...this.words(step, at),
    ]
  }

  private words(step: StatementStep, at: number): readonly Step[] {
    const { statement } = step
    if (isOfTheClient(statement)) return []
    const transaction = transactionAt(this.plan, at)
    const session = this.placeOf(step.session, transaction?.isReading ?? isRead(statement))
    if (/^BEGIN\b/i.test(statement.sql)) return [...this.before(session), beginning(session)]
    if (/^(?:COMMIT|ROLLBACK)\b/i.test(statement.sql)) {
      this.end(step.session, statement)
      return [{ ...step, session }, ...this.behind(session)]
    }
    const asking = { session, fetching: this.habits.fetching, made: this.made(step.session) }
    if (!isRead(statement)) return this.change({ ...step, session }, asking, at)
    const words = readSteps(statement, asking) ?? [{ ...step, session }]
    return transaction ? words : this.alone(session, words)
  }

  /** All tables as they are in the end, on two standbys. */
  closing(): readonly Step[] {
    const scans = [...this.kept].map(
      ([table, columns]): Scan => ({ table, columns: [...columns.keys()], conditions: [] }),
    )
    const { fetching } = this.habits
    return WITNESSES.flatMap((session) => [
      beginning(session),
      ...scans.map((scan) =>
        fetch(session, scanTexts(scan, this.kept), {
          fetching,
          compare: comparisonOf(scan, this.kept),
        }),
      ),
      committing(session),
    ])
  }

  /** A read outside of a transaction has one of its own. */
  private alone(session: string, steps: readonly Step[]): readonly Step[] {
    return [
      ...this.before(session),
      beginning(session),
      ...steps,
      committing(session),
      ...this.behind(session),
    ]
  }

  private before(session: string): readonly Step[] {
    return this.habits.isPooled ? checkedOut(session) : []
  }

  private behind(session: string): readonly Step[] {
    return this.habits.isPooled ? givenBack(session) : []
  }

  /** A client that is on no chosen node lets a standby answer what it only reads. */
  private placeOf(session: string, isReading: boolean): string {
    const node = this.plan.sessions.find(({ name }) => name === session)?.node
    const mayMove = node === 'follower' || node === 'any'
    if (!isReading || !mayMove) return session
    return readerOf(session)
  }

  private change(step: StatementStep, asking: Asking, at: number): readonly Step[] {
    const { statement, session } = step
    if (isCreation(statement.sql)) {
      this.maker = session
      this.remember(session, statement.sql)
      return creationWords(session, statement.sql)
    }
    const isDeed = statement.params.length === 0 && sectionOf(this.plan, at) === 'beside'
    const words = isDeed ? this.deed(step, asking) : undefined
    if (!words) this.remember(session, statement.sql)
    if (!transactionAt(this.plan, at)) this.settle(session)
    if (words) return words
    const texts = batchWords(statement.sql, this.made(session))
    return [{ ...step, statement: { ...statement, ...texts } }]
  }

  /** Changes beside a commit go one by one. Undefined where the text is sent as it is. */
  private deed(step: StatementStep, asking: Asking): readonly Step[] | undefined {
    const { sql, postgres, expect, waits } = step.statement
    const parts = splitStatements(postgres ?? sql).map(({ text }) => text)
    const words = parts.map((text) => {
      this.deeds += 1
      const one = deedWords(text, { ...asking, made: this.made(step.session) }, this.deeds)
      this.remember(step.session, text)
      return one
    })
    if (words.every((one) => one === undefined) && parts.length === 1) return undefined
    const steps = words.flatMap((one, i) => one ?? [say(step.session, { sql: parts[i] ?? '' })])
    const own = { expect, ...(waits && { waits }), ...(postgres !== undefined && { sql }) }
    return withLast(steps, own)
  }

  /** The tables that a session sees beside the catalog's own. */
  private made(session: string): MadeTables {
    return withChanges(this.kept, this.pending.get(session))
  }

  /** Tables that a text makes or drops. */
  private remember(session: string, sql: string): void {
    const open = this.pending.get(session) ?? new Map<string, Columns | undefined>()
    for (const [name, columns] of tablesMadeBy(sql)) open.set(name, columns)
    for (const [, name = ''] of sql.matchAll(DROPPED)) open.set(name, undefined)
    const altered = alteredBy(sql)
    if (altered) open.set(altered.table, withAltered(this.made(session), altered))
    this.pending.set(session, open)
  }

  private end(session: string, { sql, expect }: Statement): void {
    if (/^COMMIT\b/i.test(sql) && expect === 'ok') this.settle(session)
    this.pending.delete(session)
  }

  /** What the session has made and dropped is so for everybody. */
  private settle(session: string): void {
    this.kept = withChanges(this.kept, this.pending.get(session))
    this.pending.delete(session)
  }
}

function withAltered(made: MadeTables, { table, column, type }: Altered): Columns {
  const columns = new Map(made.get(table))
  if (type === undefined) columns.delete(column)
  else columns.set(column, type)
  return columns
}

/** The last of a client's statements is the one that changes something: what the plan says of it holds for that one. */
function withLast(steps: readonly Step[], own: Partial<Statement>): readonly Step[] {
  return steps.map((step, i) =>
    i === steps.length - 1 && step.kind === 'statement'
      ? { ...step, statement: { ...step.statement, ...own } }
      : step,
  )
}

const DROPPED = /\bDROP TABLE (?:IF EXISTS )?"\$\{schema:lake\}"\."?(\w+)/gi

function withChanges(
  tables: MadeTables,
  changes: ReadonlyMap<string, Columns | undefined> = new Map(),
): MadeTables {
  const changed = new Map(tables)
  for (const [name, columns] of changes) {
    if (columns === undefined) changed.delete(name)
    else changed.set(name, columns)
  }
  return changed
}

/** The files that a lake knows are kept in a temporary table of the client's own DuckDB. */
function isOfTheClient({ sql }: Statement): boolean {
  return sql.includes(KNOWN)
}

function isRead({ sql, compare }: Statement): boolean {
  return compare !== undefined && /^\s*(?:SELECT|WITH)\b/i.test(sql)
}

/** A question that the client asks with parameters stays as it is. */
function readSteps(statement: Statement, asking: Asking): readonly Step[] | undefined {
  const { sql, params, expect } = statement
  if (params.length > 0) return undefined
  const probe = probeWords(sql, asking)
  if (expect === 'catalog') return probe
  const words = readWords(sql, asking)
  return words && [...(probe ?? []), ...words]
}
