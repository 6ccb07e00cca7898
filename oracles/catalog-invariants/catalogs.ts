import type { Plan, Statement, Step } from '../../src/index.js'
import { type MetadataStatement, metadataStatements, type TableRef } from './statements.js'

/** A table in which a client keeps rows, or deleted positions, of a table of the lake. */
export interface InlinedTable {
  readonly name: string
  /** The names of its first three columns, as they were written. */
  readonly columns: readonly string[]
}

/** What is known of a catalog at some place of a plan. */
export interface CatalogSoFar {
  /** What stands before the names of its tables, the last dot included. */
  readonly prefix: string
  readonly inlined: readonly InlinedTable[]
  /** Snapshots may have expired. */
  readonly hasExpired: boolean
}

/** A place of a plan at which a catalog is in a committed state that is new. */
export interface Checkpoint {
  readonly after: number
  readonly session: string
  readonly catalog: CatalogSoFar
  /** The metadata tables that were written since the checkpoint before it, without `ducklake_`. */
  readonly written: ReadonlySet<string>
}

/** The checkpoints of a plan, and its catalogs as they are at its end. */
export interface Checkpoints {
  readonly between: readonly Checkpoint[]
  readonly atEnd: readonly CatalogSoFar[]
}

/** What a session has done since its transaction began. */
interface Open {
  isTransaction: boolean
  /** An error in its midst was expected, behind which nothing of it can be kept. */
  isDoomed: boolean
  readonly changes: MetadataStatement[]
}

const PREFIX_LENGTH = 'ducklake_'.length
const INLINED = /^ducklake_inlined_(?:data_\d+_\d+|delete_\d+)$/

/**
 * Where a plan leaves its catalogs in a new committed state: behind the end of a transaction that wrote to one, committed or
 * not, and behind a text of several statements that did. It is read from the plan's words alone, so it works for plans of
 * any origin. Single statements outside of a transaction are the steps of some change that nobody has marked, and not asked
 * about.
 */
export function checkpointsOf(plan: Plan): Checkpoints {
  if (!plan.steps.some(isAboutCatalog)) return { between: [], atEnd: [] }
  const walk = new Walk()
  for (const [index, step] of plan.steps.entries()) walk.step(step, index)
  // What clients will do is not in the words of a plan, and of the real client only that it was asked to.
  const mayHave = plan.clients !== undefined || plan.steps.some(asksToExpire)
  const hasExpired = (catalog: CatalogSoFar) => catalog.hasExpired || mayHave
  const atEnd = walk.catalogs().map((one) => ({ ...one, hasExpired: hasExpired(one) }))
  return { between: walk.between, atEnd }
}

function isAboutCatalog(step: Step): boolean {
  return step.kind === 'statement' && step.statement.sql.includes('ducklake_snapshot')
}

/** The real client's own function. */
function asksToExpire(step: Step): boolean {
  return step.kind === 'statement' && step.statement.sql.includes('ducklake_expire_snapshots(')
}

/** One pass over a plan. A class because sessions and catalogs go along with it. */
class Walk {
  readonly between: Checkpoint[] = []
  private readonly sessions = new Map<string, Open>()
  private readonly byPrefix = new Map<string, CatalogSoFar>()
  /** By the catalogs that the step at hand has changed for good, or has failed to: what was written. */
  private ended = new Map<string, Set<string>>()

  catalogs(): readonly CatalogSoFar[] {
    return [...this.byPrefix.values()]
  }

  step(step: Step, index: number): void {
    if (step.kind !== 'statement') {
      this.sessions.delete(step.session)
      return
    }
    const open = this.sessions.get(step.session) ?? {
      isTransaction: false,
      isDoomed: false,
      changes: [],
    }
    this.sessions.set(step.session, open)
    this.ended = new Map()
    const all = metadataStatements(step.statement.sql)
    for (const one of all) this.statement(one, open, step.statement)
    if (open.isTransaction && dooms(step.statement)) open.isDoomed = true
    const written = all.filter(({ target }) => target !== undefined).length
    if (!open.isTransaction) this.finish(open, written > 1, succeeds(step.statement))
    for (const [prefix, written] of this.ended) {
      const catalog = this.byPrefix.get(prefix)
      if (catalog) this.between.push({ after: index, session: step.session, catalog, written })
    }
  }

  private statement(one: MetadataStatement, open: Open, sent: Statement): void {
    for (const { prefix, table } of one.tables) {
      if (table === 'ducklake_snapshot' && !this.byPrefix.has(prefix))
        this.byPrefix.set(prefix, { prefix, inlined: [], hasExpired: false })
    }
    if (one.kind === 'BEGIN') open.isTransaction = true
    else if (one.kind === 'COMMIT' || one.kind === 'ROLLBACK') {
      this.finish(open, true, one.kind === 'COMMIT' && succeeds(sent))
      open.isTransaction = false
    } else if (one.target) {
      open.changes.push(one)
    }
  }

  /** The end of a transaction, or of a text outside of one. */
  private finish(open: Open, isMarked: boolean, isKept: boolean): void {
    for (const one of open.changes) {
      if (isMarked && one.target) this.note(one.target)
      if (isKept && !open.isDoomed) this.keep(one)
    }
    open.changes.length = 0
    open.isDoomed = false
  }

  private note({ prefix, table }: TableRef): void {
    const written = this.ended.get(prefix) ?? new Set()
    this.ended.set(prefix, written.add(table.slice(PREFIX_LENGTH)))
  }

  private keep({ kind, target, columns }: MetadataStatement): void {
    const catalog = target && this.byPrefix.get(target.prefix)
    if (!catalog) return
    const { prefix } = catalog
    const others = catalog.inlined.filter(({ name }) => name !== target.table)
    if (kind === 'DELETE' && target.table === 'ducklake_snapshot')
      this.byPrefix.set(prefix, { ...catalog, hasExpired: true })
    if (!INLINED.test(target.table)) return
    const isNew = kind === 'CREATE TABLE' && others.length === catalog.inlined.length
    if (isNew) {
      const inlined = [...others, { name: target.table, columns }]
      this.byPrefix.set(prefix, { ...catalog, inlined })
    } else if (kind === 'DROP TABLE') this.byPrefix.set(prefix, { ...catalog, inlined: others })
  }
}

/** Errors of compilation, behind which DuckDB goes on with its transaction; a client probes for tables in this way. */
const HARMLESS = new Set(['ok', 'catalog', 'binder', 'parser'])

function dooms({ expect = 'ok' }: Statement): boolean {
  return !HARMLESS.has(expect)
}

/** The workload, or the recording, says whether it fails. */
function succeeds({ expect }: Statement): boolean {
  return expect === undefined || expect === 'ok'
}
