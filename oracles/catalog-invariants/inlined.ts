import type { InlinedTable } from './catalogs.js'
import type { Invariant } from './invariant.js'
import { INLINED_DELETES, INLINED_ROWS } from './invariants/inlined.js'

/** What the name of an inlined table tells. */
export interface InlinedKind {
  readonly kind: 'rows' | 'deletes'
  readonly tableId: string
}

/** Reads `ducklake_inlined_data_3_2` and `ducklake_inlined_delete_3`. */
export function inlinedKind(name: string): InlinedKind {
  const found = /^ducklake_inlined_(data|delete)_(\d+)/.exec(name)
  return { kind: found?.[1] === 'delete' ? 'deletes' : 'rows', tableId: found?.[2] ?? '0' }
}

/** The invariants of one inlined table, with its names in their places. */
export function invariantsOf(table: InlinedTable): readonly Invariant[] {
  const { kind } = inlinedKind(table.name)
  const all = kind === 'rows' ? INLINED_ROWS : INLINED_DELETES
  return all.map((one) => ({ ...one, sql: named(one.sql, table) }))
}

/** A text in which `{T}`, `{t}`, `{row_id}`, `{begin}` and `{end}` are those of a table; specification 1.1 has other names. */
export function named(sql: string, { name, columns }: InlinedTable): string {
  const [rowId = 'row_id', begin = 'begin_snapshot', end = 'end_snapshot'] = columns
  return sql
    .replaceAll('{T}', name)
    .replaceAll('{t}', inlinedKind(name).tableId)
    .replaceAll('{row_id}', rowId)
    .replaceAll('{begin}', begin)
    .replaceAll('{end}', end)
}
