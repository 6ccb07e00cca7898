import { expect, test } from 'vitest'
import { builder, compiled, typedValue } from '../../../src/generate/kysely.js'

test('a query compiles to SQL with typed parameters', () => {
  const query = builder
    .insertInto('t0')
    .values({
      k: typedValue({ type: 'INTEGER', text: '1' }),
      b: typedValue({ type: 'BLOB', text: '\\xFF' }),
    })
    .onConflict((on) => on.column('k').doNothing())
  expect(compiled(query, 'prepared')).toMatchInlineSnapshot(`
    {
      "delivery": "prepared",
      "params": [
        {
          "text": "1",
          "type": "INTEGER",
        },
        {
          "text": "\\xFF",
          "type": "VARCHAR",
        },
      ],
      "sql": "insert into "t0" ("k", "b") values ($1::INTEGER, $2::VARCHAR::BLOB) on conflict ("k") do nothing",
    }
  `)
})

test('values do not travel in a simple query, and not without a type', () => {
  const typed = builder
    .selectFrom('t0')
    .select('k')
    .where('k', '=', typedValue({ type: 'DATE', text: null }))
  expect(() => compiled(typed, 'simple')).toThrow('a simple query has no parameters')
  const untyped = builder.selectFrom('t0').select('k').where('k', '=', 1)
  expect(() => compiled(untyped, 'extended')).toThrow('without its type')
})
