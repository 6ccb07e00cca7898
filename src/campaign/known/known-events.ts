import { type Place, whyNotHere } from '../../corpus/known/conditions.js'
import type { KnownCase } from '../../corpus/known/load.js'
import type { CaseId } from '../../model/plan.js'
import type { EventBody } from '../../report/events.js'
import { KnownDifferences, type NotSent } from './known-differences.js'
import type { KnownSeen } from './pursue.js'

/** The known differences of a folder, and where and when a run takes place. */
export interface KnownHere {
  readonly folder: string
  readonly all: readonly KnownCase[]
  readonly place: Place
  /** `2026-11-22`, in UTC. */
  readonly today: string
}

/** Those that count here, what does not count being set aside before anything runs, and the event that says so. */
export function knownHere({ folder, all, place, today }: KnownHere): {
  readonly differences: KnownDifferences
  readonly event: EventBody
} {
  const judged = all.map((one) => ({ one, notHere: notHere(one, place) }))
  const counting = judged.filter(({ notHere }) => notHere === undefined)
  const event: EventBody = {
    type: 'known-listed',
    folder,
    known: judged.map(({ one: { name, known }, notHere }) => ({
      name,
      issue: known.issue,
      reason: known.reason,
      owner: known.owner,
      expires: known.expires,
      isExpired: isExpired(known.expires, today),
      notHere,
    })),
  }
  return { differences: new KnownDifferences(counting.map(({ one }) => one)), event }
}

/** Why a known difference has no say: its conditions, or the oracle that it is about. */
export function notHere({ known }: KnownCase, place: Place): string | undefined {
  const { oracle } = known.match
  const needs = oracle === undefined ? [] : [{ about: 'oracle', names: [oracle] } as const]
  return whyNotHere([...known.applies, ...needs], place)
}

/** Whether the last day is over; both as `2027-02-01`. */
export function isExpired(expires: string | undefined, today: string): boolean {
  return expires !== undefined && expires < today
}

/** A known difference of a case as an event. */
export function knownMatched(
  { known, oracle, kind, shows, isReduced }: KnownSeen,
  { workload, index }: Pick<CaseId, 'workload' | 'index'>,
): EventBody {
  const { name } = known
  const { issue } = known.known
  return {
    type: 'known-matched',
    name,
    issue,
    workload,
    index,
    oracle,
    mismatch: kind,
    shows,
    isReduced,
  }
}

/** What was not sent because of known differences, as a case tells it. */
export function skippedAsKnown(notSent: readonly NotSent[]) {
  return notSent.map(({ known, count }) => ({
    what: 'statement',
    because: `it is the known difference ${known.name} (${known.known.issue})`,
    count,
  }))
}
