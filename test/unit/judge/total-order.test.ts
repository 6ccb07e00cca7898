import { expect, test } from 'vitest'
import { isTotallyOrdered } from '../../../src/judge/total-order.js'
import type { Rows } from '../../../src/model/outcome.js'

const column = (name: string) => ({ name, type: { kind: 'duckdb', name: 'INTEGER' } }) as const
const rows: Rows = {
  kind: 'rows',
  columns: [column('id'), column('age')],
  rows: [
    ['1', '5'],
    ['2', '5'],
    ['3', null],
  ],
}

test.each([
  ['SELECT id, age FROM t ORDER BY id', true],
  ['SELECT id, age FROM t ORDER BY age DESC NULLS LAST, id ASC', true],
  ['SELECT id, age FROM t ORDER BY "id" LIMIT 3', true],
  ['SELECT id, age FROM t ORDER BY 1;', true],
  ['SELECT id, age FROM t ORDER BY ALL', true],
  ['SELECT id, age FROM t ORDER BY age', false],
  ['SELECT id, age FROM t', false],
  ['SELECT id, age FROM (SELECT id, age FROM t ORDER BY id)', false],
  ['SELECT id, age FROM t ORDER BY id + 1', false],
  ['SELECT id, age FROM t ORDER BY abs(id)', false],
  ['SELECT id, age FROM t ORDER BY hidden', false],
  ['SELECT id, age, row_number() OVER (ORDER BY id) FROM t', false],
])('%s: %s', (sql, total) => expect(isTotallyOrdered(sql, rows)).toBe(total))
