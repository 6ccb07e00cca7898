import type { Invariant } from './invariant.js'

/** What no single state of a catalog can show: answers to the same question are held against each other. */
export const BEHAVIOUR: readonly Omit<Invariant, 'sql'>[] = [
  {
    id: 'B1',
    severity: 'hard',
    says: 'a version shows the same tables with the same rows as long as it has not expired',
    why: 'time travel would tell a past that never was',
  },
  {
    id: 'B2',
    severity: 'hard',
    says: 'the counters of a snapshot never change',
    why: 'a commit that lost its race, or was rolled back, has left a trace',
  },
]
