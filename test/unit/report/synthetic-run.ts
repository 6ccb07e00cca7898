import type { EventBody, RunEvent } from '../../../src/report/events.js'
import { EVENT_VERSION, eventSchema } from '../../../src/report/events.js'

/**
 * A text that breaks out of a page, a terminal, an XML file or a Markdown table that does not
 * escape.
 */
export const HOSTILE = `</script><img src=x onerror="alert(1)">\`'|\u0007\u001b[31m\u200b]]>`

/** Five thousand rows in which one side lacks two. */
const ROWS = ['i INTEGER', ...Array.from({ length: 5000 }, (_, index) => String(index))]

const CASE = `-- goldeneye case 1
-- finding: GE-7f3a9c21   oracle: differential   kind: type
-- @session a
CREATE TABLE t0 (c0 DECIMAL(18,2));
INSERT INTO t0 VALUES (1.50), (9.00);
DELETE FROM t0 WHERE c0 > 2;
SELECT sum(c0) FROM t0;
`

const step = (text: string, reference = 'done', subject = reference) => ({
  session: 'a',
  text,
  reference,
  subject,
})

/** A report's text without the contents of its blobs, which hang on the version of zlib. */
export function withoutBlobs(text: string): string {
  return text.replaceAll(/ge1:[\w-]+/g, 'ge1:...')
}

/** Events as a log would hold them: numbered, one a second. */
export function numbered(bodies: readonly EventBody[]): readonly RunEvent[] {
  return bodies.map((body, seq) =>
    eventSchema.parse({ v: EVENT_VERSION, seq, t: seq * 1000, ...body }),
  )
}

export const started = {
  type: 'run-started',
  run: '2026-11-22T102407Z-main-a1b2',
  name: 'main',
  startedAt: '2026-11-22T10:24:07Z',
  tool: '0.1.0',
  gitSha: '1f2e3d4',
  node: 'v20.20.2',
  platform: 'linux x64',
  config: { subject: 'postgres://tester:***@db/lake', seed: '42' },
  seed: '42',
  workloads: ['typed-mutations', 'attach-storm'],
  oracles: ['differential', 'state'],
  budget: { durationMs: 60_000 },
  targetFlags: ['--subject', 'lab:mutant=blob raw'],
} satisfies EventBody

const targets: readonly EventBody[] = [
  {
    type: 'target-described',
    role: 'reference',
    facts: {
      name: 'duckdb',
      version: '1.5.6',
      profile: 'duckdb',
      address: 'in a child process',
      nodes: ['duckdb'],
    },
  },
  {
    type: 'target-described',
    role: 'subject',
    facts: {
      name: 'lab',
      version: '0.1.0',
      profile: 'lab',
      address: '127.0.0.1:54321',
      nodes: ['n1', 'n2', 'n3'],
    },
  },
]

/** A finished case of forty statements that both oracles judge; `more` replaces what is said. */
export function finishedCase(
  index: number,
  more: Partial<Extract<EventBody, { type: 'case-finished' }>> = {},
): EventBody {
  return {
    type: 'case-finished',
    workload: index % 3 === 0 ? 'attach-storm' : 'typed-mutations',
    index,
    verdicts: [
      { oracle: 'differential', verdict: 'agree' },
      index % 7 === 0
        ? { oracle: 'state', verdict: 'inconclusive', because: 'node n3 did not answer in time' }
        : { oracle: 'state', verdict: 'agree' },
    ],
    statements: 40,
    executedOnBoth: 33,
    failedOnBoth: 6,
    elapsedMs: 120,
    newFeatures: [`feature-${index}`],
    ignored: [{ what: 'row order', because: 'no ORDER BY', count: 3 }],
    ...more,
  }
}

interface Told {
  readonly id: string
  readonly index: number
  readonly kind: string
  readonly summary: string
  readonly reference: string
  readonly subject: string
  readonly stepIndex?: number
  readonly steps?: ReturnType<typeof step>[]
  readonly status?: 'confirmed' | 'flaky' | 'unconfirmed'
}

/** The events of one finding from the first sight to its name. */
export function findingEvents(told: Told): readonly EventBody[] {
  const mismatch = {
    kind: 'mismatch' as const,
    mismatch: told.kind,
    stepIndex: told.stepIndex,
    summary: told.summary,
    reference: told.reference,
    subject: told.subject,
    ignored: [{ what: 'row order', because: 'no ORDER BY' }],
  }
  const finding = `typed-mutations-${told.index}`
  const times = { confirmed: 5, flaky: 3, unconfirmed: 0 }[told.status ?? 'confirmed']
  return [
    {
      type: 'finding-opened',
      finding,
      oracle: 'differential',
      workload: 'typed-mutations',
      index: told.index,
      mismatch,
    },
    { type: 'finding-confirmed', finding, times, of: 5 },
    {
      type: 'finding-reduced',
      finding,
      stepsBefore: 41,
      stepsAfter: 4,
      executions: 120,
      elapsedMs: 38_000,
      minimal: true,
    },
    {
      type: 'finding-closed',
      finding,
      id: told.id,
      status: told.status ?? 'confirmed',
      case: CASE,
      originalCase: `${CASE}${'-- one of many more statements\n'.repeat(400)}`,
      mismatch,
      steps: told.steps ?? [],
      attribution: 'the reference agrees with itself; every node of the subject differs: genuine',
    },
  ]
}

/**
 * A run with everything in it: findings with hostile, invisible and endless values, incidents, a
 * lost node.
 */
export function syntheticRun(): readonly RunEvent[] {
  const wide = `SELECT ${'very_long_column_name, '.repeat(40)}1`
  return numbered([
    started,
    ...targets,
    ...Array.from({ length: 30 }, (_, index) => finishedCase(index)),
    ...findingEvents({
      id: 'GE-7f3a9c21',
      index: 1817,
      kind: 'type',
      summary: 'sum(c0) is DOUBLE where DuckDB gives DECIMAL(38,2)',
      reference: 'sum(c0) DECIMAL(38,2)\n1.50',
      subject: 'sum(c0) DOUBLE\n1.5',
      stepIndex: 3,
      steps: [
        step('CREATE TABLE t0 (c0 DECIMAL(18,2))'),
        step('INSERT INTO t0 VALUES (1.50), (9.00)', '2 rows changed'),
        step('DELETE FROM t0\n WHERE c0 > 2', '1 row changed'),
        step('SELECT sum(c0) FROM t0', '1 row', '1 row'),
      ],
    }),
    {
      type: 'incident',
      kind: 'target-died',
      target: 'duckdb',
      detail: 'killed by SIGKILL while it ran SELECT 1',
    },
    ...findingEvents({
      id: 'GE-00c0ffee',
      index: 2001,
      kind: 'value',
      summary: `the text is ${HOSTILE}`,
      reference: `v VARCHAR | d DOUBLE\n${HOSTILE} | 0.0\n trailing space `,
      subject: `v VARCHAR | d DOUBLE\n${HOSTILE.replace('\u200b', '')} | -0.0\n trailing space`,
      stepIndex: 1,
      steps: [step(wide, '1 row'), step(`SELECT '${HOSTILE}', -0.0`, '2 rows', HOSTILE)],
      status: 'flaky',
    }),
    ...findingEvents({
      id: 'GE-deadbeef',
      index: 2100,
      kind: 'row-count',
      summary: '5000 rows, and 4998 rows',
      reference: ROWS.join('\n'),
      subject: ROWS.filter((row) => row !== '777' && row !== '4321').join('\n'),
    }),
    { type: 'checkpoint', next: { 'typed-mutations': 20, 'attach-storm': 10 } },
    { type: 'run-finished', exitCode: 1, reason: '3 findings' },
  ])
}
