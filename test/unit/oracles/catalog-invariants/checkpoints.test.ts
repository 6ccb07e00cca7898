import { describe, expect, test } from 'vitest'
import { checkpointsOf } from '../../../../oracles/catalog-invariants/catalogs.js'
import { checksOf, spread } from '../../../../oracles/catalog-invariants/checks.js'
import { metadataStatements } from '../../../../oracles/catalog-invariants/statements.js'
import type { ErrorClass } from '../../../../src/model/error-class.js'
import type { Plan, Step } from '../../../../src/model/plan.js'
import { statement } from '../../../../src/model/statement.js'

const M = '"${schema:lake}".'
const SNAPSHOT = `INSERT INTO ${M}ducklake_snapshot VALUES (1)`
const INLINED = `CREATE TABLE IF NOT EXISTS ${M}"ducklake_inlined_data_3_2"(_row BIGINT, _begin BIGINT, _end BIGINT, "x,y" INT)`

function say(sql: string, more: { session?: string; expect?: ErrorClass | 'ok' } = {}): Step {
  const { session = 'a', ...rest } = more
  return { kind: 'statement', session, statement: statement(sql, rest) }
}

function plan(...steps: readonly Step[]): Plan {
  const names = [...new Set(steps.map(({ session }) => session))]
  return { sessions: names.map((name) => ({ name, node: 'any' as const })), steps, features: [] }
}

function places(one: Plan) {
  return checkpointsOf(one).between.map(({ after, session }) => `${after} ${session}`)
}

describe('what a statement does to a catalog', () => {
  test.each([
    [`SELECT MAX(snapshot_id) FROM ${M}ducklake_snapshot`, undefined],
    ['INSERT INTO "db"."main".ducklake_tag VALUES (1)', '"db"."main".ducklake_tag'],
    ['INSERT INTO ${schema}."ducklake_tag" VALUES (1)', '${schema}.ducklake_tag'],
    [
      `DELETE FROM ${M}ducklake_view v WHERE NOT EXISTS (FROM ${M}ducklake_snapshot)`,
      `${M}ducklake_view`,
    ],
    [
      `WITH n(t) AS (VALUES (1)) UPDATE ${M}ducklake_column SET end_snapshot = 2 FROM n`,
      `${M}ducklake_column`,
    ],
    [`DROP TABLE IF EXISTS ${M}ducklake_tag`, `${M}ducklake_tag`],
    ['UPDATE ducklake_table SET table_id = ducklake_table.table_id', 'ducklake_table'],
    ["INSERT INTO other VALUES ('x.ducklake_snapshot')", undefined],
  ])('%s', (sql, written) => {
    const [one] = metadataStatements(sql)
    const found = one?.target && `${one.target.prefix}${one.target.table}`
    expect(found).toEqual(written)
  })

  test('the first columns of a table that is made', () => {
    expect(metadataStatements(INLINED)[0]?.columns).toEqual(['_row', '_begin', '_end'])
  })
})

describe('checkpoints', () => {
  test('behind the end of a transaction that wrote, committed or not', () => {
    const one = plan(
      say('BEGIN'),
      say(SNAPSHOT),
      say('SELECT 1', { session: 'b' }),
      say('COMMIT'),
      say('BEGIN'),
      say(SNAPSHOT),
      say('ROLLBACK'),
      say('BEGIN'),
      say('COMMIT'),
    )
    expect(places(one)).toEqual(['3 a', '6 a'])
  })

  test('behind a text of several statements, and not behind each of single ones', () => {
    expect(places(plan(say(SNAPSHOT), say(`${SNAPSHOT};${SNAPSHOT};`)))).toEqual(['1 a'])
  })

  test('a connection that was closed has no transaction', () => {
    const one = plan(say('BEGIN'), say(SNAPSHOT), { kind: 'close', session: 'a' }, say('COMMIT'))
    expect(places(one)).toEqual([])
  })

  test('several catalogs at once, each by its name', () => {
    const other = SNAPSHOT.replace('schema:lake', 'schema:pond')
    const one = plan(say('BEGIN'), say(SNAPSHOT), say(other), say('COMMIT'))
    expect(checkpointsOf(one).atEnd.map(({ prefix }) => prefix)).toEqual([M, '"${schema:pond}".'])
    expect(places(one)).toEqual(['3 a', '3 a'])
  })

  test('an inlined table is known once it is committed, and until it is dropped', () => {
    const made = [say('BEGIN'), say(`${SNAPSHOT};${INLINED};`)]
    const names = (...steps: readonly Step[]) =>
      checkpointsOf(plan(...steps)).atEnd.flatMap(({ inlined }) => inlined.map(({ name }) => name))
    expect(names(...made, say('COMMIT'))).toEqual(['ducklake_inlined_data_3_2'])
    expect(names(...made, say('ROLLBACK'))).toEqual([])
    expect(names(...made, say('COMMIT', { expect: 'transaction' }))).toEqual([])
    expect(names(...made, say('SELECT x', { expect: 'constraint' }), say('COMMIT'))).toEqual([])
    expect(names(...made, say('SELECT x', { expect: 'catalog' }), say('COMMIT'))).toHaveLength(1)
    const drop = say(`DROP TABLE ${M}ducklake_inlined_data_3_2; SELECT 1`)
    expect(names(...made, say('COMMIT'), drop)).toEqual([])
  })

  test('only a DELETE from the snapshots themselves is an expiry', () => {
    const expired = (sql: string) =>
      checkpointsOf(plan(say(SNAPSHOT), say(sql))).atEnd.map(({ hasExpired }) => hasExpired)
    expect(expired(`DELETE FROM ${M}ducklake_snapshot WHERE snapshot_id = 1`)).toEqual([true])
    expect(expired(`DELETE FROM ${M}ducklake_tag USING ${M}ducklake_snapshot`)).toEqual([false])
  })
})

describe('what is asked', () => {
  test('nothing of a plan without a catalog', () => {
    expect(checksOf(plan(say('CREATE TABLE t (a INT)'), say('COMMIT')), 10)).toEqual([])
  })

  test('at the end every session, the writer once', () => {
    const steps = [say(SNAPSHOT), ...'bcd'.split('').map((session) => say('SELECT 1', { session }))]
    const sessions = [...'abcd'].map((name, index) => ({
      name,
      node: index < 2 ? ('leader' as const) : ('follower' as const),
    }))
    const end = checksOf({ ...plan(...steps), sessions }, 10)
    expect(end.map(({ session, label, isRepeat }) => [session, label, isRepeat])).toEqual([
      ['a', 'catalog', undefined],
      ['a', 'versions', undefined],
      ['c', 'catalog', true],
      ['c', 'versions', true],
      ['d', 'catalog', true],
      ['d', 'versions', true],
    ])
  })

  test('of many inlined tables a few at a time, each once', () => {
    const names = Array.from({ length: 30 }, (_, n) => `ducklake_inlined_data_1_${n}`)
    const made = names.map((name) => say(`CREATE TABLE ${M}${name}(r BIGINT, b BIGINT, e BIGINT)`))
    const checks = checksOf(plan(say(SNAPSHOT), ...made), 0)
    const inlined = checks.filter(({ label }) => label.startsWith('inlined'))
    const asked = inlined.map(({ statement: { sql } }) => names.filter((one) => asks(sql, one)))
    expect(new Set(inlined.map(({ label }) => label)).size).toBe(inlined.length)
    expect(asked.flat()).toEqual(names)
    expect(Math.max(...asked.map(({ length }) => length))).toBeLessThan(16)
  })

  test('names of the system columns are those that the client gave them', () => {
    const checks = checksOf(plan(say('BEGIN'), say(`${SNAPSHOT};${INLINED}`), say('COMMIT')), 10)
    const texts = checks.filter(({ label }) => label === 'inlined').map((one) => one.statement.sql)
    expect(texts).toHaveLength(2)
    for (const sql of texts) expect(sql).toContain('_begin AS b, _end AS e FROM "${schema:lake}".')
  })

  test('as many places as are allowed, each with all that was written before', () => {
    const { between } = checkpointsOf(
      plan(
        ...['tag', 'view', 'column', 'table'].flatMap((table) => [
          say('BEGIN'),
          say(`${SNAPSHOT};INSERT INTO ${M}ducklake_${table} VALUES (1)`),
          say('COMMIT'),
        ]),
      ),
    )
    const asked = (most: number) =>
      spread(between, most).map(({ after, written }) => `${after} ${[...written].join(' ')}`)
    expect(asked(2)).toEqual(['5 snapshot tag view', '11 snapshot column table'])
    expect(asked(9)).toHaveLength(4)
    expect(asked(0)).toEqual([])
  })
})

function asks(sql: string, table: string): boolean {
  return sql.includes(`${table} `)
}
