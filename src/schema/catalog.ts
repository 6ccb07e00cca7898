import type { TrackedTable } from './table.js'

/** The tables that a plan has made so far, committed or not. A value: every change is a new catalog. */
export type TrackedCatalog = readonly TrackedTable[]

/** With one table more, made by `session`'s open transaction, or committed at once when that is undefined. */
export function withTable(
  catalog: TrackedCatalog,
  table: TrackedTable,
  session?: string,
): TrackedCatalog {
  return [...catalog, { ...table, createdBy: session }]
}

/** With that table as it is now in place of the one of the same name. */
export function withTableChanged(catalog: TrackedCatalog, table: TrackedTable): TrackedCatalog {
  return catalog.map((known) => (known.name === table.name ? table : known))
}

/** What a session sees: what is committed and what its own transaction made. */
export function visibleTo(catalog: TrackedCatalog, session: string): TrackedCatalog {
  return catalog.filter(({ createdBy }) => createdBy === undefined || createdBy === session)
}

/** After `session` has committed: its tables are everybody's. */
export function committed(catalog: TrackedCatalog, session: string): TrackedCatalog {
  return catalog.map((table) =>
    table.createdBy === session ? { ...table, createdBy: undefined } : table,
  )
}

/** After `session` has rolled back: its tables never were. */
export function rolledBack(catalog: TrackedCatalog, session: string): TrackedCatalog {
  return catalog.filter(({ createdBy }) => createdBy !== session)
}
