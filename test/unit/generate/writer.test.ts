import { expect, test } from 'vitest'
import { literal, quote, statementWriter } from '../../../src/generate/writer.js'

test('literals: bare where the type has them and the value fits, cast text elsewhere', () => {
  expect([
    literal({ type: 'INTEGER', text: '-5' }),
    literal({ type: 'INTEGER', text: '-5' }, true),
    literal({ type: 'HUGEINT', text: '170141183460469231731687303715884105727' }),
    literal({ type: 'DECIMAL(18,2)', text: '1.50' }),
    literal({ type: 'BOOLEAN', text: 'true' }),
    literal({ type: 'DOUBLE', text: '-0.0' }),
    literal({ type: 'VARCHAR', text: "it's" }),
    literal({ type: 'VARCHAR', text: '42' }),
    literal({ type: 'DATE', text: null }),
  ]).toMatchInlineSnapshot(`
    [
      "-5",
      "'-5'::INTEGER",
      "'170141183460469231731687303715884105727'::HUGEINT",
      "1.50",
      "true",
      "'-0.0'::DOUBLE",
      "'it''s'::VARCHAR",
      "'42'::VARCHAR",
      "NULL",
    ]
  `)
})

test('a quote is doubled', () => expect(quote("'a'")).toBe("'''a'''"))

test('a simple statement has no parameters; others number theirs', () => {
  const value = { type: 'BIGINT', text: '7' }
  const simple = statementWriter('simple')
  expect(simple.done(`SELECT ${simple.value(value)} AS x`)).toMatchObject({
    sql: 'SELECT 7 AS x',
    params: [],
  })
  const extended = statementWriter('extended')
  const sql = `SELECT ${extended.value(value)} AS x, ${extended.value({ type: 'BIT', text: '01' })} AS y`
  expect(extended.done(sql)).toMatchObject({
    sql: 'SELECT $1::BIGINT AS x, $2::VARCHAR::BIT AS y',
    params: [value, { type: 'VARCHAR', text: '01' }],
    delivery: 'extended',
  })
})
