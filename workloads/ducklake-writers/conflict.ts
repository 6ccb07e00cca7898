import { type Change, givesUp } from '../ducklake-metadata/change.js'

/** The words that a DuckLake client looks for in an error before it tries again. */
const RETRY_WORDS = ['primary key', 'unique', 'conflict', 'concurrent'] as const

/** Whether a client takes this error for a lost race. */
export function isRetried(message: string): boolean {
  const lower = message.toLowerCase()
  return RETRY_WORDS.some((word) => lower.includes(word))
}

/** Whether deletes of both are about one table, so that the client has to ask which files were touched. */
export function bothDelete(mine: readonly Change[], theirs: readonly Change[]): boolean {
  const tables = new Set(theirs.flatMap(deletedTable))
  return mine.flatMap(deletedTable).some((table) => tables.has(table))
}

function deletedTable(change: Change): readonly number[] {
  return change.kind === 'deleted_from_table' ? [change.id] : []
}

/** The changes of others, where all of their deletes have touched these files. */
export function withFiles(theirs: readonly Change[], files: readonly number[]): readonly Change[] {
  return theirs.map((change) =>
    change.kind === 'deleted_from_table' ? { ...change, files } : change,
  )
}

/** `inserted_into_table met dropped_table`: why the client gives up; undefined where it goes on. */
export function conflictOf(mine: readonly Change[], theirs: readonly Change[]): string | undefined {
  for (const own of mine) {
    const other = theirs.find((one) => givesUp([own], [one]))
    if (other) return `${own.kind} met ${other.kind}`
  }
  return undefined
}
