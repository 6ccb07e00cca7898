import type { Evidence } from '../model/history.js'
import type { Profile } from '../model/profile.js'
import type { Ignored, Oracle, Verdict } from '../model/verdict.js'

/**
 * Wraps an oracle so that a mistake in it is never taken for agreement: an oracle that throws is inconclusive, with the
 * message as the reason.
 */
export function defineOracle(oracle: Oracle): Oracle {
  const judge = (evidence: Evidence, profile: Profile): Verdict => {
    try {
      return oracle.judge(evidence, profile)
    } catch (error) {
      const because = `the oracle ${oracle.name} failed: ${error instanceof Error ? error.message : String(error)}`
      return { kind: 'inconclusive', because, ignored: [] }
    }
  }
  const appliesTo = (evidence: Evidence, profile: Profile): boolean => {
    try {
      return oracle.appliesTo?.(evidence, profile) ?? true
    } catch {
      return true // It is asked, so that its mistake is told.
    }
  }
  return { ...oracle, judge, appliesTo }
}

/** What was left out, each thing once. */
export function distinctIgnored(ignored: readonly Ignored[]): readonly Ignored[] {
  return [...new Map(ignored.map((entry) => [`${entry.what}\n${entry.because}`, entry])).values()]
}
