import type { Outcome } from './outcome.js'

/** The canonical state of what a plan created, on one node, after quiescing. */
export interface StateReport {
  readonly node: string
  readonly kind: 'state'
  /** Digest of every object, by its name as `kind:name`: definition for a catalog entry, contents for a table. */
  readonly objects: ReadonlyMap<string, string>
}

/** A node whose state could not be read; the reason is one sentence. */
export interface StateUnavailable {
  readonly node: string
  readonly kind: 'unavailable'
  readonly reason: string
  readonly outcome?: Outcome | undefined
}
