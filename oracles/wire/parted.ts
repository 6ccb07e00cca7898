import type { Ignored, MismatchKind } from '../../src/index.js'

/** Where two answers to one logical statement part; the two values are ready to print. */
export interface Parted {
  readonly mismatch: MismatchKind
  readonly summary: string
  readonly first: string
  readonly other: string
}

/** What comparing two answers came to. */
export interface Compared {
  readonly parted?: Parted | undefined
  readonly ignored: readonly Ignored[]
}

export const ALIKE: Compared = { ignored: [] }

export function parted(
  mismatch: MismatchKind,
  summary: string,
  [first = '', other = '']: readonly string[],
): Parted {
  return { mismatch, summary, first, other }
}
