import { describe, expect, test } from 'vitest'
import { wire } from '../../../oracles/wire/wire.js'
import type { Evidence } from '../../../src/model/history.js'
import type { Cell, Outcome, Rows, TransactionStatus } from '../../../src/model/outcome.js'
import type { NodeChoice, SessionSpec, Step } from '../../../src/model/plan.js'
import { type Statement, statement } from '../../../src/model/statement.js'
import { boilstream } from '../../../src/target/profile/boilstream.js'
import { lab } from '../../../src/target/profile/lab.js'

const INT4 = 23
const NUMERIC = 1700
/** An OID that no type of PostgreSQL has. */
const STRANGE = 99_999

interface Sent {
  readonly how?: Partial<Statement>
  readonly outcomes: readonly Outcome[]
  readonly status?: TransactionStatus
  readonly node?: NodeChoice
  /** By default each has a session of its own. */
  readonly session?: string
}

function rowsOf(cells: readonly Cell[], more: Partial<Rows> & { oid?: number } = {}): Rows {
  const { oid = INT4, ...rest } = more
  const type = { kind: 'pg', oid, modifier: -1 } as const
  const rows = cells.map((cell) => [cell])
  return { kind: 'rows', columns: [{ name: 'i', type }], rows, tag: 'SELECT', ...rest }
}

function binaryRows(cells: readonly Cell[], oid = INT4): Rows {
  const type = { kind: 'pg', oid, modifier: -1, format: 'binary' } as const
  return { ...rowsOf(cells), columns: [{ name: 'i', type }] }
}

const ORDERED = { rows: 'ordered', because: 'a test' } as const
const prepared = { delivery: 'prepared' } as const
const inBinary = { delivery: 'extended', wire: { results: 'binary' } } as const
const firstPage = { delivery: 'extended', wire: { fetchRows: 2, abandon: true } } as const
const failed = (sqlstate: string): Outcome => ({
  kind: 'error',
  errorClass: 'other',
  sqlstate,
  message: 'no',
})

/** A history of one logical statement, sent as these say; the reference's is empty unless it is given. */
function evidenceOf(sent: readonly Sent[], reference: readonly Sent[] = []): Evidence {
  const nameOf = ({ session }: Sent, at: number) => session ?? `s${at}`
  const sessions = sent.map((one, at): SessionSpec => {
    return { name: nameOf(one, at), node: one.node ?? 'any' }
  })
  const steps = sent.map((one, at): Step => {
    const what = statement('SELECT i FROM t', { same: 'q1', ...one.how })
    return { kind: 'statement', session: nameOf(one, at), statement: what }
  })
  const plan = { sessions, steps, features: [] }
  const [left, right] = [reference, sent].map((side) => ({
    target: { name: 'x', version: '1', profile: 'lab', address: '', nodes: [] },
    records: side.map((one, at) => ({
      stepIndex: at,
      session: nameOf(one, at),
      invokedNs: 0n,
      completedNs: 0n,
      outcomes: one.outcomes,
      status: one.status ?? ('I' as const),
    })),
    state: [],
  }))
  if (!left || !right) throw new Error('two sides')
  return { plan, reference: left, subject: right }
}

const judge = (sent: readonly Sent[], reference: readonly Sent[] = []) =>
  wire.judge(evidenceOf(sent, reference), lab)
const plain = (...outcomes: Outcome[]): Sent => ({ outcomes })

describe('what it must not flag', () => {
  test.each<[string, readonly Sent[]]>([
    [
      'the same rows',
      [plain(rowsOf(['1', null])), { how: prepared, ...plain(rowsOf(['1', null])) }],
    ],
    ['a bag in another order', [plain(rowsOf(['1', '2'])), plain(rowsOf(['2', '1']))]],
    [
      'an integer in text and in binary',
      [
        plain(rowsOf(['258', null])),
        { how: inBinary, ...plain(binaryRows(['\0\0\x01\x02', null])) },
      ],
    ],
    [
      'a first page, in any order where there is none',
      [plain(rowsOf(['1', '2', '3'])), { how: firstPage, ...plain(rowsOf(['3', '1'])) }],
    ],
    [
      'rows of COPY, which have no names, types and tag of their own',
      [
        plain(rowsOf(['1', '2'])),
        {
          how: { delivery: 'copy' },
          outcomes: [
            {
              ...rowsOf(['1', '2'], { oid: 0, tag: 'COPY' }),
              columns: [{ name: '', type: { kind: 'pg', oid: 0, modifier: -1 } }],
            },
          ],
        },
      ],
    ],
    [
      'a description, which has no rows',
      [
        plain(rowsOf(['1'])),
        { how: { delivery: 'extended', wire: { describeOnly: true } }, outcomes: [rowsOf([])] },
      ],
    ],
    ['the same error', [plain(failed('42P01')), { how: prepared, ...plain(failed('42P01')) }]],
    [
      'a way that the endpoint refuses',
      [plain(rowsOf(['1'])), { how: { delivery: 'copy' }, ...plain(failed('0A000')) }],
    ],
    [
      'a stale named statement, which is parsed anew later',
      [
        plain(rowsOf(['1'])),
        { how: prepared, session: 'a', ...plain(failed('0A000')) },
        { how: prepared, session: 'a', ...plain(rowsOf(['1'])) },
      ],
    ],
    [
      'a statement that took too long',
      [plain(rowsOf(['1'])), plain({ kind: 'unknown', reason: 'timeout', detail: '' })],
    ],
    ['another statement', [plain(rowsOf(['1'])), { how: { same: 'q2' }, ...plain(rowsOf(['2'])) }]],
    [
      'other rows of a tie that LIMIT has cut',
      ['1', '2'].map((cell) => ({
        how: { sql: 'SELECT i FROM t LIMIT 1' },
        ...plain(rowsOf([cell])),
      })),
    ],
    [
      'an order that only another statement of the text has',
      ['12', '21'].map((cells) => ({
        how: { sql: 'SELECT i FROM t; SELECT i FROM t ORDER BY i', delivery: 'pipeline' },
        ...plain(rowsOf([...cells]), rowsOf(['1', '2'])),
      })),
    ],
    [
      'a count that is not told for pages',
      [plain(rowsOf(['1'], { count: 1 })), plain(rowsOf(['1']))],
    ],
  ])('%s', (_, sent) => {
    expect(judge(sent)).toMatchObject({ kind: 'agree' })
  })
})

describe('what it must flag', () => {
  test.each<[string, string, readonly Sent[]]>([
    ['value', 'another value', [plain(rowsOf(['1'])), plain(rowsOf(['2']))]],
    ['value', 'NULL as text', [plain(rowsOf([null])), plain(rowsOf(['NULL']))]],
    [
      'value',
      'another value in binary',
      [plain(rowsOf(['258'])), { how: inBinary, ...plain(binaryRows(['\0\0\x02\x01'])) }],
    ],
    [
      'value',
      'bytes of the wrong size',
      [plain(rowsOf(['258'])), { how: inBinary, ...plain(binaryRows(['\x01\x02'])) }],
    ],
    ['row-count', 'a row that is lost', [plain(rowsOf(['1', '1'])), plain(rowsOf(['1']))]],
    [
      'order',
      'another order where it is total',
      [
        { how: { compare: ORDERED }, ...plain(rowsOf(['1', '2'])) },
        { how: { compare: ORDERED }, ...plain(rowsOf(['2', '1'])) },
      ],
    ],
    [
      'value',
      'a first page from the middle',
      [
        { how: { compare: ORDERED }, ...plain(rowsOf(['1', '2', '3'])) },
        { how: { ...firstPage, compare: ORDERED }, ...plain(rowsOf(['2', '3'])) },
      ],
    ],
    [
      'row-count',
      'a first page that is too short',
      [plain(rowsOf(['1', '2', '3'])), { how: firstPage, ...plain(rowsOf(['3'])) }],
    ],
    ['type', 'another OID', [plain(rowsOf(['1'])), plain(rowsOf(['1'], { oid: NUMERIC }))]],
    [
      'column-names',
      'another name',
      [
        plain(rowsOf(['1'])),
        plain({
          ...rowsOf(['1']),
          columns: [{ name: 'j', type: { kind: 'pg', oid: INT4, modifier: -1 } }],
        }),
      ],
    ],
    [
      'affected-rows',
      'another count',
      [plain(rowsOf(['1'], { count: 1 })), plain(rowsOf(['1'], { count: 0 }))],
    ],
    [
      'affected-rows',
      'another count of changed rows',
      [plain({ kind: 'done', affected: 1 }), plain({ kind: 'done', affected: 2 })],
    ],
    ['tag', 'another tag', [plain(rowsOf(['1'])), plain(rowsOf(['1'], { tag: 'INSERT' }))]],
    ['error-class', 'another SQLSTATE', [plain(failed('42P01')), plain(failed('42703'))]],
    ['outcome', 'an error in one way alone', [plain(rowsOf(['1'])), plain(failed('XX000'))]],
    [
      'outcome',
      'a refusal of what the session has done before',
      [
        plain(rowsOf(['1'])),
        { how: prepared, session: 'a', ...plain(rowsOf(['1'])) },
        { how: prepared, session: 'a', ...plain(failed('0A000')) },
      ],
    ],
    ['outcome', 'an answer too few', [plain(rowsOf(['1']), rowsOf(['2'])), plain(rowsOf(['1']))]],
    [
      'crash',
      'a lost connection',
      [plain(rowsOf(['1'])), plain({ kind: 'unknown', reason: 'connection-lost', detail: '' })],
    ],
    ['status', 'another status', [plain(rowsOf(['1'])), { ...plain(rowsOf(['1'])), status: 'E' }]],
    [
      'protocol',
      'a broken protocol, in whatever statement',
      [{ how: { same: undefined }, ...plain({ kind: 'violation', what: 'short', hex: '44' }) }],
    ],
  ])('%s: %s', (mismatch, _, sent) => {
    expect(judge(sent)).toMatchObject({ kind: 'mismatch', mismatch })
  })
})

test('a mismatch names both ways and the step of the second', () => {
  const verdict = judge([
    plain(rowsOf(['1'])),
    {
      how: { delivery: 'prepared', wire: { results: 'binary' } },
      ...plain(binaryRows(['\0\0\0\x02'])),
    },
  ])
  expect(verdict).toMatchObject({
    stepIndex: 1,
    summary: 'sent in two ways, (1) became (2)',
    reference: 'simple, step 1, session s0 on any\n1',
    subject: 'prepared results=binary, step 2, session s1 on any\n2',
  })
})

test('the first whole answer is what the others are held against', () => {
  const verdict = judge([
    { how: firstPage, ...plain(rowsOf(['1', '2'])) },
    plain(rowsOf(['1', '2', '3'])),
  ])
  expect(verdict.kind).toBe('agree')
})

test('bytes of an unknown type are left out, and it is said', () => {
  const verdict = judge([
    plain(rowsOf(['a'], { oid: STRANGE })),
    { how: inBinary, ...plain(binaryRows(['b'], STRANGE)) },
  ])
  expect(verdict).toMatchObject({
    kind: 'agree',
    ignored: [{ because: expect.stringContaining('not known') }],
  })
})

test('where reads are local, another node may be behind', () => {
  const sent: readonly Sent[] = [
    { node: 'leader', ...plain(rowsOf(['1'])) },
    { node: 'follower', ...plain(rowsOf([])) },
  ]
  expect(judge(sent).kind).toBe('mismatch')
  expect(wire.judge(evidenceOf(sent), boilstream)).toMatchObject({ kind: 'agree', ignored: [{}] })
})

test('two steps that the reference answers differently are not one statement', () => {
  const sent = [plain(rowsOf(['1'])), plain(rowsOf(['2']))]
  expect(judge(sent, sent)).toMatchObject({ kind: 'agree', ignored: [{}] })
  expect(judge(sent, [plain(rowsOf(['1'])), plain(rowsOf(['1']))]).kind).toBe('mismatch')
})
