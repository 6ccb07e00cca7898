import type { Evidence } from '../../model/history.js'
import type { Profile } from '../../model/profile.js'
import { agree, type Mismatch, type Oracle, type Verdict } from '../../model/verdict.js'
import type { Hit } from './look-past.js'
import { withoutDifference } from './set-aside.js'
import { type Sighting, sightingOf } from './sighting.js'

/**
 * The oracle, blind to known differences while another one behind them is confirmed and made smaller. Those of the same
 * statement change their looks as it becomes shorter, so of them only the kind counts.
 */
export function oraclePast(oracle: Oracle, hits: readonly Hit[], stepIndex?: number): Oracle {
  const own = hits.filter((hit) => hit.oracle.name === oracle.name)
  if (own.length === 0) return oracle
  const isSeen = (hit: Hit, sighting: Sighting): boolean => {
    if (hit.sighting.kind !== sighting.kind) return false
    const isBeside = hit.mismatch.stepIndex === stepIndex
    return isBeside || JSON.stringify(hit.sighting) === JSON.stringify(sighting)
  }
  const blindTo = (mismatch: Mismatch, evidence: Evidence, profile: Profile): Hit | undefined => {
    const { types } = profile
    const sighting = sightingOf(oracle.name, mismatch, { evidence, types })
    return own.find((hit) => isSeen(hit, sighting))
  }
  return {
    ...oracle,
    judge: (evidence, profile) => judgePast(oracle, evidence, { profile, blindTo }),
  }
}

interface Blindness {
  readonly profile: Profile
  readonly blindTo: (mismatch: Mismatch, evidence: Evidence, profile: Profile) => Hit | undefined
}

/** Each kind is set aside once at each step: what differs then is another difference. */
function judgePast(oracle: Oracle, all: Evidence, { profile, blindTo }: Blindness): Verdict {
  const done = new Set<string>()
  let evidence = all
  for (;;) {
    const verdict = oracle.judge(evidence, profile)
    if (verdict.kind !== 'mismatch') return verdict
    const place = `${verdict.stepIndex} ${verdict.mismatch} ${verdict.mismatch === 'type' ? verdict.summary : ''}`
    const hit = done.has(place) ? undefined : blindTo(verdict, evidence, profile)
    if (!hit) return verdict
    done.add(place)
    const aside = { oracle, mismatch: verdict, match: hit.known.known.match, profile }
    const next = withoutDifference(evidence, aside)[0]
    if (!next) return agree(verdict.ignored)
    evidence = next
  }
}
