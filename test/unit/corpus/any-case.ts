import fc from 'fast-check'
import type { Case } from '../../../src/model/case.js'
import { ERROR_CLASSES } from '../../../src/model/error-class.js'
import type { Known } from '../../../src/model/known.js'
import { VERSION_COMPARISONS } from '../../../src/model/known.js'
import type { Plan, Step } from '../../../src/model/plan.js'
import {
  type CellRule,
  DELIVERIES,
  type Statement,
  type WireForm,
} from '../../../src/model/statement.js'
import { MISMATCH_KINDS } from '../../../src/model/verdict.js'

const PIECES = [
  'SELECT 1',
  'INSERT INTO ${db:lake}.main."t;t" VALUES ($1, \';\')',
  "'it''s'",
  "E'a\\'b'",
  '$$;$$',
  "'open",
  '"open',
  '/* open',
  '/* c /* d */ */',
  ';',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '-- @session b\n',
  '-- @end',
  '\n-- @end\n',
  '\n-- @\\end\n',
  '\n-- @\\\\end \r\n',
  '-- @batch\n',
  "'\n-- @session b\n'",
  '-- goldeneye case 1\n',
  '-- from: x\n',
  '--',
  '${dir:x',
  'é😀\u2028-- @end\u2028',
  '$1',
  '\ufeff',
]

/** Any text at all, and often one that looks like what a case file is made of. */
export const anySql = () =>
  fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )

const anyType = () =>
  fc.constantFrom(
    'INTEGER',
    'DECIMAL(18,2)',
    'TIMESTAMP WITH TIME ZONE',
    "ENUM('a,''b', 'NULL')",
    'STRUCT("a b" INTEGER[], c MAP(VARCHAR, DECIMAL(4,1)))[3]',
  )

const anyText = () =>
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom("'", '\\', '\\n', '\n', "E'\\r\r", 'NULL', ', INTEGER'),
  )

const anyStatement = (): fc.Arbitrary<Statement> =>
  fc.record(
    {
      sql: anySql(),
      postgres: fc.oneof(anySql(), anyText()),
      params: fc.array(fc.record({ type: anyType(), text: fc.option(anyText()) }), {
        maxLength: 3,
      }),
      delivery: fc.constantFrom(...DELIVERIES),
      wire: anyWireForm(),
      same: fc.constantFrom('q1', 'q2'),
      waits: fc.constant(true as const),
      expect: fc.constantFrom('ok', ...ERROR_CLASSES),
      compare: fc.record(
        {
          rows: fc.constantFrom('ordered', 'bag', 'count', 'none'),
          because: fc.oneof(anyText(), fc.constantFrom('', 'no ORDER BY', '"', ' x')),
          columns: fc.array(fc.record({ index: fc.nat({ max: 99 }), rule: anyCellRule() }), {
            minLength: 1,
            maxLength: 3,
          }),
        },
        { requiredKeys: ['rows', 'because'] },
      ),
    },
    { requiredKeys: ['sql', 'params', 'delivery'] },
  )

const anyCellRule = (): fc.Arbitrary<CellRule> =>
  fc.oneof(
    fc.constantFrom<CellRule>('exact', 'bag', 'presence', 'any'),
    fc.nat({ max: 9 }).map((memberOf) => ({ memberOf })),
    fc.nat({ max: 2 ** 30 }).map((ulps) => ({ ulps })),
    fc.constantFrom(0, 0.5, 1e-9, 1e300).map((absolute) => ({ absolute })),
  )

const anySession = () => fc.constantFrom('a', 'b', 'c', 'Writer-1')

const anyStep = (): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('statement' as const),
        session: anySession(),
        statement: anyStatement(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('open', 'close', 'cancel'),
        session: anySession(),
      }),
    },
  )

const anyNode = () => fc.oneof(fc.constantFrom('leader', 'follower', 'any'), fc.nat(9))

/** A well-formed plan: every step's session is declared, in any order, with unused ones too. */
export const anyPlan = (): fc.Arbitrary<Plan> =>
  fc
    .record({
      steps: fc.array(anyStep(), { maxLength: 8 }),
      order: fc.shuffledSubarray(['a', 'b', 'c', 'Writer-1', 'unused'], { minLength: 5 }),
      isBare: fc.boolean(),
      nodes: fc.array(anyNode(), { minLength: 5, maxLength: 5 }),
      clients: fc.array(anyClient(), { maxLength: 3 }),
      features: fc.uniqueArray(fc.constantFrom('attach', 'commit-race', 'x:y'), { maxLength: 3 }),
    })
    .map(({ steps, order, isBare, nodes, features, clients }) => {
      const at = (share: number) => Math.floor(share * (steps.length + 1))
      const some = clients
        .map(({ share, ...client }) => ({ ...client, at: at(share) }))
        .sort((a, b) => a.at - b.at)
      const used = [...new Set([...steps, ...some].map(({ session }) => session))]
      const names = isBare ? used : order
      const node = (index: number) => (isBare ? 'any' : (nodes[index] ?? 'any'))
      return {
        sessions: names.map((name, index) => ({ name, node: node(index) })),
        steps,
        ...(some.length > 0 && { clients: some }),
        features,
      }
    })

const anyArgument = () =>
  fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 6 }))

const anyClient = () =>
  fc.record({
    session: anySession(),
    program: fc.constantFrom('ducklake-writer', 'x'),
    args: fc.dictionary(fc.string({ maxLength: 4 }), anyArgument(), { maxKeys: 3 }),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })

export const anyCase = (): fc.Arbitrary<Case> =>
  fc.record({
    header: fc.record(
      {
        finding: fc.constantFrom('GE-7f3a9c21', 'GE-00000000'),
        oracle: fc.constantFrom('differential', 'state'),
        kind: fc.constantFrom('type', 'row-count'),
        from: fc.record({
          workload: fc.constantFrom('typed-mutations', 'attach-storm'),
          seed: fc.bigInt({ min: -5n, max: 1n << 70n }).map(String),
          index: fc.nat(),
        }),
        known: anyKnown(),
      },
      { requiredKeys: [] },
    ),
    plan: anyPlan(),
  })

/** Not the empty form: it says nothing, and is read back as none. */
function anyWireForm(): fc.Arbitrary<WireForm> {
  return fc
    .record<WireForm>(
      {
        results: fc.constant('binary'),
        parameters: fc.constant('binary'),
        fetchRows: fc.integer({ min: 1, max: 9 }),
        abandon: fc.constant(true),
        sync: fc.constant('each'),
        describeOnly: fc.constant(true),
        cancelAfterMs: fc.nat(9),
      },
      { requiredKeys: [] },
    )
    .filter((form) => Object.keys(form).length > 0)
}

/** Text that says something: a known difference without a reason is refused. */
const anyWords = () =>
  fc.oneof(
    anyText().filter((text) => text.trim() !== ''),
    fc.constantFrom('https://example.org/issues/7', '"quoted', 'two\nlines', ' spaces '),
  )

const anyNames = () =>
  fc.uniqueArray(fc.constantFrom('lab', 'duckgres', 'wire'), { minLength: 1, maxLength: 2 })

const anyKnown = (): fc.Arbitrary<Known> =>
  fc.record(
    {
      issue: anyWords(),
      reason: anyWords(),
      owner: anyWords(),
      expires: fc.constantFrom('2027-02-01', '2024-02-29'),
      applies: fc.array(
        fc.oneof(
          fc.record({ about: fc.constantFrom('profile', 'oracle'), names: anyNames() }),
          fc.record({
            about: fc.constant('version' as const),
            comparison: fc.constantFrom(...VERSION_COMPARISONS),
            version: fc.constantFrom('0.32', 'v1.5.6-rc1'),
          }),
        ),
        { maxLength: 3 },
      ),
      match: fc.record(
        {
          oracle: fc.constantFrom('differential', 'wire'),
          kinds: fc.oneof(
            fc.constant('any' as const),
            fc.uniqueArray(fc.constantFrom(...MISMATCH_KINDS), { minLength: 1, maxLength: 3 }),
          ),
          skeleton: fc.constantFrom('SELECT sum(i1) FROM i2', 'SELECT "', 'SELECT \\ \n'.trim()),
          types: fc.uniqueArray(anyType(), { maxLength: 3 }),
          shows: anyText(),
        },
        { requiredKeys: ['kinds', 'skeleton'] },
      ),
    },
    { requiredKeys: ['issue', 'reason', 'applies', 'match'] },
  )
