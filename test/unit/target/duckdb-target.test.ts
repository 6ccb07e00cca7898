import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import type { Outcome } from '../../../src/model/outcome.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import type { Session } from '../../../src/model/target.js'
import { type DuckDBTarget, openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'

const LIMITS = { timeoutMs: 30_000 }
/** Takes the process down: DuckDB reads nested JSON by recursion. */
const DEADLY = "SELECT json_structure(repeat('[', 100000) || repeat(']', 100000))"
const ENDLESS = 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-duckdb-'))
let target: DuckDBTarget
let scopeCount = 0

beforeAll(async () => {
  target = await openDuckDBTarget({
    name: 'reference',
    directory,
    threads: 1,
    secrets: (name) => (name === 'key' ? 'hunter2' : undefined),
  })
})
afterAll(async () => {
  await target.close()
  rmSync(directory, { recursive: true, force: true })
})

/** A clean scope and its first session, gone when the test ends. */
async function freshScope() {
  scopeCount += 1
  const scope = { schema: `goldeneye_${scopeCount}` }
  await target.reset(scope)
  onTestFinished(() => target.clean(scope))
  return { scope, session: await target.open('any', scope) }
}

async function send(session: Session, sql: string, more: Partial<Statement> = {}) {
  return session.send(statement(sql, more), LIMITS)
}

const shape = (outcome: Outcome): unknown => {
  if (outcome.kind === 'rows') return outcome.rows
  if (outcome.kind === 'error') return outcome.errorClass
  if (outcome.kind === 'violation') return outcome.what
  return outcome.kind === 'done' ? outcome.affected : outcome.reason
}

describe('a statement', () => {
  test('that DuckDB takes apart can be sent in every way', async () => {
    const { session } = await freshScope()
    await send(session, "CREATE TABLE t AS SELECT 'x' AS k, 1 AS v")
    for (const delivery of ['simple', 'extended', 'prepared', 'pipeline'] as const) {
      const reply = await send(session, 'PIVOT t ON k USING sum(v)', { delivery })
      expect(reply.outcomes.map(shape), delivery).toEqual([[['1']]])
    }
  })

  test('answers rows with DuckDB types, counts and error classes', async () => {
    const { session } = await freshScope()
    const reply = await send(
      session,
      "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2); SELECT a FROM t ORDER BY a; SELECT 'x'::INTEGER; SELECT 2",
    )
    expect(reply.outcomes.map(shape)).toEqual([undefined, 2, [['1'], ['2']], 'conversion'])
    expect(reply.outcomes[2]).toMatchObject({ columns: [{ name: 'a', type: { name: 'INTEGER' } }] })
  })

  test('of a text that does not parse as a whole is not run', async () => {
    const { session } = await freshScope()
    expect((await send(session, 'CREATE TABLE t (a INTEGER); SELEC')).outcomes.map(shape)).toEqual([
      'parser',
    ])
    expect((await send(session, 'FROM t')).outcomes.map(shape)).toEqual(['catalog'])
  })

  test('without any token is done', async () => {
    const { session } = await freshScope()
    expect((await send(session, ' -- nothing')).outcomes).toEqual([
      { kind: 'done', affected: undefined },
    ])
  })

  test.each(['extended', 'prepared'] as const)('takes parameters when %s', async (delivery) => {
    const { session } = await freshScope()
    await send(session, 'CREATE TABLE t (a DECIMAL(9,2), b VARCHAR, c BLOB)')
    const params = [
      { type: 'DECIMAL(9,2)', text: '1.5' },
      { type: 'VARCHAR', text: "it's" },
      { type: 'BLOB', text: '\\xAA' },
    ]
    const insert = 'INSERT INTO t VALUES ($1, $2, $3) RETURNING *'
    for (let i = 0; i < 2; i += 1) {
      const { outcomes } = await send(session, insert, { params, delivery })
      expect(outcomes.map(shape)).toEqual([[['1.50', "it's", '\\xaa']]])
    }
    const bad = [{ type: 'INTEGER', text: 'x' }]
    const { outcomes } = await send(session, 'SELECT $1::INTEGER', { params: bad, delivery })
    expect(outcomes.map(shape)).toEqual(['conversion'])
  })
})

test('a tag is PostgreSQL’s, where that is certain', async () => {
  const { session } = await freshScope()
  const tags: unknown[] = []
  for (const sql of [
    'CREATE OR REPLACE TABLE t (a INTEGER)',
    'CREATE TABLE u AS SELECT 1 AS a',
    'FROM u',
    'START TRANSACTION',
    "SELECT 'x'::INTEGER",
    'END',
  ]) {
    const [outcome] = (await send(session, sql)).outcomes
    tags.push(outcome && 'tag' in outcome ? outcome.tag : outcome?.kind)
  }
  expect(tags).toEqual(['CREATE TABLE', 'done', 'SELECT', 'done', 'error', 'ROLLBACK'])
})

describe('the transaction status', () => {
  test.each([
    ['a parser error', 'SELEC', 'T'],
    ['a binder error', 'SELECT nothing', 'T'],
    ['a catalog error', 'FROM nowhere', 'T'],
    ['a conversion error', "SELECT 'x'::INTEGER", 'E'],
    ['a nested BEGIN', 'BEGIN', 'E'],
  ])('after %s is DuckDB’s own', async (_, sql, status) => {
    const { session } = await freshScope()
    expect((await send(session, 'BEGIN')).status).toBe('T')
    expect((await send(session, sql)).status).toBe(status)
    expect((await send(session, 'ROLLBACK')).status).toBe('I')
  })

  test('after a COMMIT that fails is idle', async () => {
    const { scope, session } = await freshScope()
    const other = await target.open('any', scope)
    await send(session, 'CREATE TABLE t (a INTEGER PRIMARY KEY)')
    for (const one of [session, other]) await send(one, 'BEGIN; INSERT INTO t VALUES (1)')
    expect((await send(session, 'COMMIT')).status).toBe('I')
    const failed = await send(other, 'COMMIT')
    expect(failed.outcomes[0]?.kind).toBe('error')
    expect(failed.status).toBe('I')
    expect((await send(other, 'SELECT 1')).outcomes.map(shape)).toEqual([[['1']]])
  })
})

describe('a scope', () => {
  test('is gone after clean, with its schemas, databases and files', async () => {
    const scope = { schema: 'goldeneye_gone' }
    await target.reset(scope)
    const session = await target.open('any', scope)
    await send(
      session,
      "CREATE SCHEMA ${schema:more}; ATTACH ':memory:' AS ${db:lake}; CREATE TABLE ${db:lake}.t (a INTEGER); COPY (SELECT 1) TO '${dir:out}/x.csv'; BEGIN",
    )
    expect(existsSync(join(directory, 'reference', scope.schema, 'out', 'x.csv'))).toBe(true)
    await target.clean(scope)
    expect(existsSync(join(directory, 'reference', scope.schema))).toBe(false)
    const { session: next } = await freshScope()
    const { outcomes } = await send(
      next,
      "SELECT schema_name FROM duckdb_schemas() WHERE schema_name LIKE 'goldeneye_gone%' UNION ALL SELECT database_name FROM duckdb_databases() WHERE database_name LIKE 'goldeneye_gone%'",
    )
    expect(outcomes.map(shape)).toEqual([[]])
  })

  test('does not see what an earlier one set or left outside of its schema', async () => {
    const first = { schema: 'goldeneye_first' }
    await target.reset(first)
    const session = await target.open('any', first)
    await send(session, "SET GLOBAL default_null_order = 'NULLS_FIRST'")
    await send(session, 'CREATE TABLE memory.main.left_over (a INTEGER)')
    await send(session, "ATTACH ':memory:' AS left_open")
    await target.clean(first)
    const { session: next } = await freshScope()
    const { outcomes } = await send(
      next,
      "SELECT current_setting('default_null_order'); FROM memory.main.left_over; FROM left_open.t",
    )
    expect(shape(outcomes[0] as Outcome)).toEqual([['NULLS_LAST']])
    expect((await send(next, 'USE left_open')).outcomes.map(shape)).toEqual(['catalog'])
    expect(outcomes[1]).toMatchObject({ kind: 'error' })
  })

  test('that takes the main database away takes it from itself alone', async () => {
    const scope = { schema: 'goldeneye_taking' }
    await target.reset(scope)
    const taking = await target.open('any', scope)
    for (const sql of ["ATTACH ':memory:' AS other", 'USE other', 'DETACH memory'])
      expect((await send(taking, sql)).outcomes.map(shape)).toEqual([undefined])
    await target.clean(scope)
    const { session } = await freshScope()
    expect((await send(session, 'CREATE TABLE t (i INT)')).outcomes.map(shape)).toEqual([undefined])
  })

  test('has a state that knows every object, and differs by value and not by order of rows', async () => {
    const { scope, session } = await freshScope()
    await send(session, 'CREATE TABLE t (a DOUBLE PRIMARY KEY, b VARCHAR DEFAULT 1 NOT NULL)')
    await send(session, "INSERT INTO t VALUES (1, 'x'), (2, 'y')")
    await send(session, "ATTACH ':memory:' AS ${db:l}; CREATE VIEW ${db:l}.v AS SELECT 1 AS a")
    const rowsOf = async () => {
      const [report] = await target.state(scope)
      if (report?.kind !== 'state') throw new Error(JSON.stringify(report))
      return report.objects
    }
    const before = await rowsOf()
    expect([...before.keys()]).toEqual([
      'columns:${schema}.t',
      'constraints:${schema}.t',
      'database:${db:l}',
      'rows:${schema}.t',
      'schema:${schema}',
      'table:${schema}.t',
      'view:${db:l}.main.v',
    ])
    await send(session, "DELETE FROM t WHERE a = 1; INSERT INTO t VALUES (1, 'x')")
    expect(await rowsOf()).toEqual(before)
    await send(session, "UPDATE t SET b = 'X' WHERE a = 1")
    expect((await rowsOf()).get('rows:${schema}.t')).not.toBe(before.get('rows:${schema}.t'))
  })
})

describe('secrets', () => {
  test('are taken out of everything that is kept', async () => {
    const { session } = await freshScope()
    const reply = await send(session, "SELECT '${secret:key}'::INTEGER; ")
    const shown = await send(session, "SELECT '${secret:key}' AS c")
    const log = readFileSync(join(directory, 'reference.last.sql'), 'utf8')
    const kept = JSON.stringify([reply, shown]) + log
    expect(kept).not.toContain('hunter2')
    expect(kept).toContain('${secret:key}')
  })
})

describe('a process that dies', () => {
  test('is an outcome for its sessions, and is replaced', async () => {
    const { scope, session } = await freshScope()
    const other = await target.open('any', scope)
    const lostBefore = target.lostCount
    const { outcomes, status } = await send(session, DEADLY)
    expect(outcomes).toMatchObject([{ kind: 'unknown', reason: 'crash' }])
    expect(outcomes[0]).toHaveProperty('detail', expect.stringContaining('SIGSEGV'))
    expect(status).toBeUndefined()
    expect((await send(other, 'SELECT 1')).outcomes.map(shape)).toEqual(['crash'])
    expect(await target.state(scope)).toMatchObject([{ kind: 'unavailable' }])
    expect(target.lostCount).toBe(lostBefore + 1)
    const log = readFileSync(join(directory, 'reference.last.sql'), 'utf8')
    expect(log.trimEnd().split('\n').at(-1)).toBe(`${DEADLY};`)
    const next = await freshScope()
    expect((await send(next.session, 'SELECT 1')).outcomes.map(shape)).toEqual([[['1']]])
  })

  test('by kill -9 in the middle of a statement is an outcome too', async () => {
    const { session } = await freshScope()
    const running = send(session, ENDLESS)
    process.kill(target.processId as number, 'SIGKILL')
    expect((await running).outcomes).toMatchObject([{ kind: 'unknown', reason: 'crash' }])
  })
})

test('a statement that takes too long is interrupted, and its session goes on', async () => {
  const { session } = await freshScope()
  const { outcomes } = await session.send(statement(ENDLESS), { timeoutMs: 50 })
  expect(outcomes.map(shape)).toEqual(['timeout'])
  expect((await send(session, 'SELECT 1')).outcomes.map(shape)).toEqual([[['1']]])
})

test('settings are those of every session, and a wrong one is the user’s mistake', async () => {
  const open = (settings: Record<string, string>) =>
    openDuckDBTarget({ name: 'variant', directory, settings })
  const variant = await open({ threads: '2', preserve_insertion_order: 'false' })
  onTestFinished(() => variant.close())
  const scope = { schema: 'goldeneye_variant' }
  await variant.reset(scope)
  const session = await variant.open('any', scope)
  const sql = "SELECT current_setting('threads'), current_setting('preserve_insertion_order')"
  expect((await send(session, sql)).outcomes.map(shape)).toEqual([[['2', 'false']]])
  await expect(open({ no_such_setting: '1' })).rejects.toThrow(UsageError)
})

test('a text keeps the U+FEFF that it begins with', async () => {
  const { session } = await freshScope()
  const sql = "SELECT chr(65279) || 'x', [chr(65279)], length($1)"
  const params = [{ type: 'VARCHAR', text: '\ufeffx' }]
  const { outcomes } = await send(session, sql, { params })
  expect(outcomes.map(shape)).toEqual([[['\ufeffx', '["\ufeff"]', '2']]])
})
