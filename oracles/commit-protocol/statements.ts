import type { Parameter, Statement } from '../../src/index.js'

/** Names before a table's own: `"schema".`, `"database"."schema".` */
const QUALIFIED = '((?:(?:"(?:[^"]|"")*"|\\w+)\\.)*)'
const SNAPSHOT_TABLE = `${QUALIFIED}"?ducklake_snapshot"?`

const CLAIM = new RegExp(`^\\s*insert\\s+into\\s+${SNAPSHOT_TABLE}(?![\\w"])`, 'i')
const FIRST_VALUE = /\bvalues\s*\(\s*(?:(\d+)|\$(\d+))/i
const LATEST = new RegExp(
  `^\\s*select\\s+snapshot_id\\b[^;]*?\\bfrom\\s+${SNAPSHOT_TABLE}\\s+` +
    'where\\s+snapshot_id\\s*=\\s*\\(\\s*select\\s+max\\(snapshot_id\\)[^;]*\\)\\s*;?\\s*$',
  'i',
)
const MAKES = new RegExp(
  `^\\s*(?:create|drop)\\s+table\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${SNAPSHOT_TABLE}(?![\\w"])`,
  'i',
)
const DELETES = new RegExp(`^\\s*delete\\s+from\\s+${SNAPSHOT_TABLE}(?![\\w"])`, 'i')

/** A snapshot id that a commit takes, in the catalog whose tables have these names before their own. */
export interface Claim {
  readonly catalog: string
  readonly id: bigint
}

/** The id that an INSERT into ducklake_snapshot takes; undefined for any other statement. */
export function claimOf(sql: string, params: readonly Parameter[]): Claim | undefined {
  const catalog = CLAIM.exec(sql)?.[1]
  const value = FIRST_VALUE.exec(sql)
  if (catalog === undefined || !value) return undefined
  const text = value[1] ?? params[Number(value[2]) - 1]?.text
  return text && /^\d+$/.test(text) ? { catalog, id: BigInt(text) } : undefined
}

/** The catalog whose newest snapshot is asked for. */
export function latestAskedOf(sql: string): string | undefined {
  return LATEST.exec(sql)?.[1]
}

/** The catalog whose snapshots are made anew or taken away, so that ids may be given again. */
export function renewedCatalog(sql: string): string | undefined {
  return (MAKES.exec(sql) ?? DELETES.exec(sql))?.[1]
}

/** Whether a statement copies from or to metadata tables, as the postgres extension does. */
export function isCatalogCopy({ sql, delivery }: Statement): boolean {
  const isCopy = delivery === 'copy' || /^\s*copy\b/i.test(sql)
  return isCopy && /\bducklake_\w+/i.test(sql)
}

/** Whether a statement only looks whether a metadata table is there. */
export function isProbe(sql: string): boolean {
  return /^\s*select\s+null\b[^;]*\bfrom\s+\S*ducklake_\w+"?\s+limit\s+1\s*;?\s*$/i.test(sql)
}
