import type { Known } from './known.js'
import type { CaseId, Plan } from './plan.js'

/** A replayable file: where it comes from, what it shows, and the plan (see corpus/case-file.ts for the text). */
export interface Case {
  readonly header: CaseHeader
  readonly plan: Plan
}

export interface CaseHeader {
  /** The finding that this case shows, `GE-` and eight hexadecimal digits. */
  readonly finding?: string | undefined
  readonly oracle?: string | undefined
  readonly kind?: string | undefined
  readonly from?: CaseId | undefined
  /** Set in cases under corpus/known: the difference that this case shows is accepted. */
  readonly known?: Known | undefined
}
