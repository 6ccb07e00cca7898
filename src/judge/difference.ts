import type { MismatchKind } from '../model/verdict.js'

/** One difference between two outcomes, before an oracle says at which step. */
export interface Difference {
  readonly mismatch: MismatchKind
  readonly summary: string
  readonly reference: string
  readonly subject: string
}
