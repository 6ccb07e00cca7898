import type { RunEvent } from './events.js'

/** What the latest runs saw of one known difference. */
export interface KnownUse {
  /** The latest runs in which it counted. */
  readonly counted: number
  /** In how many of them it was seen. */
  readonly seen: number
  /** In what ways it showed, over all of the runs. */
  readonly shows: readonly string[]
}

/** Folds the logs of runs, the latest first; of each known difference, only its latest `runsMax` runs count as its use. */
export function knownUse(
  logs: Iterable<readonly RunEvent[]>,
  runsMax: number,
): ReadonlyMap<string, KnownUse> {
  const uses = new Map<string, KnownUse>()
  for (const events of logs) {
    const matched = events.flatMap((event) => (event.type === 'known-matched' ? event : []))
    for (const name of countingIn(events)) {
      const before = uses.get(name) ?? { counted: 0, seen: 0, shows: [] }
      const own = matched.filter((event) => event.name === name)
      const isLatest = before.counted < runsMax
      uses.set(name, {
        counted: before.counted + (isLatest ? 1 : 0),
        seen: before.seen + (isLatest && own.length > 0 ? 1 : 0),
        shows: [...new Set([...before.shows, ...own.map(({ shows }) => shows)])],
      })
    }
  }
  return uses
}

function countingIn(events: readonly RunEvent[]): readonly string[] {
  const listed = events.flatMap((event) => (event.type === 'known-listed' ? event.known : []))
  return listed.filter(({ notHere }) => notHere === undefined).map(({ name }) => name)
}
