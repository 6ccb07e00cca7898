import type { Committed } from '../../model/client.js'
import type { Attempt, TellsOrder } from './attempts.js'

/** What is wrong with an order of commits, or with what clients were told about their own. */
export type OrderFault =
  /** Nobody could ask for the order. */
  | { readonly kind: 'unread' }
  /** Two commits in one place. */
  | { readonly kind: 'same-position'; readonly position: number; readonly keys: readonly string[] }
  /** One commit in two places. */
  | { readonly kind: 'twice'; readonly key: string; readonly positions: readonly number[] }
  /** No commit in a place before the last one. */
  | { readonly kind: 'gap'; readonly position: number }
  /** A commit was acknowledged, and is not there. */
  | {
      readonly kind: 'lost'
      readonly key: string
      readonly position: number
      readonly found: string | undefined
    }
  /** A commit was acknowledged for one place and is in another. */
  | {
      readonly kind: 'moved'
      readonly key: string
      readonly position: number
      readonly found: number
    }
  /** A commit is there whose client was told that it failed. */
  | { readonly kind: 'failed'; readonly key: string; readonly position: number }
  /** A client was shown the state after a commit that is not there. */
  | { readonly kind: 'vanished'; readonly position: number; readonly session: string }
  /** A commit that none of the clients made. */
  | { readonly kind: 'foreign'; readonly key: string | null; readonly position: number }
  /** `later` began when `earlier` was acknowledged, and stands before it. */
  | { readonly kind: 'real-time'; readonly earlier: Committed; readonly later: Committed }

/** Where the order begins: what is there before the clients are. */
export const FIRST_POSITION = 0

/** Whether this says something bad about the endpoint; otherwise it says that the order is none. */
export function isWrong({ kind }: OrderFault): boolean {
  return kind !== 'unread' && kind !== 'foreign' && kind !== 'real-time' && kind !== 'gap'
}

/**
 * What is wrong with the order that one session was told, the worst first; nothing where the commits can be done again in
 * this order. O(n log n).
 */
export function faultsOf(
  order: TellsOrder | undefined,
  attempts: readonly Attempt[],
): readonly OrderFault[] {
  const writers = attempts.filter((attempt) => attempt.write !== undefined)
  const told = toldTwice(writers)
  if (!order || order.commits.length === 0) return [...told, { kind: 'unread' }]
  const commits = [...order.commits].sort((a, b) => a.position - b.position)
  const faults = [
    ...twiceIn(commits),
    ...acknowledged(commits, writers),
    ...told,
    ...strangers(commits, writers),
    ...vanished(commits, attempts),
    ...gapsIn(commits),
    ...againstTime(commits, writers),
  ]
  return faults.sort((a, b) => Number(isWrong(b)) - Number(isWrong(a)))
}

/** One place that two commits were acknowledged for; each is a promise, whatever the order is. */
function toldTwice(writers: readonly Attempt[]): readonly OrderFault[] {
  const acks = writers.flatMap(({ write, end }) => (write && end === 'committed' ? [write] : []))
  return samePosition(acks)
}

function samePosition(commits: readonly Committed[]): readonly OrderFault[] {
  return [...groupBy(commits, ({ position }) => position)].flatMap(([position, same]) => {
    const keys = same.map(({ key }) => key ?? 'none')
    const different = [...new Set(keys)]
    if (same.length === 1) return []
    return [{ kind: 'same-position', position, keys: different.length > 1 ? different : keys }]
  })
}

function twiceIn(commits: readonly Committed[]): readonly OrderFault[] {
  const keyed = commits.filter(({ key }) => key !== null)
  const keys = groupBy(keyed, ({ key }) => key)
  return [
    ...samePosition(commits),
    ...[...keys].flatMap(([key, same]): readonly OrderFault[] => {
      // Rows of two commits in one place are told in every combination.
      const positions = [...new Set(same.map(({ position }) => position))]
      return positions.length > 1 ? [{ kind: 'twice', key: key ?? '', positions }] : []
    }),
  ]
}

/** Each commit that was acknowledged is there, once and in its place. */
function acknowledged(
  commits: readonly Committed[],
  writers: readonly Attempt[],
): readonly OrderFault[] {
  const places = new Map(commits.map(({ key, position }) => [key, position]))
  const there = new Map(commits.map(({ key, position }) => [position, key]))
  return writers.flatMap(({ write, end }): readonly OrderFault[] => {
    if (!write?.key || end !== 'committed') return []
    const { key, position } = write
    const found = places.get(key)
    if (found === undefined)
      return [{ kind: 'lost', key, position, found: there.get(position) ?? undefined }]
    return found === position ? [] : [{ kind: 'moved', key, position, found }]
  })
}

/** What is there although nobody committed it. */
function strangers(
  commits: readonly Committed[],
  writers: readonly Attempt[],
): readonly OrderFault[] {
  const ends = new Map<string | null, Set<string>>()
  for (const { write, end = 'unknown' } of writers) {
    const key = write?.key ?? null
    ends.set(key, (ends.get(key) ?? new Set()).add(end))
  }
  return commits.flatMap(({ key, position }): readonly OrderFault[] => {
    if (position === FIRST_POSITION) return []
    const ended = ends.get(key)
    if (key === null || !ended) return [{ kind: 'foreign', key, position }]
    if (ended.has('committed') || ended.has('unknown')) return []
    return [{ kind: 'failed', key, position }]
  })
}

/** What was read once must stay, whoever committed it. */
function vanished(
  commits: readonly Committed[],
  attempts: readonly Attempt[],
): readonly OrderFault[] {
  const there = new Set(commits.map(({ position }) => position))
  const read = attempts.find(({ position }) => position !== undefined && !there.has(position))
  if (read?.position === undefined) return []
  return [{ kind: 'vanished', position: read.position, session: read.session }]
}

function gapsIn(commits: readonly Committed[]): readonly OrderFault[] {
  let expected = FIRST_POSITION
  for (const { position } of commits) {
    if (position > expected) return [{ kind: 'gap', position: expected }]
    expected = Math.max(expected, position + 1)
  }
  return []
}

/**
 * The first commit that began when one behind it was already acknowledged. From the end to the beginning: the earliest
 * acknowledgement of all that stand behind.
 */
function againstTime(
  commits: readonly Committed[],
  writers: readonly Attempt[],
): readonly OrderFault[] {
  const wins = new Map(
    writers.flatMap((one) => (one.end === 'committed' && one.write ? [[one.write.key, one]] : [])),
  )
  let first: { readonly endedNs: bigint; readonly commit: Committed } | undefined
  for (const commit of commits.toReversed()) {
    const win = wins.get(commit.key)
    if (!win || commit.key === null) continue
    if (first && first.endedNs < win.beganNs) {
      return [{ kind: 'real-time', earlier: first.commit, later: commit }]
    }
    if (!first || win.endedNs < first.endedNs) first = { endedNs: win.endedNs, commit }
  }
  return []
}

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}

/** An attempt that read a state older than a commit that was acknowledged before it began. */
export interface StaleRead {
  readonly attempt: Attempt
  readonly newest: Committed
}

/** Every stale read, in the order in which they began. O(n log n). */
export function staleReads(attempts: readonly Attempt[]): readonly StaleRead[] {
  const acks = attempts
    .filter(({ write, end }) => write !== undefined && end === 'committed')
    .toSorted(byTime((one) => one.endedNs))
  const reads = attempts
    .filter(({ position }) => position !== undefined)
    .toSorted(byTime((one) => one.beganNs))
  const stale: StaleRead[] = []
  let at = 0
  let newest: Committed | undefined
  for (const attempt of reads) {
    for (let ack = acks[at]; ack && ack.endedNs < attempt.beganNs; ack = acks[at]) {
      if (ack.write && ack.write.position > (newest?.position ?? -1)) newest = ack.write
      at += 1
    }
    if (newest && (attempt.position ?? 0) < newest.position) stale.push({ attempt, newest })
  }
  return stale
}

function byTime(timeOf: (one: Attempt) => bigint) {
  return (a: Attempt, b: Attempt) => Number(timeOf(a) - timeOf(b))
}
