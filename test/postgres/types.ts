import { expect, test } from 'vitest'
import type { Column, Outcome } from '../../src/model/outcome.js'
import type { Statement } from '../../src/model/statement.js'
import type { Session } from '../../src/model/target.js'
import { postgres as profile } from '../../src/target/profile/postgres.js'
import { elementText, listText } from '../../src/values/canonical.js'
import { columnReader } from '../../src/values/column-reader.js'
import { parseDuckType, typeKey } from '../../src/values/duck-type.js'
import type { Postgres } from './server.js'
import { send, sharedSession } from './session.js'
import { canonicalValues, TYPE_VALUES, type TypeValues } from './type-values.js'

type PgType = Extract<Column['type'], { kind: 'pg' }>
type Way = Pick<Statement, 'delivery' | 'wire'>

/** How the same values are fetched. */
const WAYS: Readonly<Record<string, Way>> = {
  simple: { delivery: 'simple' },
  extended: { delivery: 'extended' },
  prepared: { delivery: 'prepared' },
  pipeline: { delivery: 'pipeline' },
  copy: { delivery: 'copy' },
  'pages of two': { delivery: 'extended', wire: { fetchRows: 2 } },
  binary: { delivery: 'extended', wire: { results: 'binary' } },
  'binary, prepared': { delivery: 'prepared', wire: { results: 'binary' } },
  'binary, pages of one': { delivery: 'prepared', wire: { results: 'binary', fetchRows: 1 } },
  'binary, pipeline': { delivery: 'pipeline', wire: { results: 'binary' } },
}

/** PostgreSQL as an encoder that nobody here wrote: what it sends has to decode to the value that it was told. */
export function types(postgres: Postgres): void {
  const session = sharedSession(postgres)
  const named = TYPE_VALUES.map(
    (values) => [`${values.postgres} as ${values.duck}`, values] as const,
  )

  test.each(named)('%s', async (_, values) => {
    const expected = [...canonicalValues(values), null]
    for (const [name, way] of Object.entries(WAYS)) {
      const cells = await fetch(session(), { sql: rowsQuery(values), duck: values.duck, way })
      expect(cells, name).toEqual(expected)
    }
  })

  test.each(named.filter(([, { duck }]) => hasArrays(duck)))('arrays of %s', async (_, values) => {
    const type = parseDuckType(values.duck)
    const elements = [...canonicalValues(values), null].map((cell) => elementText(cell, type))
    for (const [name, way] of Object.entries(WAYS)) {
      const sql = arraysQuery(values)
      const cells = await fetch(session(), { sql, duck: `${values.duck}[]`, way })
      expect(cells, name).toEqual([listText(elements), '[]', null])
    }
  })
}

/** Lists of JSON are compared by DuckDB's text as a whole. */
function hasArrays(duck: string): boolean {
  return duck !== 'JSON' && !duck.endsWith(']')
}

/** A table of texts `v` in the order `i`, and NULL at its end. */
function literals({ values }: TypeValues): string {
  const texts = values.map((value) => quoted(typeof value === 'string' ? value : value[0]))
  return `unnest(ARRAY[${[...texts, 'NULL'].join(', ')}]) WITH ORDINALITY AS x(v, i)`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function rowsQuery(values: TypeValues): string {
  return `SELECT v::${values.postgres} AS c FROM ${literals(values)} ORDER BY i`
}

/** All values in one array, an empty one, and none. */
function arraysQuery(values: TypeValues): string {
  const array = `(SELECT array_agg(v::${values.postgres} ORDER BY i) FROM ${literals(values)})`
  return `SELECT c FROM (VALUES (1, ${array}), (2, '{}'), (3, NULL)) AS t(i, c) ORDER BY i`
}

interface Fetch {
  readonly sql: string
  readonly duck: string
  readonly way: Way
}

/** The canonical cells of a query with one column, whose type has to be the profile's. */
async function fetch(session: Session, { sql, duck, way }: Fetch): Promise<readonly unknown[]> {
  const { outcomes } = await send(session, sql, way)
  const rows = rowsOf(outcomes)
  const [column] = rows.columns as [Column]
  const type = parseDuckType(duck)
  const spelling = profile.types.get(typeKey(type))
  // COPY tells no types.
  if (spelling && way.delivery !== 'copy')
    expect(spelling.oids).toContain((column.type as PgType).oid)
  const read = columnReader(type, column.type)
  return rows.rows.map(([cell = null]) => read(cell))
}

function rowsOf(outcomes: readonly Outcome[]): Extract<Outcome, { kind: 'rows' }> {
  const [first] = outcomes
  if (first?.kind === 'rows') return first
  throw new Error(`no rows: ${JSON.stringify(outcomes)}`)
}
