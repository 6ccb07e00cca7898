import { rowsOf } from '../ducklake-metadata/catalog.js'
import { type Commit, valuesOf } from '../ducklake-metadata/draft.js'
import { tuple } from '../ducklake-metadata/value.js'

const TABLE = 'ducklake_snapshot_changes'

/**
 * The commit with a key of its own in `commit_extra_info`, where DuckLake's set_commit_message puts it: with it the commit
 * can be found again whatever its COMMIT was answered.
 */
export function signed(made: Commit, key: string): Commit {
  const rows = rowsOf(made.after, TABLE)
  const last = rows.at(-1)
  if (!last) return made
  const row = { ...last, commit_extra_info: key }
  const sql = `INSERT INTO {M}.${TABLE} VALUES ${tuple(valuesOf(TABLE, row))}`
  const statements = made.statements.map((one) =>
    one.section === 'changes'
      ? { ...one, sql, effects: [{ kind: 'insert', table: TABLE, rows: [row] } as const] }
      : one,
  )
  const tables = new Map(made.after.tables).set(TABLE, [...rows.slice(0, -1), row])
  const effects = statements.flatMap((one) => one.effects)
  return { ...made, statements, effects, after: { ...made.after, tables } }
}
