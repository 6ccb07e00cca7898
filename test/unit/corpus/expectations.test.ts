import { expect, test } from 'vitest'
import { parseCase } from '../../../src/corpus/case-file.js'
import { withExpectations } from '../../../src/corpus/expectations.js'
import { describeOutcome } from '../../../src/judge/describe.js'
import type { Outcome } from '../../../src/model/outcome.js'
import { statementsOf } from '../../../src/model/plan.js'

const ROWS: Outcome = { kind: 'rows', columns: [], rows: [[], []] }
const DONE: Outcome = { kind: 'done', affected: undefined }
const CHANGED: Outcome = { kind: 'done', affected: 1 }
const REFUSED: Outcome = {
  kind: 'error',
  errorClass: 'out-of-range',
  sqlstate: '22003',
  message: 'no; error binder: x',
}
const LOST: Outcome = { kind: 'unknown', reason: 'crash', detail: '2 rows; done' }

test.each([
  [[ROWS], 'ok'],
  [[DONE], 'ok'],
  [[CHANGED, ROWS, DONE], 'ok'],
  [[REFUSED], 'out-of-range'],
  [[CHANGED, { ...REFUSED, errorClass: 'binder' }], 'binder'],
  [[LOST], undefined],
  [[DONE, LOST], undefined],
  [[{ kind: 'violation', what: 'done', hex: '' }], undefined],
] as const)('what a report shows of %j is the expectation %s', (outcomes, expected) => {
  const shown = outcomes.map((one) => describeOutcome(one)).join('; ')
  const { plan } = parseCase('SELECT 1;', 'x.sql')
  expect(statementsOf(withExpectations(plan, [shown]))[0]?.expect).toBe(expected)
})

test('what a statement says by itself stays, and one that is cancelled is left open', () => {
  const { plan } = parseCase(
    '-- @expect catalog\nFROM a;\n-- @delivery extended cancel=5\nFROM b;\nFROM c;',
    'x.sql',
  )
  const found = withExpectations(plan, ['1 row', '1 row'])
  expect(statementsOf(found).map((one) => one.expect)).toEqual(['catalog', undefined, undefined])
})
