import type { FindingFacts } from '../corpus/fingerprint.js'
import { differingCells } from '../judge/differing-cells.js'
import { sameTag } from '../judge/tags.js'
import type { Evidence } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import { splitStatements } from '../sql/split.js'
import { showingOf } from './showing.js'
import { culprit } from './signature.js'

/** What a finding is named by: its mismatch in the evidence that showed it, read by the types of the subject's profile. */
export function findingFacts(
  oracle: Oracle,
  mismatch: Mismatch,
  { evidence, types = new Map() }: { evidence: Evidence; types?: Profile['types'] | undefined },
): FindingFacts {
  const text = culprit(mismatch, evidence.plan)
  const part = partedAt(evidence, mismatch, types)
  return {
    oracle: oracle.name,
    mismatch,
    culprit: splitStatements(text)[part]?.text ?? text,
    part,
    evidence,
    showing: showingOf(evidence, mismatch, types),
  }
}

/** Which of several answers to one text is the first that differs; the last one where none does by itself. */
function partedAt(
  { reference, subject }: Evidence,
  { stepIndex = -1 }: Mismatch,
  types: Profile['types'],
): number {
  const [ours, theirs] = [reference.records[stepIndex], subject.records[stepIndex]]
  const outcomes = ours?.outcomes ?? []
  const at = outcomes.findIndex((outcome, index) =>
    isParted(outcome, theirs?.outcomes[index], types),
  )
  return at >= 0 ? at : Math.max(0, outcomes.length - 1)
}

function isParted(ours: Outcome, theirs: Outcome | undefined, types: Profile['types']): boolean {
  if (ours.kind !== theirs?.kind) return true
  if (ours.kind === 'rows' && theirs.kind === 'rows') {
    const isSame = ours.rows.length === theirs.rows.length && sameTag(ours.tag, theirs.tag)
    return !isSame || differingCells(ours, theirs, types).length > 0
  }
  if (ours.kind === 'done' && theirs.kind === 'done') {
    return ours.affected !== theirs.affected || !sameTag(ours.tag, theirs.tag)
  }
  return false
}
