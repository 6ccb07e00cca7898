import { type Invariant, invariant } from '../invariant.js'

const QUOTED = '"([^"]|"")*"'
const CREATED = `created_schema:${QUOTED}|created_(table|view|scalar_macro|table_macro):${QUOTED}[.]${QUOTED}`
const DROPPED = 'dropped_(schema|table|view|scalar_macro|table_macro)'
const DATA = 'inserted_into_table|deleted_from_table|inlined_insert|inlined_delete|inline_flush'
const COMPACTION = 'merge_adjacent|rewrite_delete|compacted_table'
const BY_ID = `${DROPPED}|altered_(table|view)|${DATA}|flushed_inlined|${COMPACTION}`
const ENTRY = `(${CREATED}|(${BY_ID}):[0-9]+)`

/** Snapshots and what they say they have changed. */
export const SNAPSHOTS: readonly Invariant[] = [
  invariant('S1', {
    says: 'there is a snapshot, and snapshot ids are unique and not negative',
    why: 'a client refuses a catalog whose newest snapshot is there twice',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' is there ', COUNT(*), ' times')
FROM {M}ducklake_snapshot GROUP BY snapshot_id HAVING COUNT(*) > 1 OR snapshot_id < 0 OR snapshot_id IS NULL
UNION ALL SELECT CAST(NULL AS BIGINT), 'there is no snapshot' WHERE NOT EXISTS (SELECT 1 FROM {M}ducklake_snapshot)`,
  }),
  invariant('S2', {
    says: 'snapshot ids are 0, 1, 2, ... without a gap',
    why: 'a gap is a commit that was lost, as long as nothing has expired',
    onlyUnexpired: true,
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' follows ', COALESCE(CAST(before AS VARCHAR), 'nothing'))
FROM (SELECT snapshot_id, LAG(snapshot_id) OVER (ORDER BY snapshot_id) AS before FROM {M}ducklake_snapshot) s
WHERE snapshot_id > COALESCE(before, -1) + 1`,
  }),
  invariant('S3', {
    says: 'schema_version, next_catalog_id and next_file_id never fall',
    why: 'ids would be handed out twice, and caches that are keyed by them would show what is old',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' has ', schema_version, ', ', next_catalog_id, ', ',
next_file_id, ' after ', v0, ', ', c0, ', ', f0) FROM ge_steps
WHERE schema_version < v0 OR next_catalog_id < c0 OR next_file_id < f0
OR schema_version IS NULL OR next_catalog_id IS NULL OR next_file_id IS NULL`,
  }),
  invariant('S4', {
    severity: 'soft',
    says: 'snapshot_time never falls',
    why: 'soft: the clocks of two clients may differ; time travel by time then skips a snapshot',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' is older than the one before it') FROM ge_steps
WHERE is_late`,
  }),
  invariant('S5', {
    says: 'every snapshot has exactly one row of changes, and every row of changes a snapshot',
    why: 'a commit without its changes is invisible to the conflict check of others',
    sql: `SELECT id, concat('snapshot ', id, ': ', SUM(s), ' snapshots and ', SUM(c), ' rows of changes')
FROM (SELECT snapshot_id AS id, 1 AS s, 0 AS c FROM {M}ducklake_snapshot
UNION ALL SELECT snapshot_id, 0, 1 FROM {M}ducklake_snapshot_changes) b
GROUP BY id HAVING SUM(c) <> 1 OR SUM(s) = 0`,
  }),
  invariant('S6', {
    says: 'changes_made is a list of known changes, or NULL',
    why: 'a client that cannot read it fails in its next conflict check',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ': ', changes_made) FROM {M}ducklake_snapshot_changes
WHERE NOT changes_made ~ '^${ENTRY}(,${ENTRY})*$'`,
  }),
  invariant('S7', {
    says: 'a snapshot that compacts does nothing else',
    why: 'a client refuses to commit both at once',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ': ', kinds) FROM ge_steps
WHERE kinds ~ '^.*,(${COMPACTION}):.*$' AND NOT kinds ~ '^(,(${COMPACTION}):[0-9]+)+$'`,
  }),
  invariant('S8', {
    says: 'a snapshot that creates, drops or alters something has a new schema_version',
    why: 'clients keep the whole catalog by schema_version and would go on with the old one',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' keeps schema_version ', v0, ': ', kinds) FROM ge_steps
WHERE schema_version <= v0 AND kinds ~ '^.*,(created|dropped|altered)_.*$'`,
  }),
  invariant('S9', {
    says: 'a snapshot that adds or merges files, or inserts inlined rows, has a new next_file_id',
    why: 'clients keep statistics by next_file_id and would go on with the old ones',
    sql: `SELECT snapshot_id, concat('snapshot ', snapshot_id, ' keeps next_file_id ', f0, ': ', kinds) FROM ge_steps
WHERE next_file_id <= f0 AND kinds ~ '^.*,(inserted_into_table|inlined_insert|merge_adjacent):.*$'`,
  }),
]
