import type { Step } from '../../src/index.js'
import { type Catalog, collide } from './catalog.js'
import { type Change, givesUp } from './change.js'
import { commitOf } from './commit.js'
import type { Commit } from './draft.js'
import type { Operation } from './operation.js'
import { latestSnapshot, retryQuery } from './reads/snapshots.js'
import { touchedFiles } from './reads/upkeep.js'
import {
  ask,
  begin,
  commit,
  countSnapshots,
  type Failure,
  featuresOf,
  rollback,
  type Scene,
  type Style,
  say,
  sendBatch,
  styleFeature,
  whole,
} from './steps.js'

/**
 * The order in which two writers of the same snapshot id meet: `early` commits one before the
 * other sends its batch; the others send both batches first and commit in the same or in the
 * opposite order.
 */
export type Meeting = 'early' | 'same-order' | 'opposite-order'

/** A writer: its session and what it wants, with the number that makes its UUIDs. */
export interface Writer {
  readonly session: string
  readonly operation: Operation
  readonly number: number
}

export interface RacePlan {
  readonly first: Writer
  readonly second: Writer
  readonly meeting: Meeting
  readonly style: Style
  /** A reader looks between the batches and the commits. */
  readonly reader: string | undefined
  /** ROLLBACK is sent even after a COMMIT that failed, which has ended the transaction. */
  readonly rollsBackAlways: boolean
}

/** How a race ends, which is known before it is run. */
interface Ending {
  readonly winner: Writer
  readonly loser: Writer
  readonly won: Commit
  readonly steps: readonly Step[]
  readonly features: readonly string[]
}

/** Two writers take the same snapshot id; one wins, the other tries again or gives up. */
export function race(base: Catalog, plan: RacePlan): Scene {
  const opening = [plan.first, plan.second].flatMap(({ session }) => [
    begin(session),
    ask(session, latestSnapshot),
  ])
  const ending = plan.meeting === 'early' ? early(base, plan) : late(base, plan)
  const again = retry(base, ending, plan)
  return {
    steps: [...opening, ...ending.steps, ...again.steps],
    features: ['race', styleFeature(plan.style), ...ending.features, ...again.features],
    catalog: again.catalog,
  }
}

/**
 * The second writer's batch comes after the first one's commit, in a transaction that does not
 * see it: the primary key of the snapshot fails at once, and the transaction is aborted.
 */
function early(base: Catalog, plan: RacePlan): Ending {
  const { first, second, style } = plan
  const won = commitOf(first.operation, base, first.number)
  const lost = commitOf(second.operation, base, second.number)
  const steps = [
    ...sendBatch(first.session, whole(won, style)),
    commit(first.session),
    ask(second.session, latestSnapshot),
    ...sendBatch(second.session, {
      ...whole(lost, style),
      failure: { at: 0, expect: 'constraint' },
    }),
    rollback(second.session),
  ]
  return { winner: first, loser: second, won, steps, features: ['race-lost-at-insert'] }
}

function late(base: Catalog, plan: RacePlan): Ending {
  const { first, second, style } = plan
  const one = commitOf(first.operation, base, first.number)
  const two = commitOf(second.operation, base, second.number)
  const failure = collision(one, two)
  const opening = [
    ...sendBatch(first.session, whole(one, style)),
    ...sendBatch(second.session, { ...whole(two, style), failure }),
    ...(plan.reader ? [ask(plan.reader, latestSnapshot)] : []),
  ]
  const seen = plan.reader ? ['read-between-batch-and-commit'] : []
  if (failure) return lostAtStatement(plan, { won: one, opening, seen })
  const [winner, loser, won] =
    plan.meeting === 'same-order'
      ? ([first, second, one] as const)
      : ([second, first, two] as const)
  const steps = [...opening, commit(winner.session), ...failedCommit(plan, loser.session)]
  const order = plan.meeting === 'same-order' ? 'race-won-by-first' : 'race-won-by-second'
  const always = plan.rollsBackAlways ? ['rollback-after-failed-commit'] : []
  const features = ['race-lost-at-commit', order, ...always, ...seen]
  return { winner, loser, won, steps, features }
}

/**
 * The first statement that writes a row that the other transaction has written, and does not
 * see.
 */
function collision(first: Commit, second: Commit): Failure | undefined {
  const at = second.statements.findIndex((one) => collide(first.effects, one.effects))
  return at < 0 ? undefined : { at, expect: 'transaction' }
}

function lostAtStatement(
  plan: RacePlan,
  at: { won: Commit; opening: readonly Step[]; seen: readonly string[] },
): Ending {
  const { first, second } = plan
  const closing =
    plan.meeting === 'same-order'
      ? [commit(first.session), rollback(second.session)]
      : [rollback(second.session), commit(first.session)]
  const steps = [...at.opening, ...closing]
  const features = ['race-lost-at-statement', ...at.seen]
  return { winner: first, loser: second, won: at.won, steps, features }
}

/**
 * A COMMIT that finds the primary key taken fails and ends the transaction: ROLLBACK then has
 * none.
 */
function failedCommit(plan: RacePlan, session: string): readonly Step[] {
  const failed = say(session, 'COMMIT', { expect: 'transaction' })
  if (!plan.rollsBackAlways) return [failed]
  return [failed, say(session, 'ROLLBACK', { expect: 'transaction' })]
}

/**
 * The loser reads what happened, and writes its operation again with ids that follow the
 * winner's.
 */
function retry(base: Catalog, ending: Ending, plan: RacePlan): Scene {
  const { loser, won } = ending
  const { session, operation, number } = loser
  const query = retryQuery(base.snapshotId, 1)
  const mine = commitOf(operation, base, number).changes
  const checks = bothDelete(mine, won.changes) ? [touchedFiles(base.snapshotId)] : []
  const reads = [query, ...checks, latestSnapshot]
  const opening = [begin(session), ...reads.map((read) => ask(session, read))]
  if (givesUp(mine, won.changes) || !operation.applies(won.after)) {
    return {
      steps: [...opening, rollback(session), countSnapshots(session)],
      features: [...featuresOf(reads), 'loser-gives-up'],
      catalog: won.after,
    }
  }
  const again = commitOf(operation, won.after, number)
  return {
    steps: [...opening, ...sendBatch(session, whole(again, plan.style)), commit(session)],
    features: [...featuresOf(reads), 'loser-retries', ...operation.features],
    catalog: again.after,
  }
}

/** Deletes from one table conflict by file, which takes a query of its own to find out. */
function bothDelete(mine: readonly Change[], theirs: readonly Change[]): boolean {
  const tableOf = (change: Change) => (change.kind === 'deleted_from_table' ? change.id : undefined)
  const tables = new Set(theirs.map(tableOf))
  return mine.some((change) => tableOf(change) !== undefined && tables.has(tableOf(change)))
}
