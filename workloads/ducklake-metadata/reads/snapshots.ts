import { snapshotByParameter } from '../compile.js'
import { BAG, ONE_ROW, ORDERED, type Read, type Reader } from '../read.js'
import { timeOf } from '../value.js'

const COLUMNS = 'snapshot_id, schema_version, next_catalog_id, next_file_id'

/** The first statement of every transaction. */
export const latestSnapshot: Read = {
  sql:
    `SELECT ${COLUMNS} FROM {M}.ducklake_snapshot WHERE snapshot_id = ` +
    '(SELECT MAX(snapshot_id) FROM {M}.ducklake_snapshot);',
  compare: ONE_ROW,
  expect: 'ok',
  features: ['read-snapshot'],
}

/** Time travel by version, as text or with a parameter, and by time. */
export const timeTravel: Reader = (catalog, { target, value }) => {
  const version = value % (catalog.snapshotId + 1)
  const at = timeOf(version)
  const forms: readonly Read[] = [
    {
      sql: `SELECT ${COLUMNS} FROM {M}.ducklake_snapshot WHERE snapshot_id = ${version};`,
      compare: ONE_ROW,
      features: ['time-travel-version'],
    },
    {
      ...snapshotByParameter(version),
      compare: ONE_ROW,
      features: ['time-travel-version', 'parameters'],
    },
    {
      sql: `
SELECT ${COLUMNS}
FROM {M}.ducklake_snapshot
WHERE snapshot_id = (
	SELECT snapshot_id
	FROM {M}.ducklake_snapshot
	WHERE snapshot_time::TIMESTAMPTZ <= '${at}'
	ORDER BY snapshot_time::TIMESTAMPTZ DESC
	LIMIT 1);`,
      compare: ONE_ROW,
      features: ['time-travel-time'],
    },
  ]
  // By time always, because the moment of a snapshot itself is where it goes wrong.
  return [...forms.slice(target % 2, (target % 2) + 1), ...forms.slice(-1)]
}

/** ducklake_snapshots() */
export const listSnapshots: Read = {
  sql: `
SELECT snapshot_id, snapshot_time, schema_version, next_file_id, changes_made, author, commit_message, commit_extra_info
FROM {M}.ducklake_snapshot
LEFT JOIN {M}.ducklake_snapshot_changes USING (snapshot_id)
ORDER BY snapshot_id`,
  compare: ORDERED,
  expect: 'ok',
  features: ['list-snapshots'],
}

const STATISTICS =
  'table_id, column_id, record_count, next_row_id, file_size_bytes, ' +
  'contains_null, contains_nan, min_value, max_value, extra_stats'

/**
 * What a client reads before it tries again: the newest snapshot, the changes since its own, all
 * statistics. One row of changes is concatenated where one other writer has committed; the
 * caller says so when there were more.
 */
export function retryQuery(since: number, otherCommits: number): Read {
  const nulls = STATISTICS.split(', ').map((column) => `NULL AS ${column}`)
  return {
    sql: `
SELECT
    snapshot_id, schema_version, next_catalog_id, next_file_id,
    COALESCE((
            SELECT STRING_AGG(changes_made, ',')
            FROM {M}.ducklake_snapshot_changes c
            WHERE c.snapshot_id > ${since}
            ),'') AS changes,
    ${nulls.join(', ')}
    FROM {M}.ducklake_snapshot
    WHERE snapshot_id = (
        SELECT MAX(snapshot_id)
        FROM {M}.ducklake_snapshot)
UNION ALL
SELECT
    NULL, NULL, NULL, NULL, NULL, ${STATISTICS}
FROM {M}.ducklake_table_stats
LEFT JOIN {M}.ducklake_table_column_stats
    USING (table_id)
WHERE record_count IS NOT NULL
    AND file_size_bytes IS NOT NULL
ORDER BY table_id NULLS FIRST;`,
    compare:
      otherCommits <= 1
        ? BAG
        : { rows: 'count', because: 'STRING_AGG without ORDER BY over several snapshots' },
    expect: 'ok',
    features: ['retry-query'],
  }
}

/** The settings, all of them. */
export const loadSettings: Read = {
  sql: '\nSELECT key, value, scope, scope_id FROM {M}.ducklake_metadata\n',
  compare: BAG,
  expect: 'ok',
  features: ['load-settings'],
}

/** Is there a catalog? A catalog error means a new lake. */
export function probeCatalog(exists: boolean): Read {
  return {
    sql: 'SELECT NULL AS ge_probe FROM {M}.ducklake_metadata LIMIT 1',
    compare: { rows: 'count', because: 'the type of a bare NULL is not determined' },
    expect: exists ? 'ok' : 'catalog',
    features: [exists ? 'attach-existing' : 'attach-new'],
  }
}
