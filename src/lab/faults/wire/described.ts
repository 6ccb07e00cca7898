import type { Mutations } from '../../mutants.js'
import type { WireColumn } from '../../pgwire/backend-message.js'
import { PG_TYPES } from '../../pgwire/oids.js'

/** `date-told-as-timestamp`: the columns as a Describe tells them, while the rows come as they are. */
export function describedColumns(
  columns: readonly WireColumn[],
  mutations: Mutations,
): readonly WireColumn[] {
  if (!mutations.has('date-told-as-timestamp')) return columns
  const { oid, size } = PG_TYPES.timestamp
  return columns.map((column) =>
    column.type.oid === PG_TYPES.date.oid
      ? { ...column, type: { ...column.type, oid, size } }
      : column,
  )
}
