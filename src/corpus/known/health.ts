/** What is wrong with a known difference, or why nobody can say. */
export type Complaint = 'stale' | 'changed' | 'expired' | 'unused' | 'too-broad'

/** What is known about a known difference's use and its end; all of it arrives from outside. */
export interface Health {
  /** What its own case shows now; undefined where it cannot be run here. */
  readonly shows: 'agrees' | 'differs' | 'differs-otherwise' | undefined
  readonly isExpired: boolean
  /** Runs of the last ones in which it counted, and in how many of them it was seen. */
  readonly runs: { readonly counted: number; readonly seen: number; readonly wanted: number }
  /** In how many ways it was seen to show. */
  readonly looks: number
}

/** More ways to show than this are hardly one difference. */
export const LOOKS_MAX = 3

/** The complaints about a known difference, the weightiest first. */
export function complaintsOf({ shows, isExpired, runs, looks }: Health): readonly Complaint[] {
  const isUnused = runs.counted >= runs.wanted && runs.seen === 0
  return [
    ...(shows === 'agrees' ? (['stale'] as const) : []),
    ...(shows === 'differs-otherwise' ? (['changed'] as const) : []),
    ...(isExpired ? (['expired'] as const) : []),
    ...(isUnused ? (['unused'] as const) : []),
    ...(looks > LOOKS_MAX ? (['too-broad'] as const) : []),
  ]
}
