import type { Failure, Notice } from '../../src/index.js'
import type { Claim } from './statements.js'

/** An error with its place in the plan. */
export interface FailedAt {
  readonly stepIndex: number
  readonly failure: Failure
}

/** How an attempt to commit ended, as its client was told. */
export type AttemptEnd =
  | { readonly kind: 'committed'; readonly stepIndex: number }
  /** An error: of a statement of the batch, or of COMMIT. */
  | ({ readonly kind: 'refused' } & FailedAt)
  /** The client went back by itself. */
  | { readonly kind: 'rolled-back'; readonly stepIndex: number }
  /** It may have happened. */
  | { readonly kind: 'unknown'; readonly stepIndex: number }

/** One client's attempt to take a snapshot id. */
export interface Attempt extends Claim {
  readonly session: string
  /** The step at which its transaction began. */
  readonly beganAt: number
  readonly end: AttemptEnd
}

/** A read of the newest snapshot. */
export interface LatestRead {
  readonly session: string
  readonly catalog: string
  readonly stepIndex: number
  /** Undefined where it is not exactly one row. */
  readonly id: bigint | undefined
  readonly rowCount: number
  /** The step at which its transaction began; its own step outside of one. */
  readonly beganAt: number
  /** Its transaction keeps to one state of the catalog. */
  readonly isRepeatable: boolean
  /** Its transaction has itself taken a snapshot id before. */
  readonly isOwn: boolean
}

/** A COMMIT that was answered although its transaction had failed before. */
export interface HollowCommit {
  readonly stepIndex: number
  readonly because: Failure
  readonly tag: string | undefined
}

/** A probe of a table that is not there, inside of a transaction. */
export interface FailedProbe {
  readonly stepIndex: number
  readonly failure: Failure
  readonly isTransactionAlive: boolean
}

/** A COPY of metadata that was refused. */
export type RefusedCopy = FailedAt

/** A COMMIT that was acknowledged with a warning that it may be lost. */
export interface CommitAtRisk {
  readonly stepIndex: number
  readonly warning: Notice
}

/** What a history says about the commit protocol. */
export interface Protocol {
  readonly attempts: readonly Attempt[]
  readonly reads: readonly LatestRead[]
  readonly hollow: readonly HollowCommit[]
  readonly atRisk: readonly CommitAtRisk[]
  readonly probes: readonly FailedProbe[]
  readonly copies: readonly RefusedCopy[]
}
