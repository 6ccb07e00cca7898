import type { ColumnRule, Comparison } from '../model/statement.js'
import type { Ignored } from '../model/verdict.js'

/** Rows in the order of some columns: the same keys in the same places, and within equal keys the same rows. */
export interface Ties {
  /** Indexes of columns, at least one. */
  readonly keys: readonly number[]
  /** OFFSET may cut through the first group of equal keys, LIMIT through the last: any of their rows is right. */
  readonly cut: { readonly first: boolean; readonly last: boolean }
}

/**
 * How far a result is determined. `ties`: see above. `columns`: only names and types, because not even the number of rows
 * is the same each time. What is left out is in `ignored`, beside `because`.
 */
export interface Determined {
  readonly rows: Comparison['rows'] | 'ties' | 'columns'
  readonly because: string
  readonly ties?: Ties | undefined
  readonly columns?: readonly ColumnRule[] | undefined
  readonly ignored?: readonly Ignored[] | undefined
}
