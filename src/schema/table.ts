/** A column of a table that a plan has made. */
export interface TrackedColumn {
  readonly name: string
  /** DuckDB's spelling of its type. */
  readonly type: string
  /** `plain` columns may be NULL, renamed and dropped. */
  readonly role: 'key' | 'unique' | 'counter' | 'plain'
}

/** A table that a plan has made. */
export interface TrackedTable {
  readonly name: string
  readonly columns: readonly TrackedColumn[]
  /** The session whose open transaction made it; undefined once it is committed. */
  readonly createdBy?: string | undefined
}

/** The primary key's column; undefined for a table without one. */
export function keyOf(table: TrackedTable): TrackedColumn | undefined {
  return table.columns.find(({ role }) => role === 'key')
}

/** The columns that have no part in a constraint. */
export function plainColumns(table: TrackedTable): readonly TrackedColumn[] {
  return table.columns.filter(({ role }) => role === 'plain')
}

/** The same table with one column more. */
export function withColumn(table: TrackedTable, column: TrackedColumn): TrackedTable {
  return { ...table, columns: [...table.columns, column] }
}

/** The same table without that column. */
export function withoutColumn(table: TrackedTable, name: string): TrackedTable {
  return { ...table, columns: table.columns.filter((column) => column.name !== name) }
}

/** The same table with that column called `to`. */
export function withColumnRenamed(table: TrackedTable, from: string, to: string): TrackedTable {
  const rename = (name: string) => (name === from ? to : name)
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, name: rename(column.name) })),
  }
}
