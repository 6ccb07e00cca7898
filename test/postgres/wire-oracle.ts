import { expect, test } from 'vitest'
import { wire } from '../../oracles/wire/wire.js'
import { executePlan } from '../../src/execute/execute.js'
import type { History, StepRecord } from '../../src/model/history.js'
import type { Outcome } from '../../src/model/outcome.js'
import type { Plan, Step } from '../../src/model/plan.js'
import { type Parameter, type Statement, statement } from '../../src/model/statement.js'
import type { Verdict } from '../../src/model/verdict.js'
import { postgres as profile } from '../../src/target/profile/postgres.js'
import { arraysQuery, rowsQuery } from './queries.js'
import type { Postgres } from './server.js'
import { openTarget } from './session.js'
import { TYPE_VALUES } from './type-values.js'

type Way = Pick<Statement, 'delivery' | 'wire'>

const WAYS: readonly Way[] = [
  { delivery: 'simple' },
  { delivery: 'extended' },
  { delivery: 'extended', wire: { results: 'binary' } },
  { delivery: 'prepared' },
  { delivery: 'prepared', wire: { results: 'binary' } },
  { delivery: 'pipeline' },
  { delivery: 'pipeline', wire: { results: 'binary' } },
  { delivery: 'extended', wire: { fetchRows: 1 } },
  { delivery: 'prepared', wire: { fetchRows: 2, results: 'binary' } },
  { delivery: 'extended', wire: { fetchRows: 1000 } },
  { delivery: 'extended', wire: { fetchRows: 2, abandon: true } },
  { delivery: 'prepared', wire: { describeOnly: true } },
  { delivery: 'copy' },
]
/** What the formats and the messages make of a value; the other ways only change what is around it. */
const VALUE_WAYS: readonly Way[] = [
  { delivery: 'simple' },
  { delivery: 'extended', wire: { results: 'binary' } },
  { delivery: 'prepared', wire: { fetchRows: 2, results: 'binary' } },
  { delivery: 'extended', wire: { fetchRows: 2, abandon: true } },
  { delivery: 'copy' },
]
const PARAMETER_WAYS: readonly Way[] = [
  { delivery: 'extended' },
  { delivery: 'prepared', wire: { parameters: 'binary' } },
  { delivery: 'pipeline', wire: { parameters: 'binary', results: 'binary' } },
]
const BATCH_WAYS: readonly Way[] = [
  { delivery: 'simple' },
  { delivery: 'pipeline' },
  { delivery: 'pipeline', wire: { sync: 'each', results: 'binary' } },
]

const CREATE = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)'
const INSERT = "INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, '')"

/** One statement in all ways that it can be sent. */
function inAllWays(sql: string, same: string, ways: readonly Way[] = WAYS): readonly Step[] {
  return ways.map((way) => step(sql, { ...way, same }))
}

function step(sql: string, more: Partial<Omit<Statement, 'sql'>> = {}): Step {
  return { kind: 'statement', session: 'a', statement: statement(sql, more) }
}

/** Each way in a transaction of its own, so that all begin in one state. */
function apart(sql: string, same: string, ways: readonly Way[] = WAYS): readonly Step[] {
  return inAllWays(sql, same, ways).flatMap((one) => [step('BEGIN'), one, step('ROLLBACK')])
}

const plans: Readonly<Record<string, readonly Step[]>> = {
  'values of every type': TYPE_VALUES.flatMap((values, i) =>
    inAllWays(rowsQuery(values), `v${i}`, VALUE_WAYS),
  ),
  'arrays of every type': TYPE_VALUES.filter(({ duck }) => !duck.endsWith(']')).flatMap(
    (values, i) => inAllWays(arraysQuery(values), `a${i}`, VALUE_WAYS),
  ),
  writes: [
    step(CREATE),
    ...apart(INSERT, 'insert', WAYS.filter(isWhole)),
    ...apart(`${INSERT} RETURNING b, a`, 'returning', WAYS.filter(isWhole)),
    step(INSERT),
    ...apart("UPDATE t SET b = 'y' WHERE a < 3", 'update', WAYS.filter(isWhole)),
    ...apart('DELETE FROM t WHERE a > 1 RETURNING a', 'delete', WAYS.filter(isWhole)),
    ...apart('CREATE TABLE u AS SELECT * FROM t', 'create as', WAYS.filter(isWhole)),
    ...apart('DROP TABLE t', 'drop', WAYS.filter(isWhole)),
    ...inAllWays('SELECT * FROM t ORDER BY a', 'table'),
  ],
  parameters: TYPE_VALUES.filter(({ duck }) => duck === 'INTEGER' || duck === 'VARCHAR').flatMap(
    ({ duck, postgres }, i) => {
      const params: readonly Parameter[] = [{ type: duck, text: '12' }]
      const ways = PARAMETER_WAYS.map((way) => ({ ...way, params, same: `p${i}` }))
      return [
        ...inAllWays(`SELECT CAST('12' AS ${postgres}) AS c`, `p${i}`),
        ...ways.map((way) => step(`SELECT CAST($1 AS ${postgres}) AS c`, way)),
      ]
    },
  ),
  errors: [
    step(CREATE),
    ...['SELECT 1 / 0', 'SELECT no_such_column', 'SELEC', INSERT.replace('2', '1')].flatMap(
      (sql) => [...inAllWays(sql, sql), ...apart(sql, `${sql} in a transaction`)],
    ),
    ...inAllWays('SELECT 12 / (3 - g) AS c FROM generate_series(1, 3) AS g', 'late error'),
  ],
  batches: [
    step(CREATE),
    step(INSERT),
    ...inAllWays('SELECT a FROM t ORDER BY a; SELECT 1; SELECT b FROM t', 'reads', BATCH_WAYS),
    ...inAllWays(`SELECT 1; SELECT 1 / 0`, 'error at the end', BATCH_WAYS),
    ...inAllWays('BEGIN; SELECT 1; ROLLBACK', 'transaction', BATCH_WAYS),
    ...inAllWays('', 'nothing', BATCH_WAYS),
  ],
  'a named statement after DDL': [
    step(CREATE),
    step(INSERT),
    ...inAllWays('SELECT * FROM t ORDER BY a', 'before'),
    step('ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 7'),
    ...inAllWays('SELECT * FROM t ORDER BY a', 'after'),
  ],
}

function isWhole({ delivery, wire: form }: Way): boolean {
  return delivery !== 'copy' && !form?.abandon && !form?.describeOnly
}

/** PostgreSQL against itself through every delivery: what the oracle flags here is no bug of an endpoint. */
export function wireOracle(postgres: Postgres): void {
  test.each(Object.entries(plans))('%s', async (_, steps) => {
    const { plan, history } = await execute(postgres, steps)
    const { kind, ...more } = judge(plan, history)
    expect(kind, JSON.stringify(more)).toBe('agree')
    // What was not judged because nothing came would agree as well.
    const outcomes = history.records.flatMap((record) => record.outcomes)
    expect(outcomes.filter(({ kind }) => kind === 'unknown' || kind === 'violation')).toEqual([])
  })

  test('one wrong byte of one cell', async () => {
    const { plan, history } = await execute(postgres, plans.parameters ?? [])
    const at = history.records.findLastIndex(({ outcomes }) => outcomes[0]?.kind === 'rows')
    const records = history.records.map((record, i) => (i === at ? corrupted(record) : record))
    const verdict = judge(plan, { ...history, records })
    expect(verdict).toMatchObject({ kind: 'mismatch', mismatch: 'value', stepIndex: at })
  })
}

async function execute(postgres: Postgres, steps: readonly Step[]) {
  const target = await openTarget(postgres)
  const plan: Plan = { sessions: [{ name: 'a', node: 'any' }], steps, features: [] }
  const history = await executePlan(plan, target, {
    scope: { schema: 'goldeneye_wire' },
    limits: { timeoutMs: 20_000 },
    nowNs: () => process.hrtime.bigint(),
    readState: false,
  })
  return { plan, history }
}

/** There is no reference: its history is empty. */
function judge(plan: Plan, subject: History): Verdict {
  return wire.judge({ plan, reference: { ...subject, records: [] }, subject }, profile)
}

function corrupted(record: StepRecord): StepRecord {
  const [first] = record.outcomes as [Extract<Outcome, { kind: 'rows' }>]
  return {
    ...record,
    outcomes: [{ ...first, rows: first.rows.map(() => ['\u0000\u0000\u0000\u000d']) }],
  }
}
