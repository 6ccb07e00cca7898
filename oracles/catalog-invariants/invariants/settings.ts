import { type Invariant, invariant } from '../invariant.js'

/** What is set for the whole catalog, a schema or a table. */
export const SETTINGS: readonly Invariant[] = [
  invariant('M1', {
    says: 'a setting is there once for a key and what it is about',
    why: 'there is no primary key: two clients that set it at once both insert it, and which one counts hangs on the order of rows',
    sql: `SELECT CAST(NULL AS BIGINT), concat('setting ', key, ' is there ', COUNT(*), ' times for ', scope, ' ', scope_id) FROM {M}ducklake_metadata
GROUP BY key, scope, scope_id HAVING COUNT(*) > 1`,
  }),
  invariant('M2', {
    says: 'the catalog has a version',
    why: 'no client can attach it',
    sql: `SELECT CAST(NULL AS BIGINT), 'the setting version is missing' WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_metadata
WHERE key = 'version' AND scope IS NULL)`,
  }),
]
