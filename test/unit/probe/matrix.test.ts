import { expect, test } from 'vitest'
import { learnProfile } from '../../../src/probe/learn.js'
import { probeMatrix } from '../../../src/probe/matrix.js'
import { type MatrixReport, stateOf, totalsOf } from '../../../src/probe/report.js'
import { probedTypesNamed } from '../../../src/probe/types.js'
import { SIGNS } from '../../../src/probe/words.js'
import { wrongValues } from '../../../src/probe/wrong.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { LAB, onServer, referenceLane } from './sides.js'

const reference = referenceLane()

const typesOf = (...names: readonly string[]) => names.flatMap(probedTypesNamed)

const signs = ({ rows }: MatrixReport) =>
  Object.fromEntries(
    rows.map((row) => [row.type, row.cells.map((cell) => SIGNS[stateOf(cell)]).join('')]),
  )

const OPTIONS = { seed: 7n, values: 12, date: '2026-11-22' }

test('a healthy server is right on every way that there is', async () => {
  const types = typesOf('INTEGER', 'VARCHAR', 'DATE', 'UNION', 'STRUCT', '"NULL"')
  const report = await onServer(new Set(), (subject) =>
    probeMatrix({ reference: reference(), subject, profile: LAB }, { ...OPTIONS, types }),
  )
  expect(signs(report)).toEqual({
    INTEGER: '===·==·==·==',
    VARCHAR: '===·==·==·==',
    // Its lowest date is refused in binary, which PostgreSQL's form does not hold.
    DATE: '===·==·==·==',
    'UNION(num INTEGER, str VARCHAR, d DATE)': '~~~·~~·~~···',
    'STRUCT(n INTEGER, "Text of it" VARCHAR, moment TIMESTAMP)': '===·==·==···',
    'STRUCT(INTEGER, VARCHAR, BLOB)': '===·==······',
    'STRUCT(s STRUCT(n INTEGER, "Text of it" VARCHAR, moment TIMESTAMP), l DATE[])': '===·==·==···',
    '"NULL"': '===·==······',
  })
  const { comparisons, differences, refusedValues } = totalsOf(report)
  expect(differences).toBe(0)
  expect(comparisons).toBeGreaterThan(800)
  expect(refusedValues).toBeGreaterThan(0)
  expect(report.unprobed).toEqual(['TYPE'])
})

test('a wrong value is told once, with all the ways on which it came', async () => {
  const report = await onServer(new Set(['blob-as-raw-text']), (subject) =>
    probeMatrix(
      { reference: reference(), subject, profile: LAB },
      { ...OPTIONS, types: typesOf('BLOB', 'UUID') },
    ),
  )
  expect(signs(report)).toEqual({ BLOB: '✗✗✗·==·✗✗·✗✗', UUID: '===·==·==·==' })
  const [first] = wrongValues(report)
  expect(first).toMatchObject({
    type: 'BLOB',
    statement: expect.stringMatching(/^SELECT CAST\('.*' AS BLOB\) AS v;$/),
    reference: expect.stringMatching(/^\\x/),
  })
  expect(first?.ways).toContain('result text simple')
})

test('another OID than the profile has is wrong', async () => {
  const types = new Map([['UUID', { oids: [25] }]])
  const report = await onServer(new Set(), (subject) =>
    probeMatrix(
      { reference: reference(), subject, profile: { ...LAB, types } },
      { ...OPTIONS, values: 0, types: typesOf('UUID') },
    ),
  )
  expect(wrongValues(report)[0]).toMatchObject({
    reference: 'a column of OID 25',
    subject: 'a column of OID 2950',
  })
})

test('what an endpoint loses is learned as the least loss that explains it', async () => {
  const base = { ...duckdb, name: 'unknown', batches: undefined }
  const learn = (mutations: Parameters<typeof onServer>[0]) =>
    onServer(mutations, (subject) =>
      learnProfile({ reference: reference(), subject, base, types: typesOf('TIME', 'BLOB') }),
    )
  const healthy = await learn(new Set())
  expect(healthy).toMatchObject({ batches: 'each', statusAfterError: 'duckdb' })
  expect(healthy.capabilities).toContain('portals')
  expect(healthy.types).toEqual({
    TIME: { oid: 1083, text: '12:34:56.789' },
    BLOB: { oid: 17, text: '\\x00ff6162' },
  })
  const faulty = await learn(new Set(['microseconds-dropped']))
  expect(faulty.types).toMatchObject({
    TIME: { lossy: { as: 'milliseconds' } },
    BLOB: healthy.types.BLOB,
  })
})
