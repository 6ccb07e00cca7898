import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ducklakeMetadata } from '../../../workloads/ducklake-metadata/ducklake-metadata.js'
import { type Answer, plansForPostgres, runPlan, somePlans } from './ducklake-metadata-run.js'

const PLAN_COUNT = 40

/** Each query returns the rows that violate an invariant of the catalog. */
const INVARIANTS: readonly (readonly [name: string, sql: string])[] = [
  [
    'S1 snapshot ids are unique and not negative',
    'SELECT snapshot_id FROM {M}.ducklake_snapshot GROUP BY ALL HAVING COUNT(*) > 1 OR snapshot_id < 0',
  ],
  [
    'S2 snapshot ids are contiguous from 0',
    'SELECT COUNT(*), MAX(snapshot_id) FROM {M}.ducklake_snapshot HAVING COUNT(*) != MAX(snapshot_id) + 1',
  ],
  [
    'S3 counters never fall',
    `FROM (SELECT *, LAG(schema_version) OVER o AS v, LAG(next_catalog_id) OVER o AS c,
       LAG(next_file_id) OVER o AS f FROM {M}.ducklake_snapshot WINDOW o AS (ORDER BY snapshot_id))
     WHERE schema_version < v OR next_catalog_id < c OR next_file_id < f`,
  ],
  [
    'S5 every snapshot has its changes and the other way round',
    `FROM {M}.ducklake_snapshot s FULL JOIN {M}.ducklake_snapshot_changes c USING (snapshot_id)
     WHERE s.snapshot_time IS NULL OR c.changes_made IS NULL`,
  ],
  [
    'A1 next ids are larger than every id',
    `WITH newest AS (FROM {M}.ducklake_snapshot ORDER BY snapshot_id DESC LIMIT 1),
     ids AS (SELECT schema_id AS c FROM {M}.ducklake_schema UNION ALL
       SELECT table_id FROM {M}.ducklake_table UNION ALL SELECT view_id FROM {M}.ducklake_view UNION ALL
       SELECT macro_id FROM {M}.ducklake_macro UNION ALL SELECT sort_id FROM {M}.ducklake_sort_info UNION ALL
       SELECT partition_id FROM {M}.ducklake_partition_info),
     files AS (SELECT data_file_id AS f FROM {M}.ducklake_data_file UNION ALL
       SELECT delete_file_id FROM {M}.ducklake_delete_file UNION ALL
       SELECT data_file_id FROM {M}.ducklake_files_scheduled_for_deletion)
     SELECT c FROM ids, newest WHERE c >= next_catalog_id UNION ALL
     SELECT f FROM files, newest WHERE f >= next_file_id`,
  ],
  ...[
    'schema',
    'table',
    'view',
    'column',
    'data_file',
    'delete_file',
    'macro',
    'tag',
    'column_tag',
    'partition_info',
    'sort_info',
  ].map(
    (table) =>
      [
        `V1 versions of ${table} lie within the snapshots`,
        `FROM {M}.ducklake_${table}, (SELECT MAX(snapshot_id) AS newest FROM {M}.ducklake_snapshot)
     WHERE begin_snapshot < 0 OR begin_snapshot > newest OR end_snapshot <= begin_snapshot OR end_snapshot > newest`,
      ] as const,
  ),
]

async function violations(
  connection: DuckDBConnection,
  schema: string,
  expired: boolean,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const [name, sql] of INVARIANTS) {
    // Expiry may take any snapshot but the newest.
    if (expired && name.startsWith('S2')) continue
    const reader = await connection.runAndReadAll(sql.replaceAll('{M}', schema))
    if (reader.currentRowCount > 0) found.push(`${name}: ${JSON.stringify(reader.getRowsJson())}`)
  }
  return found
}

/** What differs from what the workload said; empty when it knew everything. */
function surprises(answers: readonly Answer[]): readonly string[] {
  return answers
    .filter(({ statement, error }) => {
      const expected = statement.expect ?? 'ok'
      return expected !== (error ?? 'ok')
    })
    .map((a) => `step ${a.step} ${a.session}: ${a.error ?? 'ok'} ${a.message}\n${a.statement.sql}`)
}

describe('ducklake-metadata', () => {
  const plans = somePlans(PLAN_COUNT, true, 50)

  test('every outcome is the one that the workload foresaw, twice the same; the catalog is sound', {
    timeout: 180_000,
  }, async () => {
    const labelled = new Map<string, number>()
    for (const [index, plan] of plans.entries()) {
      const broken: string[] = []
      const inspect = async (connection: DuckDBConnection, schema: string) => {
        broken.push(
          ...(await violations(connection, schema, plan.features.includes('expire-snapshots'))),
        )
      }
      const [first, second] = await Promise.all([runPlan(plan, inspect), runPlan(plan)])
      expect(surprises(first), `plan ${index}`).toEqual([])
      expect(broken, `plan ${index}`).toEqual([])
      expect(second.map(comparable), `plan ${index}`).toEqual(first.map(comparable))
      for (const { error } of first) if (error) labelled.set(error, (labelled.get(error) ?? 0) + 1)
    }
    expect([...labelled.keys()].sort()).toEqual(['binder', 'catalog', 'constraint', 'transaction'])
  })

  test('every declared feature is reached, and nothing else', () => {
    const plans = [...somePlans(600, true), ...plansForPostgres(100)]
    const reached = new Set(plans.flatMap((plan) => plan.features))
    expect([...reached].sort()).toEqual([...ducklakeMetadata.features].sort())
  })

  test('without attach-memory no plan attaches', () => {
    const texts = somePlans(40, false).map((plan) => JSON.stringify(plan))
    expect(texts.filter((text) => text.includes('ATTACH') || text.includes('${db:'))).toEqual([])
  })

  test.each([20, 40, 80])('a plan keeps within %i steps', (maxSteps) => {
    const plan = ducklakeMetadata.plan({ supports: () => true, maxSteps })
    fc.assert(
      fc.property(plan, ({ steps }) => steps.length <= maxSteps),
      { seed: 7, numRuns: 60 },
    )
  })
})

/** Rows where the order is compared; sorted rows where they are a bag; nothing more for a count. */
function comparable({ statement, error, rows }: Answer): unknown {
  if (error) return error
  const parsed: unknown[] = JSON.parse(rows)
  const compare = statement.compare?.rows ?? 'ordered'
  if (compare === 'count') return parsed.length
  return compare === 'bag' ? parsed.map((row) => JSON.stringify(row)).sort() : parsed
}
