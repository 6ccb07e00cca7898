import type { Outcome } from '../../model/outcome.js'

/**
 * How far the rows of an outcome are determined: in their order, as a bag, or not well enough to be
 * written down; `why` says what is missing.
 */
export type Sureness =
  | { readonly kind: 'ordered' }
  | { readonly kind: 'bag' }
  | { readonly kind: 'unsure'; readonly why: string }

/** What the reference answered to one statement of a step. */
export interface Answer {
  readonly outcome: Outcome
  readonly sureness: Sureness
}

/** The answers of the reference to the steps of a case, in their order; none to what is no statement. */
export type Answers = readonly (readonly Answer[])[]
