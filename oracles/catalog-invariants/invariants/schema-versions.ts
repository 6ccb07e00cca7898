import { type Invariant, invariant } from '../invariant.js'

/** Which definition of a table belongs to which version of the schema. */
export const SCHEMA_VERSIONS: readonly Invariant[] = [
  invariant('W1', {
    says: 'a table has one entry for a schema_version',
    why: 'which columns inlined rows of that version have could not be told',
    sql: `SELECT MAX(begin_snapshot), concat('table ', table_id, ' has schema_version ', schema_version, ' ', COUNT(*), ' times')
FROM {M}ducklake_schema_versions WHERE table_id IS NOT NULL GROUP BY table_id, schema_version HAVING COUNT(*) > 1`,
  }),
  invariant('W2', {
    says: 'a table has one entry for a snapshot',
    why: 'which columns a file of that snapshot has could not be told',
    sql: `SELECT begin_snapshot, concat('table ', table_id, ' has snapshot ', begin_snapshot, ' ', COUNT(*), ' times')
FROM {M}ducklake_schema_versions WHERE table_id IS NOT NULL GROUP BY table_id, begin_snapshot HAVING COUNT(*) > 1`,
  }),
  invariant('W3', {
    says: 'a table has an entry for the snapshot of its birth',
    why: 'compaction of its first files fails without it',
    sql: `SELECT l.b, concat('table ', l.table_id, ' has no schema_version at its birth') FROM ge_lives l
WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_schema_versions v WHERE v.table_id = l.table_id AND v.begin_snapshot = l.b)`,
  }),
  invariant('W4', {
    says: 'a schema_version is not larger than that of the newest snapshot, and not larger than that of its own',
    why: 'a version that nobody has committed is left by a commit that was rolled back or lost',
    sql: `SELECT v.begin_snapshot, concat('table ', v.table_id, ' has schema_version ', v.schema_version, ' at snapshot ',
v.begin_snapshot, ' where the newest has ', n.schema_version) FROM {M}ducklake_schema_versions v CROSS JOIN ge_newest n
LEFT JOIN {M}ducklake_snapshot s ON s.snapshot_id = v.begin_snapshot
WHERE v.schema_version > n.schema_version OR v.begin_snapshot > n.snapshot_id OR v.schema_version > s.schema_version`,
  }),
]
