import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteString } from '../../../src/sql/identifiers.js'
import { columnReader } from '../../../src/values/column-reader.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { project } from '../../../src/values/projection.js'
import { oddText, SCALARS } from './expressions.js'
import { useReference } from './reference.js'

const reference = useReference()

const cast = (type: string) => (value: unknown) => `${quoteString(String(value))}::${type}`

/** SQL expressions of random values, by type; a VARIANT's text says nothing of its type (see lostOnWire). */
const EXPRESSIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ...SCALARS,
  'VARCHAR[]': fc
    .array(fc.option(oddText), { maxLength: 4 })
    .map((items) => `[${items.map((s) => (s === null ? 'NULL' : quoteString(s)))}]::VARCHAR[]`),
  'BLOB[]': fc
    .array(SCALARS.BLOB as fc.Arbitrary<string>, { maxLength: 3 })
    .map((blobs) => `[${blobs}]::BLOB[]`),
  STRUCT: fc
    .tuple(
      fc.option(oddText),
      fc.option(fc.date({ min: new Date(0), max: new Date(1e12), noInvalidDate: true })),
      oddText,
    )
    .map(
      ([a, b, c]) =>
        `{'a': ${a === null ? 'NULL' : quoteString(a)}::VARCHAR, 'b c': ${
          b === null ? 'NULL' : quoteString(b.toISOString().slice(0, 19))
        }::TIMESTAMP, 'it''s': [{'x': ${quoteString(c)}}]}`,
    ),
  MAP: fc
    .uniqueArray(fc.tuple(oddText, fc.double()), { maxLength: 3, selector: ([key]) => key })
    .map(
      (entries) =>
        `map([${entries.map(([k]) => quoteString(k))}]::VARCHAR[], [${entries.map(([, v]) => cast('DOUBLE')(v))}]::DOUBLE[])`,
    ),
}

test.each(Object.entries(EXPRESSIONS))(
  '%s: a value from DuckDB and its text, read again, are the same',
  async (_, expression) => {
    await fc.assert(
      fc.asyncProperty(fc.array(expression, { minLength: 1, maxLength: 40 }), async (values) => {
        const list = values.map((value) => `(${value})`).join(', ')
        const { columns, rows } = await reference.select(
          `SELECT v, v::VARCHAR FROM (VALUES ${list}) AS t(v)`,
        )
        const type = columns[0]?.type
        if (type?.kind !== 'duckdb') throw new Error('a reference has DuckDB types')
        const duckType = parseDuckType(type.name)
        const read = columnReader(duckType, { kind: 'pg', oid: 25, modifier: -1 })
        expect(rows.map(([, cell]) => read(cell ?? null))).toEqual(
          rows.map(([canonical]) => project(canonical ?? null, duckType, 'untagged')),
        )
      }),
      { numRuns: 5 },
    )
  },
)
