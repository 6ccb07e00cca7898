import type { MismatchKind } from './verdict.js'

/** An accepted difference: who decided it and why, where it counts, and what it covers. */
export interface Known {
  /** The issue in which it is followed, usually a URL. */
  readonly issue: string
  readonly reason: string
  readonly owner?: string | undefined
  /** The day after which it needs another look, `2027-02-01`. */
  readonly expires?: string | undefined
  /** All of these must hold; none: it counts everywhere. */
  readonly applies: readonly KnownCondition[]
  readonly match: KnownMatch
}

/** Where a known difference counts: the subject's profile or version, or an oracle that the run has. */
export type KnownCondition =
  | { readonly about: 'profile' | 'oracle'; readonly names: readonly string[] }
  | { readonly about: 'version'; readonly comparison: VersionComparison; readonly version: string }

export const VERSION_COMPARISONS = ['<=', '>=', '!=', '<', '>', '='] as const
export type VersionComparison = (typeof VERSION_COMPARISONS)[number]

/** What a known difference covers. What is absent may be anything. Of an error's text only the name
 * of what is missing can be part of it. */
export interface KnownMatch {
  readonly oracle?: string | undefined
  readonly kinds: 'any' | readonly MismatchKind[]
  /** Of the statement that shows it (sql/skeleton.ts); of the whole script where it is an end state. */
  readonly skeleton: string
  /** The types of its columns and parameters, each once, in their order. */
  readonly types?: readonly string[] | undefined
  /** In what way it shows (campaign/showing.ts): `DOUBLE: rounded`, `error io where rows was right`. */
  readonly shows?: string | undefined
  /** What the error of one side says is not there, with `n` for numbers: a name of the program's own, `inlined_n`. */
  readonly missing?: string | undefined
}
