import type { Value } from './value.js'

/**
 * The model of a catalog: the rows of its metadata tables, exactly as the statements left them.
 * A row is never changed in place, so its identity is the version that a transaction touched;
 * that is how write conflicts are foreseen.
 */
export interface Catalog {
  readonly spec: Spec
  readonly snapshotId: number
  readonly schemaVersion: number
  readonly nextCatalogId: number
  readonly nextFileId: number
  readonly tables: ReadonlyMap<string, readonly Row[]>
}

/** The specification that a catalog follows; 1.1 has more columns and renames those of inlined tables. */
export type Spec = '1.0' | '1.1'

/** A row by column name. The order of the names is the order of the columns. */
export type Row = Readonly<Record<string, Value>>

/** What a statement does to the rows. */
export type Effect =
  | { readonly kind: 'create'; readonly table: string }
  | { readonly kind: 'drop'; readonly table: string }
  | { readonly kind: 'insert'; readonly table: string; readonly rows: readonly Row[] }
  | { readonly kind: 'delete'; readonly table: string; readonly rows: readonly Row[] }
  | {
      readonly kind: 'update'
      readonly table: string
      readonly pairs: readonly (readonly [before: Row, after: Row])[]
    }

/** A catalog without tables, as it is before the first statement. */
export const EMPTY: Catalog = {
  spec: '1.0',
  snapshotId: 0,
  schemaVersion: 0,
  nextCatalogId: 1,
  nextFileId: 0,
  tables: new Map(),
}

/** Every row of a metadata table. */
export function rowsOf(catalog: Catalog, table: string): readonly Row[] {
  return catalog.tables.get(table) ?? []
}

/** The rows that the newest snapshot shows. */
export function liveRows(catalog: Catalog, table: string): readonly Row[] {
  return rowsOf(catalog, table).filter((row) => row.end_snapshot === null)
}

/** The live rows of one DuckLake table. */
export function liveOf(catalog: Catalog, table: string, tableId: number): readonly Row[] {
  return liveRows(catalog, table).filter((row) => row.table_id === tableId)
}

/** A number in a row; metadata ids fit a JavaScript number. */
export function num(row: Row, column: string): number {
  return Number(row[column])
}

/** A text in a row. */
export function text(row: Row, column: string): string {
  return String(row[column])
}

/** The tables after the effects, in order. */
export function applyEffects(
  tables: Catalog['tables'],
  effects: readonly Effect[],
): Catalog['tables'] {
  const result = new Map(tables)
  for (const effect of effects) {
    if (effect.kind === 'drop') result.delete(effect.table)
    else result.set(effect.table, apply(result, effect))
  }
  return result
}

function apply(tables: Catalog['tables'], effect: Effect): readonly Row[] {
  const rows = tables.get(effect.table) ?? []
  if (effect.kind === 'create' || effect.kind === 'drop') return rows
  if (effect.kind === 'insert') return [...rows, ...effect.rows]
  if (effect.kind === 'delete') {
    const gone = new Set(effect.rows)
    return rows.filter((row) => !gone.has(row))
  }
  const changed = new Map(effect.pairs)
  return rows.map((row) => changed.get(row) ?? row)
}

/**
 * True when two transactions that do not see each other update the same row, delete the same row,
 * or make the same table. DuckDB then fails the statement of the second at once; equal primary keys
 * show only at COMMIT. An update and a deletion of one row do not meet in DuckDB: both succeed, and
 * the row is gone.
 */
export function collide(first: readonly Effect[], second: readonly Effect[]): boolean {
  return TOUCHES.some((touchedBy) => {
    const touched = new Set(first.flatMap(touchedBy))
    return second.flatMap(touchedBy).some((one) => touched.has(one))
  })
}

/** True when two transactions change the same row, whether they update or delete it, or make or drop the same table. */
export function meet(first: readonly Effect[], second: readonly Effect[]): boolean {
  const touchedBy = (effect: Effect) => TOUCHES.flatMap((touched) => touched(effect))
  const touched = new Set(first.flatMap(touchedBy))
  return second.flatMap(touchedBy).some((one) => touched.has(one))
}

const TOUCHES: readonly ((effect: Effect) => readonly (Row | string)[])[] = [
  (effect) => (effect.kind === 'create' || effect.kind === 'drop' ? [effect.table] : []),
  (effect) => (effect.kind === 'update' ? effect.pairs.map(([before]) => before) : []),
  (effect) => (effect.kind === 'delete' ? effect.rows : []),
]
