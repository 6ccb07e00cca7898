import type { Check } from './check.js'
import type { Evidence } from './history.js'
import type { Plan } from './plan.js'
import type { Capability, Profile } from './profile.js'

/** The kinds of mismatch; part of a finding's identity. */
export const MISMATCH_KINDS = [
  'outcome',
  'error-class',
  'column-names',
  'type',
  'row-count',
  'value',
  'order',
  'affected-rows',
  'status',
  'tag',
  'protocol',
  'crash',
  'state',
  'nodes',
  'lost-commit',
  'double-commit',
  'stray-commit',
  'stale-read',
  'invariant',
] as const

export type MismatchKind = (typeof MISMATCH_KINDS)[number]

/** Something that an oracle left out of its judgement, and why. */
export interface Ignored {
  readonly what: string
  readonly because: string
}

export interface Mismatch {
  readonly kind: 'mismatch'
  readonly mismatch: MismatchKind
  /** The step that showed it; undefined when it is the end state. */
  readonly stepIndex: number | undefined
  /** One sentence: what differs. */
  readonly summary: string
  /** The two values in canonical text with their types, ready to print. */
  readonly reference: string
  readonly subject: string
  readonly ignored: readonly Ignored[]
}

export interface Agree {
  readonly kind: 'agree'
  readonly ignored: readonly Ignored[]
}

export interface Inconclusive {
  readonly kind: 'inconclusive'
  readonly because: string
  readonly stepIndex?: number | undefined
  readonly ignored: readonly Ignored[]
}

export type Verdict = Agree | Mismatch | Inconclusive

/** Judges evidence. Pure: the same evidence gives the same verdict, and nothing is sent anywhere. */
export interface Oracle {
  readonly name: string
  readonly summary: string
  /** What the subject must be able to do for this oracle to have a say; without it the oracle is left out, aloud. */
  readonly requires?: readonly Capability[] | undefined
  /** It judges the subject's history by itself, so it has a say where there is no reference. */
  readonly judgesSubjectAlone?: boolean | undefined
  /** It looks at end states; where no oracle does, they are not read, which saves a query or two a node and case. */
  readonly readsState?: boolean | undefined
  /**
   * What it asks beside a plan, at most at `checkpointsMax` places in its midst; none for a plan that is not its business.
   * Pure: of the same plan the same.
   */
  checks?(plan: Plan, checkpointsMax: number): readonly Check[]
  /**
   * What is corrupted for a canary (a row, an object of the end state, a check) may be nothing that it judges; where only
   * such oracles are asked, a canary that they miss says nothing of them.
   */
  readonly mayMissCanary?: boolean | undefined
  /**
   * For what it finds beside a plan: plans up to there which ask for it by a statement of their own (judge/question.ts), so
   * that a case shows it to whoever runs it. The plainest first; none where it finds nothing beside this one.
   */
  askInPlan?(evidence: Evidence): readonly Plan[]
  /**
   * Whether this evidence holds anything that it judges. Where it does not, the oracle is not asked, and the case counts
   * neither as agreement nor as doubt. Without it, every case holds something.
   */
  appliesTo?(evidence: Evidence, profile: Profile): boolean
  judge(evidence: Evidence, profile: Profile): Verdict
}

/** The verdict of an oracle that found nothing. */
export function agree(ignored: readonly Ignored[] = []): Agree {
  return { kind: 'agree', ignored }
}
