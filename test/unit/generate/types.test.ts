import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { drawPresent } from '../../../src/generate/scalar.js'
import { COLUMN_TYPES } from '../../../src/generate/types.js'
import { asParameter, literal } from '../../../src/generate/writer.js'
import { diceOf } from '../../../src/random/dice.js'

const connection = await (await DuckDBInstance.create(':memory:')).connect()

async function texts(expressions: readonly string[], params: readonly (string | null)[] = []) {
  const list = expressions.map((sql, i) => `(${sql})::VARCHAR AS c${i}`).join(', ')
  const rows = await (await connection.run(`SELECT ${list}`, [...params])).getRowsJson()
  return rows[0]
}

test.each(COLUMN_TYPES)('$name: every value is one, as literal and as parameter', async (type) => {
  const dice = diceOf(1)
  const ordinary = Array.from({ length: 20 }, () => type.ordinary(dice))
  const values = [...type.edges, ...ordinary].map((text) => ({ type: type.name, text }))
  const quoted = await texts(values.map((value) => literal(value, true)))
  expect(quoted).not.toContain(null)
  const columns = values.map((value) => `(${literal(value)})::${type.name}`)
  expect(await texts(columns)).toEqual(quoted)
  const places = values.map((value, i) => asParameter(value).sql(`$${i + 1}`))
  expect(
    await texts(
      places,
      values.map(({ text }) => text),
    ),
  ).toEqual(quoted)
})

test('the edges of a type are different values', async () => {
  for (const { name, edges } of COLUMN_TYPES) {
    expect(new Set(edges).size, name).toBe(edges.length)
  }
})

test('a drawn value is an edge about as often as not', () => {
  const dice = diceOf(2)
  const varchar = COLUMN_TYPES.find(({ name }) => name === 'VARCHAR')
  if (!varchar) throw new Error('no VARCHAR')
  const drawn = Array.from({ length: 1_000 }, () => drawPresent(varchar, dice).text ?? '')
  const edges = drawn.filter((text) => varchar.edges.includes(text)).length
  expect(edges).toBeGreaterThan(400)
  expect(edges).toBeLessThan(600)
})
