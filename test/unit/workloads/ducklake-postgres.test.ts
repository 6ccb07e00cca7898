import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/generate/sample.js'
import type { Step } from '../../../src/model/plan.js'
import type { Statement } from '../../../src/model/statement.js'
import { postgres } from '../../../src/target/profile/postgres.js'
import { creationText } from '../../../workloads/ducklake-metadata/creation.js'
import { ducklakeMetadata } from '../../../workloads/ducklake-metadata/ducklake-metadata.js'
import {
  batchWords,
  tablesMadeBy,
} from '../../../workloads/ducklake-metadata/postgres/batch-words.js'
import { readText } from '../../../workloads/ducklake-metadata/postgres/read-scope.js'
import { scanTexts } from '../../../workloads/ducklake-metadata/postgres/scan.js'
import { scansOf } from '../../../workloads/ducklake-metadata/postgres/scans-of.js'

const M = '"${schema:lake}"'
const CATALOG = tablesMadeBy(creationText().replaceAll('{M}', M))
const CREATE = `CREATE TABLE IF NOT EXISTS ${M}.ducklake_inlined_data_1_2(row_id BIGINT, \
begin_snapshot BIGINT, end_snapshot BIGINT, id INTEGER, v VARCHAR, d DOUBLE, "c'1" UBIGINT, e DECIMAL(18,3))`

/** The scans of a read, each in PostgreSQL's words, without the schema. */
function scans(sql: string): readonly string[] {
  const made = new Map([...CATALOG, ...tablesMadeBy(CREATE)])
  const text = readText(sql)
  return (text ? scansOf(text, made) : []).map((scan) => {
    const { sql: own, postgres: words = own } = scanTexts(scan, made)
    return words.replaceAll(`${M}.`, '')
  })
}

const visible = (alias = '') =>
  `5 >= ${alias}begin_snapshot AND (5 < ${alias}end_snapshot OR ${alias}end_snapshot IS NULL)`

describe('a read becomes the scans that a server really received', () => {
  test('a join by USING: its condition goes to both tables', () => {
    expect(
      scans(`SELECT table_id, column_id, record_count, min_value
FROM ${M}.ducklake_table_stats
LEFT JOIN ${M}.ducklake_table_column_stats USING (table_id)
WHERE table_id = 3 AND record_count IS NOT NULL ORDER BY table_id;`),
    ).toEqual([
      `SELECT "table_id", "record_count" FROM "ducklake_table_stats" WHERE "table_id" = '3'`,
      `SELECT "table_id", "column_id", "min_value" FROM "ducklake_table_column_stats" WHERE "table_id" = '3'`,
    ])
  })

  test('a subquery in FROM hands on what is asked of it', () => {
    expect(
      scans(`SELECT data.data_file_id, data.path AS data_path, del.path AS del_path
FROM ${M}.ducklake_data_file data
LEFT JOIN (SELECT * FROM ${M}.ducklake_delete_file WHERE table_id=2 AND ${visible()}) del
ON del.data_file_id = data.data_file_id
WHERE data.table_id=2 AND ${visible('data.')}`),
    ).toEqual([
      `SELECT "table_id", "begin_snapshot", "data_file_id", "path", "end_snapshot" FROM "ducklake_data_file" WHERE "table_id" = '2' AND "begin_snapshot" <= '5'`,
      `SELECT "table_id", "begin_snapshot", "path", "data_file_id", "end_snapshot" FROM "ducklake_delete_file" WHERE "table_id" = '2' AND "begin_snapshot" <= '5'`,
    ])
  })

  test('a nested list is a scan of its table; what OR joins is no condition', () => {
    expect(
      scans(`SELECT tbl.table_id, (SELECT LIST({'key': key, 'value': value})
  FROM ${M}.ducklake_tag tag WHERE object_id=table_id AND ${visible('tag.')}) AS tag
FROM ${M}.ducklake_table tbl LEFT JOIN ${M}.ducklake_column col USING (table_id)
WHERE ${visible('tbl.')} AND ((${visible('col.')}) OR column_id IS NULL)`),
    ).toEqual([
      `SELECT "begin_snapshot", "table_id", "end_snapshot" FROM "ducklake_table" WHERE "begin_snapshot" <= '5'`,
      `SELECT "table_id", "begin_snapshot", "end_snapshot", "column_id" FROM "ducklake_column"`,
      `SELECT "begin_snapshot", "key", "value", "object_id", "end_snapshot" FROM "ducklake_tag" WHERE "begin_snapshot" <= '5'`,
    ])
  })

  test.each([
    [
      `SELECT TRUE FROM ${M}.ducklake_table t WHERE t.table_name = 'we''ird "s' AND t.end_snapshot IS NULL`,
      `SELECT "table_name", "end_snapshot" FROM "ducklake_table" WHERE "table_name" = 'we''ird "s' COLLATE "C"`,
    ],
    [
      `SELECT row_id FROM ${M}.ducklake_inlined_data_1_2 i WHERE i.begin_snapshot >= 2 AND i.begin_snapshot <= 9`,
      `SELECT "begin_snapshot", "row_id" FROM "ducklake_inlined_data_1_2" WHERE ("begin_snapshot" >= '2' AND "begin_snapshot" <= '9')`,
    ],
    [
      `SELECT snapshot_id FROM ${M}.ducklake_snapshot WHERE snapshot_time::TIMESTAMPTZ <= '2026-01-01 00:00:00+00'`,
      `SELECT "snapshot_time", "snapshot_id" FROM "ducklake_snapshot" WHERE "snapshot_time" <= '2026-01-01 00:00:00+00'`,
    ],
    [
      `SELECT path FROM ${M}.ducklake_data_file WHERE data_file_id IN (1, 3)`,
      `SELECT "data_file_id", "path" FROM "ducklake_data_file" WHERE "data_file_id" IN ('1', '3')`,
    ],
    [`SELECT COUNT(*) FROM ${M}.ducklake_snapshot`, 'SELECT NULL FROM "ducklake_snapshot"'],
    [
      `SELECT NULL FROM ${M}.ducklake_metadata LIMIT 1`,
      'SELECT NULL FROM "ducklake_metadata" LIMIT 1',
    ],
  ])('%s', (sql, scan) => {
    expect(scans(sql)).toEqual([scan])
  })

  test('what the server computes for a scan is passed through', () => {
    const text = readText(`WITH col_1_stats AS MATERIALIZED (
SELECT data_file_id, max_value FROM ${M}.ducklake_file_column_stats WHERE column_id = 1)
SELECT data.path FROM ${M}.ducklake_data_file data
WHERE data.data_file_id NOT IN (SELECT data_file_id FROM col_1_stats WHERE TRY_CAST(max_value AS INTEGER) > 5)`)
    expect(text?.materialised.map(({ name }) => name)).toEqual(['col_1_stats'])
    expect(text && scansOf(text, CATALOG).map(({ table }) => table)).toEqual(['ducklake_data_file'])
  })
})

test('inlined tables have the types of the client, and its literals', () => {
  expect(batchWords(CREATE, new Map()).postgres).toContain(
    `(row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, id INTEGER, v BYTEA, \
d DOUBLE PRECISION, "c'1" VARCHAR, e DECIMAL(18,3))`,
  )
  const insert = `INSERT INTO ${M}.ducklake_inlined_data_1_2 VALUES \
(0, 3, NULL, 7, 'it''s', CAST('nan' AS DOUBLE), CAST('9' AS UBIGINT), CAST('1.250' AS DECIMAL(18,3))),\
(1, 3, NULL, NULL, NULL, 1.5, NULL, NULL)`
  expect(
    batchWords(insert, tablesMadeBy(CREATE)).postgres,
  ).toBe(`INSERT INTO ${M}.ducklake_inlined_data_1_2 VALUES \
(0, 3, NULL, 7, '\\x69742773', CAST('nan' AS DOUBLE PRECISION), '9', CAST('1.250' AS DECIMAL(18,3))), \
(1, 3, NULL, NULL, NULL, 1.5, NULL, NULL)`)
})

describe('plans for PostgreSQL', () => {
  const supports = postgres.capabilities.has.bind(postgres.capabilities)
  const plans = Array.from({ length: 60 }, (_, seed) =>
    planOf(ducklakeMetadata, { supports, maxSteps: 100 }, BigInt(seed)),
  )
  const statements = plans.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'statement' ? [step] : [])),
  )
  const words = ({ sql, postgres: own = sql }: Statement) => own

  test('have no word that PostgreSQL does not know', () => {
    const unknown = /\bLIST\(|TRY_CAST|UBIGINT|AS DOUBLE\)|\browid\b|duckdb_\w+\(|STRUCT_PACK/
    const said = statements.map(({ statement }) => words(statement))
    expect(said.filter((text) => unknown.test(text))).toEqual([])
  })

  test('send a session that only reads nothing but reads', () => {
    const reading =
      /^\s*(?:SELECT|BEGIN TRANSACTION ISOLATION|COMMIT|ROLLBACK|DISCARD ALL|select "snapshot_id")/
    const readers = plans.flatMap(({ sessions }) =>
      sessions.filter(({ node }) => node === 'reader'),
    )
    const names = new Set(readers.map(({ name }) => name))
    const sent = statements.filter(({ session }) => names.has(session))
    expect(sent.length).toBeGreaterThan(0)
    expect(
      sent.map(({ statement }) => words(statement)).filter((text) => !reading.test(text)),
    ).toEqual([])
  })

  test('have writers that wait for each other, and reach what can be reached there', () => {
    const features = new Set(plans.flatMap((plan) => plan.features))
    expect(features).toContain('race-lost-at-insert')
    expect(features).toContain('writer-waited')
    expect(features).toContain('migrated-from-0.3')
    expect(features).toContain('now-committed')
    expect(features).toContain('orphaned-files')
    expect(features).not.toContain('race-lost-at-commit')
    expect(features).not.toContain('race-lost-at-statement')
    expect(features).not.toContain('migrated-from-0.1')
  })

  test('let nothing wait but behind the end of another transaction, and then it fails', () => {
    const waiting = plans.flatMap(({ steps }) =>
      steps.flatMap((step, at) => {
        if (step.kind !== 'statement' || !step.statement.waits) return []
        const before = steps.slice(0, at).findLast((one) => !isWaiting(one))
        const lead = before?.kind === 'statement' ? before.statement.sql : before?.kind
        return [`${lead} of ${before?.session === step.session ? 'itself' : 'another'}`]
      }),
    )
    expect(new Set(waiting)).toEqual(new Set(['COMMIT of another']))
    const expected = statements.flatMap(({ statement }) =>
      statement.waits ? statement.expect : [],
    )
    expect(expected.filter((one) => one !== 'constraint' && one !== 'transaction')).toEqual([])
  })
})

function isWaiting(step: Step): boolean {
  return step.kind === 'statement' && step.statement.waits === true
}
