import type { Catalog, Row } from './catalog.js'
import { applyEffects, liveRows, num, rowsOf } from './catalog.js'
import { firstAttempt } from './commit.js'
import type { Commit } from './draft.js'
import { applySaid, choose, type Operation } from './operation.js'
import { BAG, ONE_ROW, type Read } from './read.js'
import { loadCatalog } from './reads/load-catalog.js'
import { latestSnapshot, listSnapshots } from './reads/snapshots.js'
import {
  ask,
  begin,
  commit,
  countSnapshots,
  featuresOf,
  rollback,
  type Scene,
  type Style,
  say,
  sendBatch,
  styleFeature,
  whole,
} from './steps.js'
import { print, tuple } from './value.js'

/** What one writer does: an operation in a session, with the number that makes its UUIDs. */
export interface Work {
  readonly session: string
  readonly operation: Operation
  readonly number: number
  readonly style: Style
}

/** What a client says up to the batch: BEGIN, the snapshot, and what its operation looks up. */
function opening(base: Catalog, work: Work, reads: readonly Read[] = []) {
  const { session, operation, number } = work
  const attempt = firstAttempt(operation, base, number)
  const said = [latestSnapshot, ...reads, ...attempt.prelude.map((one) => one.read)]
  return { ...attempt, steps: [begin(session), ...said.map((read) => ask(session, read))] }
}

/**
 * A transaction that commits: BEGIN, read the snapshot, perhaps load the catalog, the batch,
 * COMMIT, and what the client then says by itself.
 */
export function commitScene(base: Catalog, work: Work, loads: boolean): Scene {
  const { session, operation, style } = work
  const reads = loads ? loadCatalog(base, base.snapshotId) : []
  const { commit: made, prelude, steps } = opening(base, work, reads)
  const later = operation.aftermath?.(made.after) ?? []
  return {
    steps: [
      ...steps,
      ...sendBatch(session, whole(made, style)),
      commit(session),
      ...later.map(({ read }) => ask(session, read)),
    ],
    features: [
      ...operation.features,
      styleFeature(style),
      ...featuresOf([...reads, ...[...prelude, ...later].map((one) => one.read)]),
    ],
    catalog: applySaid(made.after, later),
  }
}

/** The client changes its mind: the batch is sent and rolled back. */
export function rollbackScene(base: Catalog, work: Work): Scene {
  const { session, style } = work
  const { commit: made, steps } = opening(base, work)
  return {
    steps: [
      ...steps,
      ...sendBatch(session, whole(made, style)),
      rollback(session),
      countSnapshots(session),
    ],
    features: ['rollback', styleFeature(style)],
    catalog: base,
  }
}

/** A batch whose last statement takes a key that is taken: nothing of it may stay. */
export function brokenScene(base: Catalog, work: Work, ending: 'rollback' | 'commit'): Scene {
  const { session, style } = work
  const begun = opening(base, work)
  const made = withTakenKey(begun.commit, base.snapshotId)
  const failure = { at: made.statements.length - 1, expect: 'constraint' } as const
  return {
    steps: [
      ...begun.steps,
      ...sendBatch(session, { statements: made.statements, style, failure }),
      // DuckDB answers COMMIT of an aborted transaction without an error and keeps nothing;
      // others may say ROLLBACK.
      ending === 'rollback' ? rollback(session) : say(session, 'COMMIT', { expect: undefined }),
      countSnapshots(session),
      ask(session, latestSnapshot),
    ],
    features: ['batch-fails-at-the-end', `failed-then-${ending}`],
    catalog: base,
  }
}

/** The newest snapshot is never expired, so its key is taken. */
function withTakenKey(made: Commit, taken: number): Commit {
  const row: Row = {
    snapshot_id: taken,
    changes_made: null,
    author: null,
    commit_message: null,
    commit_extra_info: null,
  }
  const table = 'ducklake_snapshot_changes'
  const sql = `INSERT INTO {M}.${table} VALUES ${tuple(Object.values(row))}`
  const last = {
    section: 'changes',
    sql,
    effects: [{ kind: 'insert', table, rows: [row] }],
  } as const
  return { ...made, statements: [...made.statements.slice(0, -1), last] }
}

/**
 * A reader keeps its transaction open while a writer commits: it sees its own snapshot until it
 * ends.
 */
export function holdScene(base: Catalog, held: { reader: string; work: Work }): Scene {
  const { reader, work } = held
  const written = commitScene(base, work, false)
  return {
    steps: [
      begin(reader),
      ask(reader, latestSnapshot),
      ...written.steps,
      ask(reader, latestSnapshot),
      ask(reader, listSnapshots),
      commit(reader),
      ask(reader, latestSnapshot),
    ],
    features: [...written.features, 'reader-holds-snapshot', 'list-snapshots'],
    catalog: written.catalog,
  }
}

/** Queries of one client, each by itself or all in one transaction. */
export function readScene(
  base: Catalog,
  asked: { session: string; reads: readonly Read[]; inTransaction: boolean },
): Scene | undefined {
  const { session, reads, inTransaction } = asked
  if (reads.length === 0) return undefined
  const steps = reads.map((read) => ask(session, read))
  if (!inTransaction) return { steps, features: featuresOf(reads), catalog: base }
  const failed = reads.some((read) => read.expect === 'catalog')
  const alive = failed && reads.length > 1 ? ['transaction-lives-after-probe'] : []
  return {
    steps: [begin(session), ask(session, latestSnapshot), ...steps, commit(session)],
    features: ['read-snapshot', 'read-in-transaction', ...alive, ...featuresOf(reads)],
    catalog: base,
  }
}

/** Where a setting counts: everywhere, in a schema, or in one table where there is one. */
function scopeOf(base: Catalog, value: number): Row {
  const table = choose(liveRows(base, 'ducklake_table'), value)
  if (value % 4 === 1 && table) return { scope: 'table', scope_id: num(table, 'table_id') }
  return value % 4 === 3 ? { scope: 'schema', scope_id: 0 } : { scope: null, scope_id: null }
}

/**
 * set_option: outside the commit protocol, without a snapshot; an UPDATE where the setting
 * exists.
 */
export function optionScene(base: Catalog, set: { session: string; value: number }): Scene {
  const { session, value } = set
  const key = value % 2 === 0 ? 'data_inlining_row_limit' : 'target_file_size'
  const { scope = null, scope_id: id = null } = scopeOf(base, value)
  const row: Row = { key, value: String(value), scope, scope_id: id }
  const where = scope === null ? 'scope IS NULL' : `scope = ${print(scope)} AND scope_id = ${id}`
  const isIt = (one: Row) => one.key === key && one.scope === scope && one.scope_id === id
  const table = 'ducklake_metadata'
  const old = rowsOf(base, table).find(isIt)
  const sql = old
    ? `
UPDATE {M}.${table} SET value=${print(row.value ?? null)} WHERE key=${print(key)} AND ${where}
`
    : `
INSERT INTO {M}.${table} VALUES ${tuple(Object.values(row))}
`
  const effect = old
    ? ({ kind: 'update', table, pairs: [[old, row]] } as const)
    : ({ kind: 'insert', table, rows: [row] } as const)
  const count: Read = {
    sql: `
SELECT COUNT(*) AS ge_count
FROM {M}.${table}
WHERE key = ${print(key)} AND ${where}
`,
    compare: ONE_ROW,
    features: [],
  }
  return {
    steps: [begin(session), ask(session, count), say(session, sql), commit(session)],
    features: [old ? 'update-option' : 'insert-option', `option-of-${scope ?? 'all'}`],
    catalog: { ...base, tables: applyEffects(base.tables, [effect]) },
  }
}

/** Every committed version, every table's name: what all sessions must agree on in the end. */
export function closing(sessions: readonly string[]): Scene['steps'] {
  const names: Read = {
    sql: 'SELECT table_id, begin_snapshot, end_snapshot, table_name FROM {M}.ducklake_table',
    compare: BAG,
    features: [],
  }
  return sessions.flatMap((session) => [ask(session, latestSnapshot), ask(session, names)])
}
