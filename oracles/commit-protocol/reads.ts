import type { Mismatch, Profile } from '../../src/index.js'
import type { Attempt, LatestRead, Protocol } from './attempts.js'

/** What is wrong with the reads of the newest snapshot. */
export function readsOf(protocol: Protocol, profile: Profile): readonly Mismatch[] {
  const { reads, attempts } = protocol
  return reads.flatMap((read, at) => {
    const found =
      inSession(read, reads.slice(0, at)) ??
      uncommitted(read, attempts) ??
      (profile.reads === 'linearizable' ? missed(read, attempts) : undefined)
    return found ? [found] : []
  })
}

/** The same, for what each session can tell by itself. */
export function sessionReadsOf({ reads }: Protocol): readonly Mismatch[] {
  return reads.flatMap((read, at) => inSession(read, reads.slice(0, at)) ?? [])
}

function inSession(read: LatestRead, earlier: readonly LatestRead[]): Mismatch | undefined {
  const before = earlier.filter(
    ({ catalog, session }) => catalog === read.catalog && session === read.session,
  )
  return notOneRow(read) ?? moved(read, before) ?? wentBack(read, before)
}

function notOneRow(read: LatestRead): Mismatch | undefined {
  if (read.rowCount === 1) return undefined
  const summary =
    read.rowCount === 0
      ? 'there is no newest snapshot: a DuckLake client cannot begin a transaction, "no snapshot found"'
      : `there are ${read.rowCount} newest snapshots: a DuckLake client stops with "Corrupt DuckLake - multiple snapshots"`
  return mismatch(read, 'row-count', { summary, due: '1 row', got: `${read.rowCount} rows` })
}

/** Inside of one transaction the newest snapshot stays what it is, until the transaction makes one itself. */
function moved(read: LatestRead, before: readonly LatestRead[]): Mismatch | undefined {
  const first = before.find(({ beganAt }) => beganAt === read.beganAt)
  const isBound = read.isRepeatable && !read.isOwn && first?.isOwn === false
  const [due, got] = [first?.id, read.id]
  if (!isBound || due === undefined || got === undefined || due === got) return undefined
  const summary =
    'the newest snapshot changes inside of a transaction that only reads: a DuckLake client reads its catalog at one ' +
    'snapshot and its files at another, and commits on top of what it has not seen'
  return mismatch(read, 'value', { summary, due: String(due), got: String(got) })
}

/** What a session has seen once it sees ever after. */
function wentBack(read: LatestRead, before: readonly LatestRead[]): Mismatch | undefined {
  const seen = before.filter(({ isOwn }) => !isOwn)
  const newest = greatest(seen.map(({ id }) => id))
  if (newest === undefined || read.id === undefined || read.id >= newest) return undefined
  const summary =
    'an older snapshot comes after a newer one in the same session: what a DuckLake client has seen is gone for its next ' +
    'transaction, and its next commit takes an id that is taken'
  return mismatch(read, 'value', { summary, due: `${newest} or newer`, got: String(read.id) })
}

/** Nobody may see what only a transaction that has not committed has written. */
function uncommitted(read: LatestRead, attempts: readonly Attempt[]): Mismatch | undefined {
  if (read.isOwn) return undefined
  const claims = attempts.filter(({ catalog, id }) => catalog === read.catalog && id === read.id)
  const begun = claims.filter(({ beganAt }) => beganAt < read.stepIndex)
  const isCommitted = begun.some(
    ({ end }) =>
      end.kind !== 'rolled-back' && end.kind !== 'refused' && end.stepIndex < read.stepIndex,
  )
  if (begun.length === 0 || isCommitted) return undefined
  const summary = `snapshot ${read.id} is read that nobody has committed: a DuckLake client builds on tables and files which may never be`
  return mismatch(read, 'value', { summary, due: 'a committed snapshot', got: String(read.id) })
}

/** With linearizable reads a transaction sees every commit that was acknowledged before it began. */
function missed(read: LatestRead, attempts: readonly Attempt[]): Mismatch | undefined {
  const acknowledged = attempts.filter(
    ({ catalog, end }) =>
      catalog === read.catalog && end.kind === 'committed' && end.stepIndex < read.beganAt,
  )
  const newest = greatest(acknowledged.map(({ id }) => id))
  if (newest === undefined || read.id === undefined || read.id >= newest) return undefined
  const summary =
    `snapshot ${newest} was acknowledged and is not there: its DuckLake client believes that it has committed, ` +
    'and the next one takes the same id'
  return mismatch(read, 'value', { summary, due: `${newest} or newer`, got: String(read.id) })
}

function greatest(ids: readonly (bigint | undefined)[]): bigint | undefined {
  return ids.reduce(
    (most, id) => (id !== undefined && (most === undefined || id > most) ? id : most),
    undefined,
  )
}

function mismatch(
  { stepIndex }: LatestRead,
  kind: Mismatch['mismatch'],
  { summary, due, got }: { readonly summary: string; readonly due: string; readonly got: string },
): Mismatch {
  return {
    kind: 'mismatch',
    mismatch: kind,
    stepIndex,
    summary,
    reference: `newest snapshot: ${due}`,
    subject: `newest snapshot: ${got}`,
    ignored: [],
  }
}
