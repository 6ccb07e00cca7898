import type { FindingFacts } from '../corpus/fingerprint.js'
import type { Evidence } from '../model/history.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import { showingOf } from './showing.js'
import { culprit } from './signature.js'

/** What a finding is named by: its mismatch in the evidence that showed it, read by the types of the subject's profile. */
export function findingFacts(
  oracle: Oracle,
  mismatch: Mismatch,
  { evidence, types = new Map() }: { evidence: Evidence; types?: Profile['types'] | undefined },
): FindingFacts {
  return {
    oracle: oracle.name,
    mismatch,
    culprit: culprit(mismatch, evidence.plan),
    evidence,
    showing: showingOf(evidence, mismatch, types),
  }
}
