import type { EventOf, RunEvent } from './events.js'
import { plural } from './numbers.js'
import { visible } from './visible.js'

/** A known difference and what a run saw of it. */
export interface KnownSummary {
  /** Its file's name without `.case.sql`. */
  readonly name: string
  readonly issue: string
  readonly reason: string
  readonly owner: string | undefined
  readonly expires: string | undefined
  readonly isExpired: boolean
  /** Why it does not count here; undefined where it does. */
  readonly notHere: string | undefined
  /** How many cases showed it. */
  readonly cases: number
  /** In what ways they showed it. */
  readonly shows: readonly string[]
}

/** What became of the known differences of a run, in the order of their names. */
export function knownSummaries(events: readonly RunEvent[]): readonly KnownSummary[] {
  const listed = events.flatMap((event) => (event.type === 'known-listed' ? event.known : []))
  const matched = events.filter(
    (event): event is EventOf<'known-matched'> => event.type === 'known-matched',
  )
  return listed.map(({ name, issue, reason, owner, expires, isExpired, notHere }) => {
    const own = matched.filter((event) => event.name === name)
    const cases = new Set(own.map(({ workload, index }) => `${workload} ${index}`)).size
    const shows = [...new Set(own.map((event) => event.shows))]
    return { name, issue, reason, owner, expires, isExpired, notHere, cases, shows }
  })
}

/** Those that a run saw. */
export function seenKnown(known: readonly KnownSummary[]): readonly KnownSummary[] {
  return known.filter(({ cases }) => cases > 0)
}

/** Those that count here and were not seen: `3 known differences were not seen: a, b, c`; undefined where there are none. */
export function unseenText(known: readonly KnownSummary[]): string | undefined {
  const unseen = known.filter(({ cases, notHere }) => cases === 0 && notHere === undefined)
  if (unseen.length === 0) return undefined
  return `${plural(unseen.length, 'known difference')} not seen: ${listed(unseen)}`
}

/** Those whose last day is over: they still count, and somebody should look. */
export function expiredText(known: readonly KnownSummary[]): string | undefined {
  const expired = known.filter(({ isExpired, notHere }) => isExpired && notHere === undefined)
  if (expired.length === 0) return undefined
  const names = expired.map(({ name, expires }) => `${visible(name)} (${expires})`).join(', ')
  return `${plural(expired.length, 'known difference')} expired: ${names}`
}

/** The most names in one line. */
const NAMES_SHOWN_MAX = 5

function listed(known: readonly KnownSummary[]): string {
  const names = known.slice(0, NAMES_SHOWN_MAX).map(({ name }) => visible(name))
  const rest = known.length - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** `blob-raw  in 3 cases  https://...  because ...`, on one line. */
export function knownText({ name, cases, issue, reason, owner }: KnownSummary): string {
  const who = owner === undefined ? '' : ` (${visible(owner)})`
  return `${visible(name)}  in ${plural(cases, 'case')}  ${visible(issue)}  ${visible(reason)}${who}`
}
