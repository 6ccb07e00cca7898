import type { CaseTables } from './case-tables.js'
import type { EventOf } from './events.js'
import type { FindingSummary } from './findings.js'
import { type KnownSummary, seenKnown } from './known.js'
import { percent, plural } from './numbers.js'

/** What a run says in the end. Never "passed": a search that finds nothing has only searched. */
export type Verdict = 'agree' | 'findings' | 'inconclusive' | 'our-bug' | 'usage' | 'interrupted'

/** The end of a run in one word, one number and two sentences. */
export interface Conclusion {
  readonly verdict: Verdict
  readonly exitCode: number
  /** `0 findings after 1 284 cases, 31 402 statements (83 % executed on both), 212 features`. */
  readonly conclusion: string
  /** Why it ended, and with this code. */
  readonly reason: string
  /** What to do about it, where the run proves nothing. */
  readonly next: string | undefined
}

/** What the conclusion is drawn from. */
export interface Evidence extends CaseTables {
  readonly findings: readonly FindingSummary[]
  readonly open: readonly unknown[]
  readonly notRun: readonly Pick<EventOf<'case-not-run'>, 'isLeftOut'>[]
  readonly lost: readonly Pick<EventOf<'target-lost'>, 'target' | 'reason'>[]
  readonly known: readonly KnownSummary[]
  /** Whether the canary was caught; undefined where there was none. */
  readonly canary: boolean | undefined
}

/** How a run ended when it was not by its budget. */
export type Ending =
  | { readonly kind: 'budget' }
  | { readonly kind: 'interrupted'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly kind: 'bug'; readonly message: string }

/**
 * The exit code and its reason: 4 our bug, 130 or 143 interrupted, 1 findings, 3 inconclusive, 0
 * agree. A mismatch that was never seen again is a warning and no finding.
 */
export function exitCodeOf(
  evidence: Evidence,
  ending: Ending,
): { readonly exitCode: number; readonly reason: string } {
  if (ending.kind === 'bug') {
    return { exitCode: 4, reason: `goldeneye itself failed: ${ending.message}` }
  }
  if (ending.kind === 'interrupted') {
    const exitCode = ending.signal === 'SIGINT' ? 130 : 143
    return { exitCode, reason: `stopped by ${ending.signal}` }
  }
  const count = counting(evidence.findings).length
  if (count > 0) return { exitCode: 1, reason: plural(count, 'finding') }
  const doubt = whyInconclusive(evidence)
  if (doubt !== undefined) return { exitCode: 3, reason: doubt.reason }
  return { exitCode: 0, reason: whyAgree(evidence) }
}

/** The findings that make a run red: those that were seen again. */
export function counting(findings: readonly FindingSummary[]): readonly FindingSummary[] {
  return findings.filter((finding) => finding.status !== 'unconfirmed')
}

/** Draws the conclusion; a log without an end says so, and its exit code is worked out again. */
export function conclude(
  evidence: Evidence,
  finish: Pick<EventOf<'run-finished'>, 'exitCode' | 'reason'> | undefined,
): Conclusion {
  const { exitCode, reason } = finish ?? unfinished(evidence)
  const verdict = verdictOf(exitCode)
  const prefix = verdict === 'agree' || verdict === 'findings' ? '' : `${verdictText(verdict)}: `
  const why = prefix === '' ? '' : `${reason}; `
  const conclusion = `${prefix}${why}${countSentence(evidence)}`
  return { verdict, exitCode, reason, conclusion, next: nextStep(evidence, verdict) }
}

function nextStep(evidence: Evidence, verdict: Verdict): string | undefined {
  if (verdict !== 'inconclusive') return undefined
  return whyInconclusive(evidence)?.next ?? 'run it again: what the log holds would agree'
}

/** The words for a verdict. */
export function verdictText(verdict: Verdict): string {
  return verdict === 'our-bug' ? 'a bug in goldeneye' : verdict
}

function unfinished(evidence: Evidence) {
  const { exitCode } = exitCodeOf(evidence, { kind: 'budget' })
  const reason = 'the log ends before the run did'
  return { exitCode: exitCode === 1 ? 1 : 3, reason }
}

function verdictOf(exitCode: number): Verdict {
  switch (exitCode) {
    case 0:
      return 'agree'
    case 1:
      return 'findings'
    case 2:
      return 'usage'
    case 3:
      return 'inconclusive'
    case 4:
      return 'our-bug'
    default:
      return 'interrupted'
  }
}

/** Why a run proves nothing, and what to do about it. */
interface Doubtful {
  readonly reason: string
  readonly next: string
}

function whyInconclusive(evidence: Evidence): Doubtful | undefined {
  const { lost, canary, open, notRun } = evidence
  const [first] = lost
  if (first) {
    const next = `look why ${first.target} ended, start it again, and run this once more`
    return { reason: `${first.target} is lost: ${first.reason}`, next }
  }
  if (canary === false) {
    const next = 'judge with more oracles (goldeneye list oracles); with all of them, report it'
    return { reason: 'the canary was not caught, so the oracles prove nothing', next }
  }
  if (open.length > 0) {
    const reason = `${plural(open.length, 'mismatch', 'mismatches')} not followed up`
    return { reason, next: 'run it again with the same --seed, and let it come to its end' }
  }
  const unable = notRun.filter(({ isLeftOut }) => !isLeftOut).length
  if (unable > 0) {
    const next = 'mend the cases that are named below, or leave them out'
    return { reason: `${plural(unable, 'case')} cannot be run`, next }
  }
  return whyNothingJudged(evidence)
}

function whyNothingJudged({ totals, oracles, notRun }: Evidence): Doubtful | undefined {
  if (totals.cases === 0) {
    const next =
      notRun.length > 0
        ? 'see below what was left out and why, or name another workload'
        : 'give it more time with --duration'
    return { reason: 'no case was finished', next }
  }
  if (totals.executedOnBoth === 0) {
    const next = 'look into index.html for what the sides answer; is it the right endpoint?'
    return { reason: 'no statement was executed on both sides', next }
  }
  if (oracles.length === 0) {
    const next = 'see below which were left out and why, or name others with --oracle'
    return { reason: 'there was no oracle to judge any case', next }
  }
  const idle = oracles.filter((oracle) => judgedBy(oracle) === 0)
  if (idle.length === oracles.length) {
    const next = 'name another one with --oracle, or a workload that it judges'
    const names = idle.map(({ oracle }) => oracle).join(' and ')
    return { reason: `there was nothing to judge for ${names}`, next }
  }
  const silent = oracles.find((one) => one.inconclusive > 0 && one.agree + one.mismatch === 0)
  return (
    silent && {
      reason: `${silent.oracle} could not judge any case: ${silent.because[0]?.because}`,
      next: 'do away with the reason, or judge without it: name the others with --oracle',
    }
  )
}

function judgedBy({ agree, mismatch, inconclusive }: CaseTables['oracles'][number]): number {
  return agree + mismatch + inconclusive
}

function whyAgree({ findings, oracles, known }: Evidence): string {
  if (findings.length > 0) return 'no mismatch was seen a second time'
  const seen = seenKnown(known).length
  if (seen > 0) return `every verdict agrees but for ${plural(seen, 'known difference')}`
  if (inconclusiveCount(oracles) > 0) return 'every verdict that could be given agrees'
  return 'every verdict agrees'
}

function inconclusiveCount(oracles: CaseTables['oracles']): number {
  return oracles.reduce((total, oracle) => total + oracle.inconclusive, 0)
}

function countSentence(evidence: Evidence): string {
  const { totals, findings, oracles } = evidence
  const once = findings.length - counting(findings).length
  const inconclusive = inconclusiveCount(oracles)
  const seen = seenKnown(evidence.known).length
  const done = percent(totals.executedOnBoth, totals.statements)
  return [
    `${plural(counting(findings).length, 'finding')} after ${plural(totals.cases, 'case')}`,
    `${plural(totals.statements, 'statement')} (${done} executed on both)`,
    plural(totals.features, 'feature'),
    ...(seen > 0 ? [plural(seen, 'known difference')] : []),
    ...(once > 0 ? [`${plural(once, 'mismatch', 'mismatches')} not seen again`] : []),
    ...(evidence.canary === true ? ['canary caught'] : []),
    ...(inconclusive > 0 ? [`${plural(inconclusive, 'inconclusive verdict')}`] : []),
  ].join(', ')
}
