import { type AttemptEnd, type Dice, type Reply, warningOfLoss } from '../../src/index.js'
import type { Catalog } from '../ducklake-metadata/catalog.js'
import type { Change } from '../ducklake-metadata/change.js'
import { commitOf } from '../ducklake-metadata/commit.js'
import type { Operation } from '../ducklake-metadata/operation.js'
import { batchWords, tablesMadeBy } from '../ducklake-metadata/postgres/batch-words.js'
import { ONE_ROW, type Read } from '../ducklake-metadata/read.js'
import { latestSnapshot, retryQuery } from '../ducklake-metadata/reads/snapshots.js'
import { touchedFiles } from '../ducklake-metadata/reads/upkeep.js'
import { readChanges } from './changes-made.js'
import { chooseOperation } from './choice.js'
import { bothDelete, conflictOf, withFiles } from './conflict.js'
import type { Ledger } from './ledger.js'
import { extraReads } from './reads.js'
import { signed } from './signed.js'
import {
  ask,
  begin,
  Failed,
  inPlace,
  isDone,
  messageOf,
  must,
  note,
  numberIn,
  type Part,
  reopen,
  say,
} from './talk.js'

/** A writer between two statements. */
export interface Writer {
  readonly ledger: Ledger
  readonly dice: Dice
  /** The most live tables of the catalog. */
  readonly tablesMax: number
  /** So many further queries before a batch. */
  readonly reads: number
  /** The newest snapshot that it was shown. */
  seen: number
}

/** One thing that a writer wants to commit, through all of its attempts. */
export interface Goal {
  readonly key: string
  /** Makes its UUIDs and paths. */
  readonly number: number
  /** What the first attempt read, and what it would change: later ones are checked against this. */
  first?: First
}

interface First {
  readonly position: number
  readonly base: Catalog
  readonly operation: Operation
  readonly changes: readonly Change[]
}

/** How an attempt ended. */
export type Ending =
  /** `warning`: what the endpoint said beside it where it may be lost, which a DuckLake client never sees. */
  | { readonly kind: 'committed'; readonly warning?: string | undefined }
  /** COMMIT was not answered, or with an error that leaves open whether it happened. */
  | { readonly kind: 'unknown'; readonly position: number; readonly message: string }
  /** It failed, at a statement or at COMMIT. */
  | { readonly kind: 'failed'; readonly at: string; readonly message: string; reply: Reply }
  /** The client itself sees no sense in going on. */
  | { readonly kind: 'given-up'; readonly because: string; readonly isLost?: boolean }

/**
 * One attempt of section 4 of the protocol: BEGIN, on a retry first what others did and whether that is in the way, the
 * newest snapshot, the batch as one simple query, COMMIT.
 */
export function* attempt(writer: Writer, goal: Goal, number: number): Part<Ending> {
  yield* note({ kind: 'begin', attempt: number })
  const place: Place = { at: 'BEGIN', writes: undefined }
  try {
    const ending = yield* transaction(writer, goal, place)
    yield* note({ kind: 'end', as: ending.kind === 'committed' ? endOf(ending) : 'rolled-back' })
    if (ending.kind === 'given-up') yield* end('T')
    return ending
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    return yield* failed(error.reply, goal, { writer, place })
  }
}

/** Where an attempt is, for whoever has to say how it failed. */
interface Place {
  at: string
  /** The snapshot that its COMMIT would make. */
  writes: number | undefined
}

function* transaction(
  writer: Writer,
  goal: Goal,
  place: Place,
): Part<Extract<Ending, { kind: 'committed' | 'given-up' }>> {
  yield* begin()
  place.at = 'a read'
  const inTheWay = goal.first && (yield* conflict(writer, goal.first))
  if (inTheWay !== undefined) return { kind: 'given-up', because: inTheWay }
  const position = yield* readPosition(writer, latestSnapshot)
  const base = yield* catalogAt(writer, position)
  if (!base) return { kind: 'given-up', because: NOT_KNOWN, isLost: true }
  const { operation = chooseOperation(base, writer.dice, writer.tablesMax) } = goal.first ?? {}
  if (!operation.applies(base)) return { kind: 'given-up', because: 'what it is about is gone' }
  for (const read of goal.first ? [] : extraReads(base, writer)) yield* ask(read)
  const made = signed(commitOf(operation, base, goal.number), goal.key)
  goal.first ??= { position, base, operation, changes: made.changes }
  const batch = inPlace(made.statements.map(({ sql }) => `${sql};`).join(''))
  const tables = new Map([...writer.ledger.madeIn(base), ...tablesMadeBy(batch)])
  writer.ledger.intend(goal.key, made.after, tables)
  const what = operation.features[0] ?? 'operation'
  yield* note({ kind: 'write', position: position + 1, key: goal.key, what })
  place.at = 'the batch'
  yield* must(batch, batchWords(batch, tables))
  place.at = 'COMMIT'
  place.writes = position + 1
  const reply = yield* say('COMMIT')
  if (!isCommitted(reply)) throw new Failed(reply)
  const warning = warningOfLoss(reply)?.message
  if (warning === undefined) writer.ledger.acknowledge(position + 1)
  return { kind: 'committed', warning }
}

/** The client believes in its commit; who judges the endpoint knows that it has promised nothing. */
function endOf({ warning }: Extract<Ending, { kind: 'committed' }>): AttemptEnd {
  return warning === undefined ? 'committed' : 'unknown'
}

/** What others have committed since the first attempt, and whether this client gives up over it. */
function* conflict(writer: Writer, { position, base, changes }: First): Part<string | undefined> {
  // Each text of changes is one value here; which came first is not said.
  const rows = yield* ask(retryQuery(position, 1), [{ index: CHANGES, rule: 'bag' }])
  yield* sees(writer, numberIn(rows, 0))
  const theirs = readChanges(rows[0]?.[CHANGES] ?? '', base)
  if (!theirs) return 'the changes of others cannot be read'
  const files = bothDelete(changes, theirs) ? yield* ask(touchedFiles(position)) : []
  return conflictOf(
    changes,
    withFiles(
      theirs,
      files.map(([file]) => Number(file)),
    ),
  )
}

const CHANGES = 4
const NOT_KNOWN = 'the snapshot that it was shown is not known'

function* readPosition(writer: Writer, read: Read): Part<number> {
  const rows = yield* ask(read)
  // The client takes several for a corrupt catalog, and so for an error that it does not retry.
  if (rows.length > 1) throw new Failed(CORRUPT)
  return yield* sees(writer, numberIn(rows, 0))
}

function* sees(writer: Writer, position: number | undefined): Part<number> {
  if (position === undefined) throw new Failed({ outcomes: [], status: 'T' })
  yield* note({ kind: 'read', position })
  writer.seen = Math.max(writer.seen, position)
  return position
}

const CORRUPT: Reply = {
  outcomes: [
    {
      kind: 'error',
      errorClass: 'other',
      message: 'several newest snapshots: the catalog is corrupt',
    },
  ],
  status: 'T',
}

/** What a real client would load: whose snapshot it is says which catalog it shows. */
export function* catalogAt(
  { ledger }: Pick<Writer, 'ledger'>,
  position: number,
): Part<Catalog | undefined> {
  const rows = yield* ask({
    sql: `SELECT commit_extra_info FROM {M}.ducklake_snapshot_changes WHERE snapshot_id = ${position}`,
    compare: ONE_ROW,
    features: [],
  })
  const key = rows[0]?.[0]
  const catalog = key === undefined ? undefined : ledger.catalogOf(key)
  return catalog?.snapshotId === position ? catalog : undefined
}

/** PostgreSQL answers COMMIT of a failed transaction with another tag and no error. */
function isCommitted(reply: Reply): boolean {
  const last = reply.outcomes.at(-1)
  return isDone(reply) && last?.kind === 'done' && (last.tag ?? 'COMMIT') === 'COMMIT'
}

/** SQLSTATEs after which a COMMIT may have happened all the same. */
const OPEN_STATES = /^(08...|57P..|XX...|40003|57014)$/

function mayHaveHappened({ outcomes, status }: Reply): boolean {
  const last = outcomes.at(-1)
  if (last?.kind === 'error') return status === undefined || OPEN_STATES.test(last.sqlstate ?? '')
  return last?.kind === 'unknown' || last?.kind === 'violation'
}

function* failed(
  reply: Reply,
  { key }: Goal,
  { writer, place }: { readonly writer: Writer; readonly place: Place },
): Part<Ending> {
  const { at, writes } = place
  const message = messageOf(reply)
  if (writes !== undefined && mayHaveHappened(reply)) {
    yield* note({ kind: 'end', as: 'unknown' })
    yield* end(reply.status)
    return { kind: 'unknown', position: writes, message }
  }
  yield* note({ kind: 'end', as: 'failed' })
  writer.ledger.forget(key)
  yield* end(reply.status)
  return { kind: 'failed', at, message, reply }
}

/** Leaves the connection idle, or takes another one. */
function* end(status: Reply['status']): Part<void> {
  if (status === 'I') return
  const after = status === undefined ? undefined : (yield* say('ROLLBACK')).status
  if (after !== 'I') yield* reopen()
}
