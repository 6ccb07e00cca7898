import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Case } from '../../../src/model/case.js'
import { type Plan, type Step, statementsOf } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import { anyPlan } from '../corpus/any-case.js'
import { reduceWhile } from './reduce-while.js'

const UNLIMITED = { maxExecutions: 100_000, shouldStop: () => false }

function step(session: string, sql: string, more: Partial<Statement> = {}): Step {
  return { kind: 'statement', session, statement: statement(sql, more) }
}

function caseOf(
  steps: readonly Step[],
  nodes: Partial<Record<string, 'follower' | number>> = {},
): Case {
  const names = [...new Set(steps.map((one) => one.session))]
  const sessions = names.map((name) => ({ name, node: nodes[name] ?? ('any' as const) }))
  return { header: { oracle: 'differential' }, plan: { sessions, steps, features: ['x'] } }
}

const sqls = (plan: Plan) =>
  plan.steps.map((one) => (one.kind === 'statement' ? one.statement.sql : one.kind))

function assertWellFormed({ sessions, steps }: Plan): void {
  const closed = new Set<string>()
  const names = sessions.map((session) => session.name)
  expect(new Set(names)).toEqual(new Set(steps.map((one) => one.session)))
  for (const one of steps) {
    if (one.kind === 'statement') expect(closed.has(one.session)).toBe(false)
    if (one.kind === 'open') closed.delete(one.session)
    if (one.kind === 'close') closed.add(one.session)
  }
}

/** Fails while the plan holds these texts in this order. */
const holds = (needed: readonly string[]) => async (candidate: Case) => {
  assertWellFormed(candidate.plan)
  let at = 0
  for (const sql of sqls(candidate.plan)) if (sql === needed[at]) at += 1
  return at === needed.length
}

test('exactly the needed statements stay, whatever they are', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 120 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      async (count, picks) => {
        const steps = Array.from({ length: count }, (_, n) =>
          step('abc'[n % 3] ?? 'a', `INSERT INTO t${n % 4} SELECT ${n}`),
        )
        const needed = [...new Set(picks.map((pick) => pick % count))].toSorted((x, y) => x - y)
        const texts = needed.map((n) => `INSERT INTO t${n % 4} SELECT ${n}`)
        const result = await reduceWhile(caseOf(steps), holds(texts), UNLIMITED)
        expect(sqls(result.case.plan)).toEqual(texts)
        expect(result.case.plan.sessions).toHaveLength(1)
        expect(result.minimal).toBe(true)
        expect(result.case.header).toEqual({ oracle: 'differential' })
      },
    ),
    { numRuns: 50 },
  ))

test('a result is 1-minimal, even where the failure comes and goes with more steps', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (count, modulus) => {
        const steps = Array.from({ length: count }, (_, n) =>
          step('a', n % 3 === 0 ? 'DELETE FROM t' : 'SELECT 1'),
        )
        const fails = (plan: Plan) =>
          sqls(plan).filter((sql) => sql === 'DELETE FROM t').length % (modulus + 1) === 1
        if (!fails(caseOf(steps).plan)) return
        const { case: reduced } = await reduceWhile(
          caseOf(steps),
          async ({ plan }) => fails(plan),
          UNLIMITED,
        )
        expect(fails(reduced.plan)).toBe(true)
        reduced.plan.steps.forEach((_, index) => {
          const fewer = reduced.plan.steps.filter((__, at) => at !== index)
          expect(fails({ ...reduced.plan, steps: fewer })).toBe(false)
        })
      },
    ),
  ))

test('any plan reduces to a well-formed one, never asks twice, and keeps to its budget', () =>
  fc.assert(
    fc.asyncProperty(anyPlan(), fc.nat(40), fc.func(fc.boolean()), async (plan, budget, answer) => {
      const asked: string[] = []
      const stillFails = async (candidate: Case) => {
        assertWellFormed(candidate.plan)
        expect(candidate.plan.steps.length).toBeGreaterThan(0)
        asked.push(JSON.stringify(candidate.plan))
        return answer(candidate.plan.steps.length, candidate.plan.sessions.length)
      }
      const options = { maxExecutions: budget, shouldStop: () => false }
      const result = await reduceWhile({ header: {}, plan }, stillFails, options)
      expect(asked.length).toBeLessThanOrEqual(budget)
      expect(result.executions).toBe(asked.length)
      expect(new Set(asked).size).toBe(asked.length)
    }),
    { numRuns: 60 },
  ))

test('the same case is reduced the same way', async () => {
  const steps = Array.from({ length: 30 }, (_, n) =>
    step('ab'[n % 2] ?? 'a', `SELECT ${n}, ${n + 1}`),
  )
  const trace = async () => {
    const asked: string[] = []
    await reduceWhile(
      caseOf(steps),
      async (candidate) => {
        asked.push(JSON.stringify(candidate.plan))
        return sqls(candidate.plan).some((sql) => sql.includes('17'))
      },
      UNLIMITED,
    )
    return asked
  }
  expect(await trace()).toEqual(await trace())
})

test('a spent budget or a deadline says that the result may not be minimal', async () => {
  const steps = Array.from({ length: 50 }, (_, n) => step('a', `SELECT ${n}`))
  const fails = holds(['SELECT 3', 'SELECT 40'])
  const short = await reduceWhile(caseOf(steps), fails, {
    maxExecutions: 3,
    shouldStop: () => false,
  })
  expect(short).toMatchObject({ executions: 3, minimal: false, mattered: [] })
  const stopped = await reduceWhile(caseOf(steps), fails, {
    maxExecutions: 9,
    shouldStop: () => true,
  })
  expect(stopped).toMatchObject({ executions: 0, minimal: false })
  expect(stopped.case).toEqual(caseOf(steps))
})

test('within two executions for each needed step and halving', async () => {
  const steps = Array.from({ length: 256 }, (_, n) => step('a', `SELECT ${n}`))
  const result = await reduceWhile(
    caseOf(steps),
    holds(['SELECT 10', 'SELECT 100', 'SELECT 200']),
    UNLIMITED,
  )
  expect(result.executions).toBeLessThanOrEqual(2 * 3 * 8 + 16)
})

test('sessions are merged where one is enough and kept where not', async () => {
  const steps = [
    step('a', 'BEGIN'),
    step('b', 'SELECT 1'),
    step('c', 'SELECT 2'),
    step('a', 'COMMIT'),
  ]
  const merged = await reduceWhile(caseOf(steps), holds(['SELECT 1', 'SELECT 2']), UNLIMITED)
  expect(merged.case.plan.sessions).toEqual([{ name: 'a', node: 'any' }])
  const needsTwo = async (candidate: Case) => candidate.plan.sessions.length >= 2
  const kept = await reduceWhile(caseOf(steps), needsTwo, UNLIMITED)
  expect(kept.case.plan.sessions).toHaveLength(2)
  expect(kept.mattered.map(({ what }) => what)).toContainEqual(
    expect.stringMatching(/^with session . in session .$/),
  )
})

test('a session is closed and opened only where that matters', async () => {
  const steps: Step[] = [
    step('a', 'SET x = 1'),
    { kind: 'close', session: 'a' },
    { kind: 'open', session: 'a' },
    step('a', 'SELECT 1'),
  ]
  const without = await reduceWhile(caseOf(steps), holds(['SELECT 1']), UNLIMITED)
  expect(without.case.plan.steps).toEqual([step('a', 'SELECT 1')])
  const reopened = await reduceWhile(caseOf(steps), holds(['open', 'SELECT 1']), UNLIMITED)
  expect(sqls(reopened.case.plan)).toEqual(['close', 'open', 'SELECT 1'])
})

test('BEGIN goes together with its COMMIT', async () => {
  const steps = [
    step('a', 'BEGIN'),
    step('a', 'INSERT INTO t SELECT 1'),
    step('a', 'COMMIT'),
    step('a', 'FROM t'),
  ]
  const balanced = async ({ plan }: Case) => {
    const texts = sqls(plan)
    return (
      texts.includes('BEGIN') === texts.includes('COMMIT') &&
      texts.includes('FROM t') &&
      texts.some((sql) => sql.startsWith('INSERT'))
    )
  }
  const result = await reduceWhile(caseOf(steps), balanced, UNLIMITED)
  expect(sqls(result.case.plan)).toEqual(['INSERT INTO t SELECT 0', 'FROM t'])
})

test('delivery, parameters and nodes become plain, unless they matter', async () => {
  const params = [
    { type: 'DECIMAL(4,1)', text: "1'5" },
    { type: 'INTEGER', text: null },
  ]
  const original = caseOf([step('a', 'SELECT $1, $2', { params, delivery: 'prepared' })], {
    a: 'follower',
  })
  const plain = await reduceWhile(
    original,
    async ({ plan }) => sqls(plan).some((sql) => /CAST|\$/.test(sql)),
    UNLIMITED,
  )
  expect(plain.case.plan.sessions).toEqual([{ name: 'a', node: 'any' }])
  expect(plain.case.plan.steps).toEqual([step('a', "SELECT CAST('0' AS DECIMAL(4))")])
  const isUnsimple = async ({ plan }: Case) =>
    plan.steps.every((one) => one.kind === 'statement' && one.statement.delivery !== 'simple')
  const extended = await reduceWhile(original, isUnsimple, UNLIMITED)
  expect(extended.case.plan.steps[0]).toMatchObject({ statement: { delivery: 'extended' } })
  expect(extended.mattered).toContainEqual({
    what: 'with step 1 as a simple query',
    instead: 'it does not show',
  })
  const onFollower = await reduceWhile(
    original,
    async ({ plan }) => plan.sessions[0]?.node === 'follower',
    UNLIMITED,
  )
  expect(onFollower.mattered.map(({ what }) => what)).toContain('with session a on any node')
})

test.each([
  ["INSERT INTO t VALUES (1, 'a;b'), (2, 'x'), (3, 'c')", "'x'", "INSERT INTO t VALUES ('x')"],
  [
    'SELECT a, f(b, c), d FROM t WHERE x > 1 GROUP BY a ORDER BY 1 LIMIT 3',
    'f(',
    'SELECT f(b) FROM t',
  ],
  ['INSERT INTO t SELECT 1;DELETE FROM t;SELECT 2', 'DELETE', 'DELETE FROM t'],
  ['SELECT * FROM t WHERE a = 1 ORDER BY b, c', 'ORDER', 'SELECT * FROM t ORDER BY b'],
  ['CREATE TABLE t (a INT, b DECIMAL(18,2), c TEXT)', '18', 'CREATE TABLE t (b DECIMAL(18))'],
])('inside %s', async (sql, needle, expected) => {
  const contains = async ({ plan }: Case) => sqls(plan).some((text) => text.includes(needle))
  const result = await reduceWhile(caseOf([step('a', sql)]), contains, UNLIMITED)
  expect(sqls(result.case.plan)).toEqual([expected])
})

test('a wrong sum on a real DuckDB becomes a handful of steps', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const noise = Array.from({ length: 40 }, (_, n) => [
    step('b', `CREATE TABLE n${n} (i INT)`),
    step('b', `INSERT INTO n${n} VALUES (${n})`),
  ]).flat()
  const steps = [
    ...noise.slice(0, 30),
    step('a', 'CREATE TABLE t (i INT, s VARCHAR)'),
    step('a', 'BEGIN'),
    step('a', "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')"),
    step('a', 'COMMIT'),
    ...noise.slice(30),
    step('b', 'UPDATE t SET i = 7 WHERE i = 2'),
    step('a', 'SELECT sum(i), count(*) FROM t'),
    step('b', 'DROP TABLE t'),
  ]
  let databases = 0
  const showsSeven = async ({ plan }: Case) => {
    const connection = await instance.connect()
    databases += 1
    await connection.run(`ATTACH ':memory:' AS r${databases}; USE r${databases}`)
    let shown = false
    for (const sql of sqls(plan)) {
      const reader = await connection.runAndReadAll(sql).catch(() => undefined)
      const [first] = reader?.getRowsJson()[0] ?? []
      if (/^SELECT/.test(sql) && Number(first) >= 7) shown = true
    }
    await connection
      .run('USE memory')
      .then(() => connection.run(`DETACH r${databases}`))
      .catch(() => undefined)
    connection.closeSync()
    return shown
  }
  const result = await reduceWhile(caseOf(steps), showsSeven, UNLIMITED)
  expect(sqls(result.case.plan)).toMatchInlineSnapshot(`
    [
      "CREATE TABLE t (i INT, s VARCHAR)",
      "INSERT INTO t VALUES (0, '')",
      "UPDATE t SET i = 7",
      "SELECT sum(i) FROM t",
    ]
  `)
  expect(result.minimal).toBe(true)
  expect(result.executions).toBeLessThan(120)
  instance.closeSync()
})

test('wire forms go away part by part, and all of them where they do not matter', async () => {
  const wire = { results: 'binary', fetchRows: 2, abandon: true } as const
  const steps = [
    step('a', 'SELECT 1', { delivery: 'prepared', wire }),
    step('a', 'SELECT 2; SELECT 3', { delivery: 'pipeline', wire: { sync: 'each' } }),
    step('a', 'SELECT 4', { delivery: 'copy', same: 'q1' }),
  ]
  const texts = sqls(caseOf(steps).plan)
  const plain = await reduceWhile(caseOf(steps), holds(texts), UNLIMITED)
  expect(plain.case.plan.steps).toEqual(texts.map((sql) => step('a', sql)))
  const inPages = await reduceWhile(
    caseOf(steps.slice(0, 1)),
    async ({ plan }) => statementsOf(plan).some((one) => one.wire?.fetchRows === 2),
    UNLIMITED,
  )
  expect(inPages.case.plan.steps).toEqual([
    step('a', 'SELECT 0', { delivery: 'extended', wire: { fetchRows: 2 } }),
  ])
})

test('what two ways of sending one statement show is reduced to the two of them', async () => {
  const way = (sql: string, more: Partial<Statement>) => step('a', sql, { same: 'q1', ...more })
  const sql = "SELECT i, 'x' AS s FROM t WHERE i > 0 ORDER BY i"
  const steps = [
    step('a', 'CREATE TABLE t (i INT)'),
    step('a', 'INSERT INTO t VALUES (1), (2)'),
    ...['BEGIN', 'SELECT 5', 'ROLLBACK'].map((other) => step('a', other)),
    way(sql, {}),
    way(sql, { delivery: 'extended' }),
    way(sql, { delivery: 'prepared', wire: { results: 'binary', fetchRows: 2 } }),
    step('a', 'SELECT 6'),
  ]
  const shown: string[][] = []
  const showsInBinary = async ({ plan }: Case) => {
    const named = statementsOf(plan).filter(({ same }) => same === 'q1')
    const isBinary = ({ wire }: Statement) => wire?.results === 'binary'
    const texts = named.map((one) => one.sql)
    shown.push(texts)
    return named.some(isBinary) && !named.every(isBinary) && texts.every((text) => /t/.test(text))
  }
  const { case: reduced } = await reduceWhile(caseOf(steps), showsInBinary, UNLIMITED)
  const [one, other] = statementsOf(reduced.plan)
  expect(reduced.plan.steps).toHaveLength(2)
  expect(one).toMatchObject({ delivery: 'simple', same: 'q1', sql: 'SELECT i FROM t' })
  expect(other).toMatchObject({ delivery: 'extended', wire: { results: 'binary' } })
  expect(other?.sql).toBe(one?.sql)
  expect(shown.every((texts) => new Set(texts).size <= 1)).toBe(true)
})

test('a name that no other step shares says nothing, and goes', async () => {
  const steps = [step('a', 'SELECT 1', { same: 'q1' }), step('a', 'SELECT 2', { same: 'q1' })]
  const { case: reduced } = await reduceWhile(caseOf(steps), holds(['SELECT 2']), UNLIMITED)
  expect(reduced.plan.steps).toEqual([step('a', 'SELECT 2')])
})

test('a text of many statements keeps those that matter, before the inside of any is looked at', async () => {
  const texts = Array.from({ length: 32 }, (_, n) => `CREATE TABLE t${n}(a INTEGER, b INTEGER)`)
  const original = caseOf([step('a', texts.join(';\n')), step('a', 'SELECT 1 FROM t9')])
  const asked: string[] = []
  const result = await reduceWhile(
    original,
    async ({ plan }) => {
      const all = sqls(plan).join('; ')
      asked.push(all)
      return /CREATE TABLE t9\(a INTEGER, b INTEGER\).*SELECT 1 FROM t9/s.test(all)
    },
    UNLIMITED,
  )
  expect(sqls(result.case.plan)).toEqual([
    'CREATE TABLE t9(a INTEGER, b INTEGER)',
    'SELECT 1 FROM t9',
  ])
  const whole = asked.findIndex((all) => all.split('CREATE TABLE').length === 2)
  // Halves of 32, and not each column of each table.
  expect(whole).toBeLessThan(32)
})
