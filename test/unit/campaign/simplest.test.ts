import { expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { literalQueries } from '../../../src/campaign/literal-case.js'
import { simplestShown } from '../../../src/campaign/simplest.js'
import { mismatchOf, type Trial } from '../../../src/campaign/trial.js'
import type { Evidence, History } from '../../../src/model/history.js'
import type { Outcome } from '../../../src/model/outcome.js'
import type { Plan } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import type { Mismatch, MismatchKind } from '../../../src/model/verdict.js'
import { lab } from '../../../src/target/profile/lab.js'
import { simplerTypes } from '../../../src/values/simpler-types.js'

const DONE: Outcome = { kind: 'done', affected: undefined }

function rows(...cells: (readonly [type: string, cell: string | null])[]): Outcome {
  const columns = cells.map(([name], at) => ({
    name: `c${at}`,
    type: { kind: 'duckdb', name } as const,
  }))
  return { kind: 'rows', columns, rows: [cells.map(([, cell]) => cell)] }
}

/** What both sides answer to one statement. */
type Answers = (sent: Statement) => readonly [reference: Outcome, subject: Outcome]

function evidenceOf(plan: Plan, answers: Answers): Evidence {
  const side = (at: 0 | 1): History => ({
    target: { name: 'x', version: '1', profile: 'duckdb', address: '', nodes: [] },
    state: [],
    records: plan.steps.flatMap((step, stepIndex) =>
      step.kind !== 'statement'
        ? []
        : [
            {
              stepIndex,
              session: step.session,
              invokedNs: 1n,
              completedNs: 2n,
              outcomes: [answers(step.statement)[at]],
              status: undefined,
            },
          ],
    ),
  })
  return { plan, reference: side(0), subject: side(1) }
}

function planOf(...statements: readonly Statement[]): Plan {
  return {
    sessions: [{ name: 'a', node: 'any' }],
    steps: statements.map((one) => ({ kind: 'statement', session: 'a', statement: one })),
    features: [],
  }
}

function judged(evidence: Evidence): Trial {
  return {
    evidence,
    verdicts: [{ oracle: differential, verdict: differential.judge(evidence, lab) }],
  }
}

async function simplestOf(plan: Plan, answers: Answers) {
  const asked: string[] = []
  const trial = judged(evidenceOf(plan, answers))
  const shown = mismatchOf(trial)
  if (!shown) throw new Error('the case shows nothing')
  const { shown: simplest } = await simplestShown({ trial, ...shown }, lab, {
    run: async (candidate) => {
      const [step] = candidate.steps.slice(-1)
      if (step?.kind === 'statement') asked.push(`${step.statement.delivery} ${step.statement.sql}`)
      return judged(evidenceOf(candidate, answers))
    },
  })
  const statements = simplest?.trial.evidence.plan.steps.map((step) =>
    step.kind === 'statement' ? `${step.statement.delivery} ${step.statement.sql}` : step.kind,
  )
  return { asked, statements }
}

/** `SELECT 'x'::T`, as far as this file asks for it. */
function literalIn(sql: string): readonly [type: string, cell: string] | undefined {
  const found = /^SELECT '(.*)'::(.*)$/.exec(sql)
  return found ? [found[2] ?? '', found[1] ?? ''] : undefined
}

/** A subject that sends NaN as NULL, wherever it comes from; in binary only where that is asked for. */
const losesNan =
  (onlyInBinary: boolean): Answers =>
  ({ sql, wire }) => {
    if (sql.startsWith('CREATE')) return [DONE, DONE]
    const literal = literalIn(sql)
    const right = literal ? rows(literal) : rows(['INTEGER', '1'], ['FLOAT[]', '[1, nan]'])
    const isLost = !onlyInBinary || wire?.results === 'binary'
    const lost = literal?.[1] === 'nan' ? rows([literal[0], null]) : undefined
    const wrong = literal ? (lost ?? right) : rows(['INTEGER', '1'], ['FLOAT[]', '[1, NULL]'])
    return [right, isLost ? wrong : right]
  }

const IN_BINARY = { delivery: 'extended', wire: { results: 'binary' } } as const

test('a value that is wrong by itself needs no table: the innermost one in the simplest type', async () => {
  const plan = planOf(
    statement('CREATE TABLE t (a FLOAT[])'),
    statement('SELECT * FROM t', IN_BINARY),
  )
  const { statements } = await simplestOf(plan, losesNan(false))
  expect(statements).toEqual(["simple SELECT 'nan'::DOUBLE"])
})

test('it is sent as it was where that matters', async () => {
  const plan = planOf(
    statement('CREATE TABLE t (a FLOAT[])'),
    statement('SELECT * FROM t', IN_BINARY),
  )
  const { statements } = await simplestOf(plan, losesNan(true))
  expect(statements).toEqual(["extended SELECT 'nan'::DOUBLE"])
})

test('another difference is not taken for the same', async () => {
  const rounds: Answers = ({ sql }) => {
    const literal = literalIn(sql)
    if (literal) return [rows(literal), rows([literal[0], '7'])]
    return [rows(['DOUBLE', 'nan']), rows(['DOUBLE', null])]
  }
  const { asked, statements } = await simplestOf(planOf(statement('SELECT a FROM t')), rounds)
  expect(statements).toBeUndefined()
  expect(asked).toEqual(["simple SELECT 'nan'::DOUBLE"])
})

test('a fault of every query shows in a plain one, in the place of the culprit where the steps before it matter', async () => {
  const fails: Answers = ({ sql }) => {
    if (sql === 'BEGIN') return [DONE, DONE]
    return [rows(['INTEGER', '1']), { kind: 'error', errorClass: 'internal', message: 'm' }]
  }
  const plan = planOf(
    statement('BEGIN'),
    statement('SELECT max(a) FROM t', { delivery: 'prepared' }),
  )
  expect((await simplestOf(plan, fails)).statements).toEqual(['prepared SELECT 1'])
})

test('a message that breaks at text beyond ASCII shows with the plainest such text', async () => {
  const breaks: Answers = ({ sql }) => {
    const text = sql.includes('é') ? 'é𝄞' : 'plain'
    const broken: Outcome = { kind: 'violation', what: 'a row of 4 bytes', hex: '' }
    return [
      rows(['VARCHAR', text]),
      sql.includes('FROM t') || text !== 'plain' ? broken : rows(['VARCHAR', text]),
    ]
  }
  const { statements } = await simplestOf(planOf(statement('SELECT a FROM t')), breaks)
  expect(statements).toEqual(["simple SELECT 'é𝄞'"])
})

test('an error for another reason is not the same', async () => {
  const fails: Answers = ({ sql }) => {
    const message = sql.includes('max') ? 'no function max' : 'no function range'
    const error: Outcome = { kind: 'error', errorClass: 'catalog', message }
    return [rows(['INTEGER', '1']), /max|range/.test(sql) ? error : rows(['INTEGER', '1'])]
  }
  const { asked, statements } = await simplestOf(planOf(statement('SELECT max(a) FROM t')), fails)
  expect(asked).toContain('simple SELECT * FROM range(3)')
  expect(statements).toBeUndefined()
})

function found(kind: MismatchKind): Mismatch {
  return {
    kind: 'mismatch',
    mismatch: kind,
    stepIndex: 0,
    summary: '',
    reference: '',
    subject: '',
    ignored: [],
  }
}

test.each<[MismatchKind, Outcome, Outcome, readonly string[]]>([
  [
    'value',
    rows(['INTEGER', '1'], ['TIME', '01:02:03.000004']),
    rows(['INTEGER', '1'], ['TIME', '01:02:03.000000']),
    ["SELECT '2000-01-01 01:02:03.000004'::TIMESTAMP", "SELECT '01:02:03.000004'::TIME"],
  ],
  [
    'type',
    rows(['DATE', '2000-01-01']),
    rows(['TIMESTAMP', '2000-01-01 00:00:00.000000']),
    ['SELECT NULL::TIMESTAMP', 'SELECT NULL::DATE'],
  ],
  [
    'protocol',
    rows(['VARCHAR', 'é'], ['VARCHAR', 'e']),
    { kind: 'violation', what: 'a row is too short', hex: '' },
    ["SELECT 'é'::VARCHAR"],
  ],
  ['row-count', rows(['DATE', '2000-01-01']), rows(), []],
])(
  'what is asked for alone where the mismatch is one of %s',
  (kind, reference, subject, queries) => {
    const evidence = evidenceOf(planOf(statement('SELECT 1')), () => [reference, subject])
    expect(literalQueries(evidence, found(kind), lab.types)).toEqual(queries)
  },
)

test.each([
  ['0044-03-15 BC', 'DATE', ['0044-03-15 00:00:00 BC TIMESTAMP']],
  [
    '0044-03-15 01:02:03.000000+00 BC',
    'TIMESTAMP WITH TIME ZONE',
    ['0044-03-15 01:02:03.000000 BC TIMESTAMP'],
  ],
  ['23:59:59.999999-15:59:59', 'TIME WITH TIME ZONE', ['2000-01-01 23:59:59.999999 TIMESTAMP']],
  ['infinity', 'DATE', ['infinity TIMESTAMP']],
  ['[true, NULL]', 'BOOLEAN[]', ['[1, NULL] INTEGER[]']],
  ['[]', 'BOOLEAN[]', ['[] INTEGER[]']],
  ['7', 'UTINYINT', ['7 INTEGER', '7 BIGINT', '7 HUGEINT']],
  ['1.5', 'FLOAT', ['1.5 DOUBLE']],
  ['x', 'VARCHAR', []],
])('%s of %s in simpler types', (cell, type, simpler) => {
  expect(simplerTypes(cell, type).map((value) => `${value.cell} ${value.type}`)).toEqual(simpler)
})
