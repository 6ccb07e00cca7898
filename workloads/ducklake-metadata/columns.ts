import { type Catalog, liveOf, num, type Row, text } from './catalog.js'
import { type LakeType, lakeType } from './column-types.js'
import type { Draft } from './draft.js'

/** A column of a new table; children are the fields of a struct or the element of a list. */
export interface ColumnPlan {
  readonly name: string
  readonly type: string
  readonly notNull?: boolean
  readonly defaultValue?: string
  readonly children?: readonly ColumnPlan[]
}

const TEMPLATES: readonly (readonly ColumnPlan[])[] = [
  [
    { name: 'id', type: 'int32', notNull: true },
    { name: 'v', type: 'varchar', defaultValue: "x'y" },
    { name: 'd', type: 'float64' },
  ],
  [
    { name: 'k', type: 'int32' },
    { name: 'dt', type: 'date' },
    { name: 'ts', type: 'timestamp' },
  ],
  [
    { name: 'id', type: 'int64' },
    {
      name: 'st',
      type: 'struct',
      children: [
        { name: 'a', type: 'int32' },
        { name: 'b', type: 'list', children: [{ name: 'element', type: 'varchar' }] },
      ],
    },
  ],
  [{ name: 'a', type: 'int32' }],
  [
    { name: "c'1", type: 'uint64' },
    { name: 'c"2', type: 'decimal(18,3)' },
    { name: 'select', type: 'varchar' },
  ],
]

/** The columns of a new table, chosen by a number. */
export function templateOf(n: number): readonly ColumnPlan[] {
  return TEMPLATES[n % TEMPLATES.length] ?? []
}

/** The rows of ducklake_column for a new table, ids in depth-first order. */
export function columnRows(draft: Draft, tableId: number, plans: readonly ColumnPlan[]): Row[] {
  const rows: Row[] = []
  const add = (plan: ColumnPlan, parent: number | null): void => {
    const row = columnRow(draft, { tableId, columnId: rows.length + 1, parent, plan })
    rows.push(row)
    for (const child of plan.children ?? []) add(child, Number(row.column_id))
  }
  for (const plan of plans) add(plan, null)
  return rows
}

/** One row of ducklake_column that begins at the draft's snapshot. */
export function columnRow(
  draft: Draft,
  made: { tableId: number; columnId: number; parent: number | null; plan: ColumnPlan },
): Row {
  const { plan } = made
  return {
    column_id: made.columnId,
    begin_snapshot: draft.snapshotId,
    end_snapshot: null,
    table_id: made.tableId,
    column_order: made.columnId,
    column_name: plan.name,
    column_type: plan.type,
    initial_default: plan.defaultValue ?? null,
    default_value: plan.defaultValue ?? 'NULL',
    nulls_allowed: plan.notNull !== true,
    parent_column: made.parent,
    default_value_type: plan.children ? '' : 'literal',
    default_value_dialect: 'duckdb',
  }
}

/** A live column that has a scalar type. */
export interface Scalar {
  readonly row: Row
  readonly type: LakeType
}

/** The live columns of a table in their order. */
export function liveColumns(catalog: Catalog, tableId: number): readonly Row[] {
  const rows = liveOf(catalog, 'ducklake_column', tableId)
  return [...rows].sort((a, b) => num(a, 'column_order') - num(b, 'column_order'))
}

/** The live columns with a scalar type, fields of nested columns included. */
export function scalarsOf(catalog: Catalog, tableId: number): readonly Scalar[] {
  return liveColumns(catalog, tableId).flatMap((row) => {
    const type = lakeType(text(row, 'column_type'))
    return type ? [{ row, type }] : []
  })
}

/** The live scalar columns at the top level. */
export function rootScalarsOf(catalog: Catalog, tableId: number): readonly Scalar[] {
  return scalarsOf(catalog, tableId).filter(({ row }) => row.parent_column === null)
}

/** True when every column is a scalar: only such tables are inlined here. */
export function isFlat(columns: readonly Row[]): boolean {
  return columns.every((row) => lakeType(text(row, 'column_type')) !== undefined)
}
