import { expect, test } from 'vitest'
import type { Column, Outcome } from '../../src/model/outcome.js'
import type { Statement } from '../../src/model/statement.js'
import type { Session } from '../../src/model/target.js'
import { postgres as profile } from '../../src/target/profile/postgres.js'
import { elementText, listText } from '../../src/values/canonical.js'
import { columnReader } from '../../src/values/column-reader.js'
import { parseDuckType, typeKey } from '../../src/values/duck-type.js'
import { arraysQuery, rowsQuery } from './queries.js'
import type { Postgres } from './server.js'
import { openTarget, send, sharedSession } from './session.js'
import { canonicalValues, TYPE_VALUES } from './type-values.js'

type PgType = Extract<Column['type'], { kind: 'pg' }>
type Way = Pick<Statement, 'delivery' | 'wire'>

/** How the same values are fetched. */
const WAYS: Readonly<Record<string, Way>> = {
  simple: { delivery: 'simple' },
  'prepared, pages of two': { delivery: 'prepared', wire: { fetchRows: 2 } },
  copy: { delivery: 'copy' },
  binary: { delivery: 'extended', wire: { results: 'binary' } },
  'binary, pipeline': { delivery: 'pipeline', wire: { results: 'binary' } },
}

/** PostgreSQL as an encoder that nobody here wrote: what it sends has to decode to the value that it was told. */
export function types(postgres: Postgres): void {
  const session = sharedSession(postgres)
  const named = TYPE_VALUES.map(
    (values) => [`${values.postgres} as ${values.duck}`, values] as const,
  )

  test('an installation with forms of its own', async () => {
    const odd = { ...postgres, settings: { ...postgres.settings, database: 'template1' } }
    const forms = ['DateStyle = German', 'IntervalStyle = iso_8601', 'bytea_output = escape']
    for (const form of [...forms, 'extra_float_digits = 0', "TimeZone = 'Asia/Tokyo'"])
      await send(session(), `ALTER DATABASE template1 SET ${form}`)
    const target = await openTarget(odd)
    const own = await target.open('any', { schema: 'goldeneye_odd' })
    for (const values of TYPE_VALUES) {
      const way = { delivery: 'simple' } as const
      const cells = await fetch(own, { sql: rowsQuery(values), duck: values.duck, way })
      expect(cells, values.postgres).toEqual([...canonicalValues(values), null])
    }
  })

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
