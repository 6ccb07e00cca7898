import type { Violation } from '../../../model/outcome.js'

/** The most bytes that a violation shows. */
export const VIOLATION_BYTES_MAX = 256

/** The endpoint broke the protocol. `what` is one sentence that holds nothing of a value. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation'
  constructor(
    readonly what: string,
    private readonly bytes: Uint8Array,
  ) {
    super(what)
  }

  asOutcome(): Violation {
    const shown = Buffer.from(this.bytes.subarray(0, VIOLATION_BYTES_MAX))
    return { kind: 'violation', what: this.what, hex: shown.toString('hex') }
  }
}

/** More than this program wants to hold. Nobody's mistake, but the connection cannot go on. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}
