import { expect, test } from 'vitest'
import type { Outcome } from '../../src/model/outcome.js'
import type { Statement } from '../../src/model/statement.js'
import { duckdbTextOf } from '../../src/values/canonical-to-duckdb.js'
import { columnReader } from '../../src/values/column-reader.js'
import { type DuckType, parseDuckType } from '../../src/values/duck-type.js'
import { pgBinaryParameter } from '../../src/values/to-pg-binary.js'
import type { Postgres } from './server.js'
import { send, sharedSession } from './session.js'
import { canonicalValues, TYPE_VALUES } from './type-values.js'

const WAYS: Readonly<Record<string, Pick<Statement, 'delivery' | 'wire'>>> = {
  text: { delivery: 'extended' },
  binary: { delivery: 'prepared', wire: { parameters: 'binary' } },
  'binary both ways': { delivery: 'pipeline', wire: { parameters: 'binary', results: 'binary' } },
}

/** Parameters are in the text that DuckDB casts to their type, and PostgreSQL answers with the values that it got. */
export function parameters(postgres: Postgres): void {
  const session = sharedSession(postgres)
  const scalars = TYPE_VALUES.filter(({ duck }) => !duck.endsWith(']'))

  test.each(scalars.map((values) => [`${values.postgres} as ${values.duck}`, values] as const))(
    '%s',
    async (_, values) => {
      const type = parseDuckType(values.duck)
      const cells = [...canonicalValues(values), null]
      const params = cells.map((cell) => ({ type: values.duck, text: duckdbTextOf(cell, type) }))
      const columns = params.map((_, i) => `CAST($${i + 1} AS ${values.postgres}) AS c${i}`)
      // Else it would be sent as text in each of the ways.
      for (const { text } of params) expect(pgBinaryParameter(values.duck, text)).toBeDefined()
      for (const [name, way] of Object.entries(WAYS)) {
        const { outcomes } = await send(session(), `SELECT ${columns}`, { params, ...way })
        expect(rowOf(outcomes[0], type), name).toEqual(cells)
      }
    },
  )
}

/** The canonical cells of the only row, or what came in its place. */
function rowOf(outcome: Outcome | undefined, type: DuckType): unknown {
  if (outcome?.kind !== 'rows') return outcome
  const { columns, rows } = outcome
  return columns.map((column, i) => columnReader(type, column.type)(rows[0]?.[i] ?? null))
}
