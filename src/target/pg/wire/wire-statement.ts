import type { Notice, Outcome, TransactionStatus } from '../../../model/outcome.js'
import type { Delivery, WireForm } from '../../../model/statement.js'
import type { WireParameter } from '../parameter-oids.js'

/** One statement as it goes over the wire. */
export interface WireStatement {
  readonly text: string
  readonly delivery: Delivery
  readonly parameters: readonly WireParameter[]
  readonly wire?: WireForm | undefined
  /** For `prepared`: its name in this session, and whether the server has parsed it before. */
  readonly prepared?: { readonly name: string; readonly isParsed: boolean } | undefined
}

/** What came back. */
export interface WireReply {
  readonly outcomes: readonly Outcome[]
  readonly status: TransactionStatus | undefined
  readonly notices?: readonly Notice[] | undefined
}
