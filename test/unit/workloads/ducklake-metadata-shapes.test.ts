import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statementsOf } from '../../../src/model/plan.js'
import { splitStatements } from '../../../src/sql/split.js'
import { shapeOf } from '../../../workloads/ducklake-metadata/shape.js'
import { somePlans } from './ducklake-metadata-run.js'

const RECORDED = new URL('../../../../shared/traces/shapes.jsonl', import.meta.url)
const PLAN_COUNT = 600

test('shape: constants, ids and repetitions are taken out', () => {
  const sql = `INSERT INTO "\${schema:lake}".ducklake_schema VALUES (1, 'it''s', NULL),(2, 'b', NULL);`
  expect(shapeOf(sql)).toBe("INSERT INTO {M}.ducklake_schema VALUES(#,'?',NULL),...")
  expect(shapeOf('DELETE FROM {M}.x WHERE a IN (1, 2, 3)')).toBe(
    'DELETE FROM {M}.x WHERE a IN(#,...)',
  )
  expect(shapeOf('DELETE FROM {M}.x WHERE a IN (#,...)')).toBe(
    'DELETE FROM {M}.x WHERE a IN(#,...)',
  )
})

test.skipIf(!existsSync(RECORDED))(
  'the share of the recorded shapes that plans produce (skipped where the recording is absent)',
  () => {
    const lines = readFileSync(RECORDED, 'utf8').trim().split('\n')
    const recorded = lines.map((line) => String(JSON.parse(line).shape))
    const texts = new Set(
      somePlans(PLAN_COUNT, true).flatMap((plan) => statementsOf(plan).map((one) => one.sql)),
    )
    const made = new Set(
      [...texts].flatMap((sql) => splitStatements(sql).map(({ text }) => shapeOf(text))),
    )
    const missing = recorded.filter((shape) => !made.has(shapeOf(shape)))
    expect(recorded).toHaveLength(264)
    expect(missing.length / recorded.length).toBeLessThan(0.05)
  },
)
