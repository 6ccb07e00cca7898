import type { Step } from '../../src/index.js'
import { type Change, givesUp, holesBetween } from './change.js'
import { commitOf, firstAttempt } from './commit.js'
import type { Commit } from './draft.js'
import { systemColumns } from './inlining.js'
import {
  committed,
  failureOf,
  hold,
  isConflicting,
  isConflictingInPostgres,
  isTaken,
  look,
  release,
  unseenChanges,
  type View,
  type World,
} from './mvcc.js'
import type { Operation, Said } from './operation.js'
import { latestSnapshot, retryQuery } from './reads/snapshots.js'
import { touchedFiles } from './reads/upkeep.js'
import {
  ask,
  begin,
  commit,
  countSnapshots,
  rollback,
  type Style,
  say,
  sendBatch,
  whole,
} from './steps.js'

/** A writer: its session and what it wants, with the number that makes its UUIDs. */
export interface Writer {
  readonly session: string
  readonly operation: Operation
  readonly number: number
}

export interface RacePlan {
  readonly writers: readonly Writer[]
  /**
   * Whose turn it is: each number chooses among the writers that are not done. When the numbers are
   * used up, the writers finish one after the other.
   */
  readonly turns: readonly number[]
  readonly style: Style
  /** A session that looks while batches are sent and not committed. */
  readonly reader: string | undefined
  /** ROLLBACK is sent even after a COMMIT that failed, which has ended the transaction. */
  readonly rollsBackAlways: boolean
  /** Writers wait for each other, and a row that one has changed and another deletes is a conflict. */
  readonly waits?: boolean | undefined
}

/** A client gives up after so many attempts (ducklake_max_retry_count). */
const ATTEMPTS_MAX = 10

/** What a writer does next. */
export type Phase = 'begin' | 'read' | 'prelude' | 'batch' | 'commit' | 'done'

/** A writer on its way; `first` is what its first transaction saw, which conflicts are counted from. */
export interface Runner {
  readonly writer: Writer
  readonly phase: Phase
  readonly attempt: number
  readonly first: View | undefined
  readonly view: View | undefined
  readonly made: Commit | undefined
  readonly prelude: readonly Said[]
}

/** What one turn of a writer leads to. */
export interface Turn {
  readonly runner: Runner
  readonly world: World
  readonly steps: readonly Step[]
  readonly features: readonly string[]
}

/** A writer before its first turn. */
export function startOf(writer: Writer): Runner {
  const nothing = { first: undefined, view: undefined, made: undefined, prelude: [] }
  return { writer, phase: 'begin', attempt: 0, ...nothing }
}

/** What a writer does next, and what comes of it. */
export function takeTurn(world: World, runner: Runner, plan: RacePlan): Turn {
  const { session } = runner.writer
  switch (runner.phase) {
    case 'begin':
      return { runner: { ...runner, phase: 'read' }, world, steps: [begin(session)], features: [] }
    case 'read':
      return runner.attempt === 0 ? readFirst(world, runner) : readAgain(world, runner)
    case 'prelude':
      return sayPrelude(world, runner, plan)
    case 'batch':
      return sendIt(world, runner, plan)
    default:
      return commitIt(world, runner, plan)
  }
}

function readFirst(world: World, runner: Runner): Turn {
  const { session, operation, number } = runner.writer
  const view = look(world, session)
  const steps = [ask(session, latestSnapshot)]
  if (isStale(world, runner.writer, view))
    return { ...finished(world, runner), steps: [...steps, rollback(session)] }
  const { prelude, commit: made } = firstAttempt(operation, view.catalog, number)
  const phase = prelude.length > 0 ? 'prelude' : 'batch'
  return {
    runner: { ...runner, phase, view, first: view, made, prelude },
    world,
    steps,
    features: view.seen > 0 ? ['race-joined-late'] : [],
  }
}

/** A writer that comes late may find its table gone, or its name taken: it has nothing to do. */
function isStale(world: World, { operation, number }: Writer, view: View): boolean {
  if (view.seen === 0) return false
  if (!operation.applies(view.catalog)) return true
  const theirs = unseenChanges(world, 0, view.seen)
  return givesUp(commitOf(operation, view.catalog, number).changes, theirs)
}

/**
 * A write conflict here is not retried: the client only tries again when its commit fails
 * (reference: flush raises it at once).
 */
function sayPrelude(world: World, runner: Runner, plan: RacePlan): Turn {
  const { session } = runner.writer
  const { view, prelude } = runner
  const conflicts = plan.waits ? isConflictingInPostgres : isConflicting
  const at = view ? prelude.findIndex((said) => conflicts(world, view, said.effects)) : -1
  const said = at < 0 ? prelude : prelude.slice(0, at)
  const steps = said.map(({ read }) => ask(session, read))
  if (at < 0) {
    const effects = said.flatMap((one) => one.effects)
    const next = { ...runner, phase: 'batch' } as const
    return { runner: next, world: hold(world, session, effects), steps, features: [] }
  }
  const failing = prelude.slice(at, at + 1)
  const failed = failing.map((said) =>
    view && isConflicting(world, view, said.effects)
      ? say(session, said.read.sql, { expect: 'transaction' })
      : failingInBoth(session, said, view),
  )
  return {
    runner: { ...runner, phase: 'done' },
    world,
    steps: [...steps, ...failed, rollback(session)],
    features: ['conflict-before-commit'],
  }
}

/**
 * A deletion of a row that another one has updated fails in PostgreSQL only; what fails in DuckDB is an update of what the
 * other one has updated.
 */
function failingInBoth(session: string, { read }: Said, view: View | undefined): Step {
  const end = systemColumns(view?.catalog.spec ?? '1.0').end
  const update = read.sql.replace(/DELETE FROM (\S+)/, `UPDATE $1 SET ${end} = ${end}`)
  return say(session, update, { postgres: read.sql, expect: 'transaction' })
}

/** A batch that fails is rolled back at once, so nobody meets what it has done in part. */
function sendIt(world: World, runner: Runner, plan: RacePlan): Turn {
  const { session } = runner.writer
  const { view, made } = runner
  if (!view || !made) return finished(world, runner)
  const failure = failureOf(world, view, made)
  const steps = sendBatch(session, { ...whole(made, plan.style), failure })
  if (failure) {
    const where = failure.at === 0 ? 'race-lost-at-insert' : 'race-lost-at-statement'
    const lost = { ...tryAgain(runner), features: [where] }
    return { ...lost, world: release(world, session), steps: [...steps, rollback(session)] }
  }
  const watched = plan.reader && world.held.size === 0 ? [ask(plan.reader, latestSnapshot)] : []
  return {
    runner: { ...runner, phase: 'commit' },
    world: hold(world, session, made.effects),
    steps: [...steps, ...watched],
    features: watched.length > 0 ? ['read-between-batch-and-commit'] : [],
  }
}

function finished(world: World, runner: Runner): Turn {
  return { runner: { ...runner, phase: 'done' }, world, steps: [], features: [] }
}

function tryAgain(runner: Runner) {
  const attempt = runner.attempt + 1
  const phase = attempt < ATTEMPTS_MAX ? 'begin' : 'done'
  const again = attempt > 1 ? ['race-lost-again'] : []
  return { runner: { ...runner, phase, attempt } as const, features: again }
}

/**
 * A COMMIT that finds the primary key taken fails and ends the transaction: ROLLBACK then has
 * none.
 */
function commitIt(world: World, runner: Runner, plan: RacePlan): Turn {
  const { session, operation } = runner.writer
  const { view, made } = runner
  if (!view || !made) return finished(world, runner)
  if (!isTaken(world, view)) {
    const steps = [commit(session)]
    const order = runner.writer === plan.writers[0] ? 'race-won-by-first' : 'race-won-by-another'
    const won = world.commits.length === 0 ? [order] : []
    const features = [...won, ...operation.features]
    const next = { ...runner, phase: 'done' } as const
    return { runner: next, world: committed(world, session, made), steps, features }
  }
  const failed = say(session, 'COMMIT', { expect: 'transaction' })
  const always = plan.rollsBackAlways ? [say(session, 'ROLLBACK', { expect: 'transaction' })] : []
  const { runner: next, features } = tryAgain(runner)
  return {
    runner: next,
    world: release(world, session),
    steps: [failed, ...always],
    features: [
      'race-lost-at-commit',
      ...features,
      ...(always.length > 0 ? ['rollback-after-failed-commit'] : []),
    ],
  }
}

/**
 * The client reads what happened since its first snapshot, and writes its operation again with ids
 * that follow the newest, or gives up.
 */
function readAgain(world: World, runner: Runner): Turn {
  const { session, operation, number } = runner.writer
  const { first, made: before } = runner
  if (!first || !before) return finished(world, runner)
  const view = look(world, session)
  const theirs = unseenChanges(world, first.seen, view.seen)
  const since = first.catalog.snapshotId
  const checks = bothDelete(before.changes, theirs) ? [touchedFiles(since)] : []
  const reads = [retryQuery(since, view.seen - first.seen), ...checks, latestSnapshot]
  const steps = reads.map((read) => ask(session, read))
  const said = reads.flatMap((read) => read.features)
  if (givesUp(before.changes, theirs) || !operation.applies(view.catalog)) {
    const ending = [rollback(session), countSnapshots(session)]
    const features = [...said, 'loser-gives-up']
    return { ...finished(world, runner), steps: [...steps, ...ending], features }
  }
  const made = commitOf(operation, view.catalog, number)
  const features = [...said, 'loser-retries', ...holesBetween(before.changes, theirs)]
  return { runner: { ...runner, phase: 'batch', view, made }, world, steps, features }
}

/** Deletes from one table conflict by file, which takes a query of its own to find out. */
function bothDelete(mine: readonly Change[], theirs: readonly Change[]): boolean {
  const tableOf = (change: Change) => (change.kind === 'deleted_from_table' ? change.id : undefined)
  const tables = new Set(theirs.map(tableOf))
  return mine.some((change) => tableOf(change) !== undefined && tables.has(tableOf(change)))
}
