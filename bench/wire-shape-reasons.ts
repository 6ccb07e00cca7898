import type { Reason } from './shape-reasons.js'

/** Why shapes that a PostgreSQL received are not made, by how they begin. Never without a reason. */
export const WIRE_REASONS: readonly Reason[] = [
  {
    begins: 'COPY {M}.',
    reason:
      'a step has no data beside its text, so nothing can be copied in: an INSERT of the same rows stands for it, and ' +
      '`probe ducklake` asks whether an endpoint takes COPY ... FROM STDIN in binary',
  },
  {
    begins: 'COPY "update_data" FROM STDIN',
    reason:
      'the same for the new values of an UPDATE: their rows are inserted from the table that is updated',
  },
]
