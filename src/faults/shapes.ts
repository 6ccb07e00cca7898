import { statementKind } from '../sql/statement-kind.js'

/** Names before a table's own: `"schema".`, `"database"."schema".` */
const QUALIFIED = '(?:"(?:[^"]|"")*"\\.|\\w+\\.)*'
const METADATA_TABLE = `${QUALIFIED}"?(ducklake_\\w+)"?`

const INSERTED = new RegExp(`^\\s*insert\\s+into\\s+${METADATA_TABLE}`, 'i')
const UPDATED = new RegExp(`\\bupdate\\s+${METADATA_TABLE}\\s+set\\b`, 'i')
const CREATED = new RegExp(
  `^\\s*create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?${METADATA_TABLE}`,
  'i',
)
const LATEST = new RegExp(
  `^\\s*select\\s+snapshot_id\\b[^;]*\\bfrom\\s+${QUALIFIED}"?ducklake_snapshot"?\\s+` +
    'where\\s+snapshot_id\\s*=\\s*\\(\\s*select\\s+max\\(snapshot_id\\)[^;]*\\)\\s*;?\\s*$',
  'i',
)

/** The metadata table into which a statement inserts; undefined for any other statement. */
export function insertedTable(sql: string): string | undefined {
  return INSERTED.exec(sql)?.[1]?.toLowerCase()
}

/** The metadata table that an UPDATE changes, also behind a WITH. */
export function updatedTable(sql: string): string | undefined {
  const kind = statementKind(sql)
  return kind === 'UPDATE' ? UPDATED.exec(sql)?.[1]?.toLowerCase() : undefined
}

/** The metadata table that a CREATE TABLE makes. */
export function createdTable(sql: string): string | undefined {
  return CREATED.exec(sql)?.[1]?.toLowerCase()
}

/** The query for the newest snapshot, with which a client begins. */
export function isLatestSnapshot(sql: string): boolean {
  return LATEST.test(sql)
}

/** The metadata tables that have a primary key. */
const WITH_KEY: ReadonlySet<string> = new Set([
  'ducklake_snapshot',
  'ducklake_snapshot_changes',
  'ducklake_schema',
  'ducklake_data_file',
  'ducklake_delete_file',
])

/** Whether a statement inserts into a metadata table without a primary key. */
export function insertsWithoutKey(sql: string): boolean {
  const table = insertedTable(sql)
  return table !== undefined && !WITH_KEY.has(table)
}

/** Statements that change rows. */
export const CHANGES_ROWS = /^\s*(insert|update|delete|merge)\b/i
