import { type ClientCall, type Committed, defineProgram, readArguments } from '../../src/index.js'
import { comparisonOf } from '../ducklake-metadata/postgres/saying.js'
import { scanTexts } from '../ducklake-metadata/postgres/scan.js'
import type { MadeTables } from '../ducklake-metadata/postgres/type-map.js'
import { BAG, ORDERED, type Read } from '../ducklake-metadata/read.js'
import { latestSnapshot } from '../ducklake-metadata/reads/snapshots.js'
import { METADATA_TABLES } from '../ducklake-metadata/tables.js'
import { type Ledger, newLedger } from './ledger.js'
import {
  ask,
  begin,
  type Client,
  Failed,
  fact,
  messageOf,
  must,
  note,
  numberIn,
  type Part,
  type Rows,
  reopen,
  say,
  wait,
} from './talk.js'

const DEFAULTS = {
  /** So often it looks for the newest commit before it takes what there is. */
  tries: 100,
  waitMs: 50,
  /** It reads once more outside of a transaction, which some clusters answer on another node. */
  apart: false,
}

/** Reads the whole catalog once every commit that was acknowledged can be seen: its order, and the rows of every table. */
export const ducklakeReader = defineProgram({
  name: 'ducklake-reader',
  summary: 'Reads every row of a catalog once the writers have ended.',
  read: (args) => readArguments('ducklake-reader', args, DEFAULTS),
  start: look,
})

function* look({ tries, waitMs, apart }: typeof DEFAULTS, { share }: ClientCall): Client {
  const ledger = share(newLedger)
  for (let left = tries; left > 0; left -= 1) {
    const isOver = yield* lookOnce(ledger, left === 1)
    if (isOver) break
    yield* wait(waitMs)
  }
  if (apart) yield* lookApart(ledger)
}

/** False where this node is not there yet. */
function* lookOnce(ledger: Ledger, isLast: boolean): Part<boolean> {
  yield* note({ kind: 'begin', attempt: 0 })
  try {
    yield* begin()
    const position = numberIn(yield* ask(latestSnapshot), 0) ?? -1
    yield* note({ kind: 'read', position })
    const isBehind = position < ledger.acknowledged
    if (!isBehind || isLast) yield* everything(ledger)
    yield* must('COMMIT')
    yield* note({ kind: 'end', as: 'committed' })
    return !isBehind
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    yield* note({ kind: 'end', as: 'failed' })
    if (isLast) yield* fact('reader-failed', messageOf(error.reply))
    if ((yield* say('ROLLBACK')).status !== 'I') yield* reopen()
    return false
  }
}

/** What changes meanwhile is no one state, and so nothing that could be read again. */
function* lookApart(ledger: Ledger): Part<void> {
  yield* note({ kind: 'begin', attempt: 0 })
  try {
    const before = numberIn(yield* ask(latestSnapshot), 0)
    const commits = (yield* ask(allCommits)).map(committed)
    yield* allTablesOf(ledger, commits)
    const after = numberIn(yield* ask(latestSnapshot), 0)
    if (before !== undefined && before === after) yield* note({ kind: 'read', position: before })
    yield* note({ kind: 'end', as: 'committed' })
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    yield* note({ kind: 'end', as: 'failed' })
    yield* fact('reader-failed', messageOf(error.reply))
  }
}

function* everything(ledger: Ledger): Part<void> {
  const commits = (yield* ask(allCommits)).map(committed)
  yield* note({ kind: 'order', commits })
  yield* allTablesOf(ledger, commits)
}

function* allTablesOf(ledger: Ledger, commits: readonly Committed[]): Part<void> {
  yield* ask(allTables)
  for (const table of Object.keys(METADATA_TABLES)) yield* ask(allRows(table))
  const catalog = ledger.catalogOf(commits.at(-1)?.key ?? null)
  if (!catalog) yield* fact('reader-failed', 'the newest commit has a key that nobody knows')
  const made = [...(catalog?.tables.keys() ?? [])].filter((table) => !(table in METADATA_TABLES))
  const types: MadeTables = catalog ? ledger.madeIn(catalog) : new Map()
  for (const table of made) yield* userRows(table, types)
}

/** The rows of a table that a client has made, whose columns PostgreSQL has by other types. */
function* userRows(table: string, made: MadeTables): Part<void> {
  const columns = [...(made.get(table)?.keys() ?? [])]
  const scan = { table, columns, conditions: [] }
  const texts = scanTexts(scan, made)
  const reply = yield* say(texts.sql, { ...texts, compare: comparisonOf(scan, made) })
  if (reply.outcomes.at(-1)?.kind !== 'rows') throw new Failed(reply)
}

const allCommits: Read = {
  sql: `SELECT snapshot_id, commit_extra_info FROM {M}.ducklake_snapshot \
LEFT JOIN {M}.ducklake_snapshot_changes USING (snapshot_id) ORDER BY snapshot_id`,
  compare: ORDERED,
  features: [],
}

/** A batch that failed must leave no table behind. */
const allTables: Read = {
  sql: `SELECT table_name FROM information_schema.tables WHERE table_schema = '\${schema:lake}'`,
  compare: BAG,
  features: [],
}

function committed([position, key = null]: Rows[number]): Committed {
  return { position: Number(position), key }
}

function allRows(table: string): Read {
  return { sql: `SELECT * FROM {M}.${table}`, compare: BAG, features: [] }
}
