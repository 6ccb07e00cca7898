import { expect, test } from 'vitest'
import {
  differingSettings,
  mergeFunctions,
  type SideFacts,
} from '../../../src/campaign/side-facts.js'
import { determinedBy } from '../../../src/judge/determine.js'
import type { Outcome } from '../../../src/model/outcome.js'

const sideWith = (settings: Record<string, string>): SideFacts => ({
  functions: undefined,
  settings: new Map(Object.entries(settings)),
})
const UTC = sideWith({ timezone: 'Etc/UTC', default_null_order: 'NULLS_LAST' })

test('a setting that changes answers is warned of, once and by its values', () => {
  const other = sideWith({ timezone: 'Europe/Helsinki', default_null_order: 'nulls_last' })
  expect(differingSettings(UTC, other)).toEqual([
    'warning: the setting timezone is "Etc/UTC" on the reference and "Europe/Helsinki" on the subject; answers that hang on it are reported as differences',
  ])
})

test.each([
  ['the same zone under another name', { timezone: 'UTC' }],
  ['a setting that only one side has', { calendar: 'gregorian' }],
])('%s is no difference', (_, settings) => {
  expect(differingSettings(UTC, sideWith(settings))).toEqual([])
})

test('a side that cannot be asked says nothing', () => {
  expect(differingSettings(UTC, { functions: undefined, settings: undefined })).toEqual([])
})

test('a function that either side calls volatile is not compared', () => {
  const functions = { volatile: new Set(['dice']), withinQuery: new Set<string>() }
  const empty = { volatile: new Set<string>(), withinQuery: new Set(['whoami']) }
  const settings = undefined
  const unstable = mergeFunctions([
    { functions, settings },
    { functions: empty, settings },
    { functions: undefined, settings },
  ])
  const rows: Outcome = {
    kind: 'rows',
    columns: ['d', 'w', 'a'].map((name) => ({ name, type: { kind: 'duckdb', name: 'INTEGER' } })),
    rows: [['1', '2', '3']],
  }
  const { columns } = determinedBy(
    { sql: 'SELECT dice() AS d, whoami() AS w, a FROM t' },
    rows,
    unstable,
  )
  expect(columns).toEqual([
    { index: 0, rule: 'any' },
    { index: 1, rule: 'any' },
  ])
})

test('where neither side can be asked, what is known anyway holds', () => {
  const nothing = { functions: undefined, settings: undefined }
  expect(mergeFunctions([nothing, nothing])).toBeUndefined()
})
