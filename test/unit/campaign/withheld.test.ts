import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Withholding } from '../../../src/campaign/withheld.js'
import { decodeText } from '../../../src/corpus/blob.js'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import type { Evidence, History } from '../../../src/model/history.js'
import type { Outcome, Row } from '../../../src/model/outcome.js'
import { EventLog } from '../../../src/report/event-log.js'
import type { EventBody } from '../../../src/report/events.js'
import { createMasker } from '../../../src/report/mask.js'
import { renderRun } from '../../../src/report/render.js'
import { finishedCase, started } from '../report/synthetic-run.js'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'goldeneye-withheld-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

const PLANTED = 'Zq-Planted-8812'
const CASE = parseCase(
  `-- goldeneye case 1
INSERT INTO t VALUES ('${PLANTED}', 881288); -- ${PLANTED}
SELECT '${PLANTED}'::INTEGER;
-- @delivery extended
-- @params VARCHAR '${PLANTED}'
SELECT s, i FROM t WHERE s = $1;
`,
  'x.sql',
)

const rows = (cells: readonly Row[], isWire: boolean): Outcome => ({
  kind: 'rows',
  columns: ['VARCHAR', 'BOOLEAN'].map((name, at) => ({
    name: `c${at}`,
    type: isWire ? { kind: 'pg', oid: at === 0 ? 25 : 16, modifier: -1 } : { kind: 'duckdb', name },
  })),
  rows: cells,
})

function history(cells: readonly Row[], isWire: boolean): History {
  const failed: Outcome = {
    kind: 'error',
    errorClass: 'conversion',
    sqlstate: '22P02',
    message: `Conversion Error: Could not convert string '${PLANTED}' to INT32`,
  }
  const outcomes = [{ kind: 'done', affected: 1 } as const, failed, rows(cells, isWire)]
  return {
    target: { name: 'x', version: '1', profile: 'lab', address: '', nodes: [] },
    records: outcomes.map((outcome, stepIndex) => ({
      stepIndex,
      session: 'a',
      invokedNs: 0n,
      completedNs: 0n,
      outcomes: [outcome],
      status: 'I',
    })),
    state: [],
  }
}

const evidence: Evidence = {
  plan: CASE.plan,
  reference: history(
    [
      [PLANTED, 'true'],
      ['x', null],
    ],
    false,
  ),
  subject: history(
    [
      ['x', null],
      [PLANTED, 't'],
    ],
    true,
  ),
}

const mismatch = {
  kind: 'mismatch' as const,
  mismatch: 'value',
  stepIndex: 2,
  summary: `(${PLANTED}) became (x)`,
  reference: `s VARCHAR\n${PLANTED}`,
  subject: 's VARCHAR\nx',
  ignored: [{ what: PLANTED, because: PLANTED }],
}

const told: readonly EventBody[] = [
  {
    type: 'finding-opened',
    finding: 'F1',
    oracle: 'differential',
    workload: 'x',
    index: 0,
    mismatch,
  },
  { type: 'finding-confirmed', finding: 'F1', times: 2, of: 2 },
  {
    ...{ type: 'finding-reduced', finding: 'F1', stepsBefore: 9, stepsAfter: 3, executions: 1 },
    ...{ elapsedMs: 1, minimal: true, mattered: [{ what: PLANTED, instead: PLANTED }] },
  } as EventBody,
  {
    type: 'finding-closed',
    finding: 'F1',
    id: 'GE-7f3a9c21',
    status: 'confirmed',
    case: printCase(CASE),
    originalCase: printCase(CASE),
    test: PLANTED,
    mismatch,
    attribution: PLANTED,
    steps: CASE.plan.steps.map(() => ({
      session: 'a',
      text: `SELECT '${PLANTED}'`,
      reference: `error conversion 22P02: Could not convert '${PLANTED}'`,
      subject: PLANTED,
    })),
    votes: [{ voter: 'the reference again', says: 'agrees', detail: PLANTED }],
  },
  { type: 'incident', kind: 'target-died', target: 'x', detail: `it ran SELECT '${PLANTED}'` },
  { type: 'target-lost', target: 'x', reason: PLANTED },
]

function emitted(withholding: Withholding): readonly EventBody[] {
  const because = `the reference itself says ${PLANTED}`
  const verdicts = [{ oracle: 'differential', verdict: 'inconclusive' as const, because }]
  return [
    finishedCase(1, { verdicts }),
    ...withholding.finding(told, evidence),
    ...told, // Whoever forgets the digests still tells no value.
  ].map((event) => withholding.event(event))
}

test('no value that a case or an answer holds is in any file of a run, blobs included', () => {
  const log = EventLog.open({ out, name: 'x', id: 'a', now: () => 0, mask: createMasker([]) })
  log.append(started)
  for (const event of emitted(new Withholding(new Uint8Array([1])))) log.append(event)
  log.close()
  renderRun(log.folder)
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(files.length).toBeGreaterThan(8)
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    const blobs = (text.match(/ge1:[\w-]+/g) ?? []).map(decodeText)
    for (const shown of [text, ...blobs]) expect(shown).not.toMatch(/Planted|8812/)
  }
})

test('equal answers have equal digests whatever their order and spelling, others have others', () => {
  const steps = (key: number) => {
    const closed = emitted(new Withholding(new Uint8Array([key]))).find(
      (event) => event.type === 'finding-closed',
    )
    return closed?.type === 'finding-closed' ? (closed.steps ?? []) : []
  }
  const [changed, failed, read] = steps(1)
  expect(changed?.reference).toBe('1 row changed')
  expect(failed?.reference).toBe('error conversion 22P02')
  expect(read?.reference).toMatch(/^2 rows, sha256:[0-9a-f]{16}$/)
  expect(read?.subject).toBe(read?.reference)
  expect(read?.reference).not.toBe(steps(2)[2]?.reference)
  expect(read?.text).toMatch(/^SELECT s, i FROM t WHERE s = \$1$/)
})
