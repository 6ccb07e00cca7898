import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { anonymiseCase } from '../../../src/corpus/anonymise/case.js'
import { COLUMN_TYPES } from '../../../src/generate/types.js'
import { type Parameter, statement } from '../../../src/model/statement.js'
import { diceOf } from '../../../src/random/dice.js'
import { quoteString } from '../../../src/sql/identifiers.js'

const KEY = new Uint8Array([3])

/** The parameters of a type, as they are once they are anonymised. */
function others(type: string, texts: readonly string[]): readonly Parameter[] {
  const params = texts.map((text) => ({ type, text }))
  const step = { kind: 'statement', session: 'a', statement: statement('', { params }) } as const
  const plan = { sessions: [{ name: 'a', node: 'any' as const }], steps: [step], features: [] }
  const [other] = anonymiseCase({ header: {}, plan }, KEY).case.plan.steps
  return other?.kind === 'statement' ? other.statement.params : []
}

test('what DuckDB casts to a type, it casts afterwards, for every type of column', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const refused: string[] = []
  for (const type of COLUMN_TYPES) {
    const dice = diceOf(11)
    const texts = [...type.edges, ...Array.from({ length: 5 }, () => type.ordinary(dice))]
    const casts = others(type.name, texts).map(
      (other) => `CAST(${quoteString(other.text ?? '')} AS ${other.type})`,
    )
    await connection.run(`SELECT ${casts.join(', ')}`).catch((error: Error) => {
      refused.push(`${type.name}: ${error.message.split('\n')[0]}`)
    })
  }
  instance.closeSync()
  expect(COLUMN_TYPES.length).toBeGreaterThan(30)
  expect(refused).toEqual([])
})
