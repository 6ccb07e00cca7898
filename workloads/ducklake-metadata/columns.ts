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

const int32 = (name: string): ColumnPlan => ({ name, type: 'int32' })
const text32 = (name: string): ColumnPlan => ({ name, type: 'varchar' })
const listOf = (name: string, element: ColumnPlan): ColumnPlan => ({
  name,
  type: 'list',
  children: [element],
})

/** One column of every scalar type. */
const EVERY_TYPE: readonly (readonly [name: string, type: string])[] = [
  ['b', 'boolean'],
  ['i8', 'int8'],
  ['i16', 'int16'],
  ['i32', 'int32'],
  ['i64', 'int64'],
  ['u8', 'uint8'],
  ['u16', 'uint16'],
  ['u32', 'uint32'],
  ['u64', 'uint64'],
  ['i128', 'int128'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['dec', 'decimal(18,3)'],
  ['s', 'varchar'],
  ['bl', 'blob'],
  ['dt', 'date'],
  ['t', 'time'],
  ['ts', 'timestamp'],
  ['tstz', 'timestamptz'],
  ['tss', 'timestamp_s'],
  ['tsms', 'timestamp_ms'],
  ['tsns', 'timestamp_ns'],
  ['iv', 'interval'],
  ['u', 'uuid'],
  ['j', 'json'],
]

const TEMPLATES: readonly (readonly ColumnPlan[])[] = [
  [
    { name: 'id', type: 'int32', notNull: true },
    { name: 'v', type: 'varchar', defaultValue: "x'y" },
    { name: 'd', type: 'float64' },
  ],
  [int32('k'), { name: 'dt', type: 'date' }, { name: 'ts', type: 'timestamp' }],
  [
    { name: 'id', type: 'int64' },
    {
      name: 'st',
      type: 'struct',
      children: [int32('a'), listOf('b', text32('element'))],
    },
    { name: 'm', type: 'map', children: [text32('key'), int32('value')] },
    listOf('l', listOf('element', int32('element'))),
  ],
  [int32('a')],
  [
    { name: "c'1", type: 'uint64' },
    { name: 'c"2', type: 'decimal(18,3)' },
    { name: 'select', type: 'varchar' },
  ],
  [
    int32('id'),
    text32('s'),
    { name: 'd', type: 'float64' },
    { name: 'bl', type: 'blob' },
    { name: 'ts', type: 'timestamp' },
    listOf('l', int32('element')),
    { name: 'st', type: 'struct', children: [int32('x'), text32('y')] },
  ],
  [{ name: 'id', type: 'int64' }, { name: 'g', type: 'int64' }, text32('s')],
  EVERY_TYPE.map(([name, type]) => ({ name, type })),
  [int32('id'), int32('w')],
  [int32('id'), text32('v')],
  [int32('id'), { name: 'v', type: 'variant' }],
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

/** True when rows of the table may be kept in the catalog: all types but VARIANT. */
export function isInlinable(columns: readonly Row[]): boolean {
  return columns.every((row) => row.column_type !== 'variant')
}

/** The top-level columns among some. */
export function rootsOf(columns: readonly Row[]): readonly Row[] {
  return columns.filter((row) => row.parent_column === null)
}
