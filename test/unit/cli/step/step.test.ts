import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sides, tryPlan } from '../../../../src/campaign/trial.js'
import { ORACLES } from '../../../../src/cli/registry.js'
import { replay } from '../../../../src/cli/replay.js'
import { Dialogue } from '../../../../src/cli/step/dialogue.js'
import { Meeting } from '../../../../src/cli/step/meeting.js'
import { Stepper } from '../../../../src/cli/step/stepper.js'
import { scopes } from '../../../../src/cli/surroundings.js'
import { parseCaseWithLines } from '../../../../src/corpus/case-file.js'
import type { Watch } from '../../../../src/execute/execute.js'
import { Interrupted, UsageError } from '../../../../src/model/errors.js'
import type { Kept, Scope, Target } from '../../../../src/model/target.js'
import { openDuckDBTarget } from '../../../../src/target/duckdb/duckdb-target.js'
import { duckdb } from '../../../../src/target/profile/duckdb.js'
import { linesOf } from '../../wire/backend.js'

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-step-'))
const nextScope = scopes('step')
const LIMITS = { timeoutMs: 30_000 }
let sides: Sides

beforeAll(async () => {
  const reference = await openDuckDBTarget({ name: 'reference', directory, threads: 1 })
  const settings = { threads: '1', nested_loop_join_threshold: '0' }
  const subject = await openDuckDBTarget({ name: 'subject', directory, settings })
  sides = { reference, subject, profile: duckdb }
})

afterAll(async () => {
  await Promise.all([sides?.reference.close(), sides?.subject.close()])
  rmSync(directory, { recursive: true, force: true })
})

function run(
  text: string,
  watches: Readonly<Record<'reference' | 'subject', Watch>>,
  signal?: AbortSignal,
) {
  const { case: one, lines } = parseCaseWithLines(text, 'x.sql')
  const settings = { ...LIMITS, nowNs: () => 0n, nextScope, watches, signal }
  const trial = () => tryPlan(one.plan, sides, ORACLES, settings)
  return { one: { name: 'x.sql', loaded: { case: one, lines, found: 0, skipped: [] } }, trial }
}

const CASE = `CREATE TABLE t (i INTEGER);
INSERT INTO t VALUES (1), (NULL);
SELECT i, current_setting('nested_loop_join_threshold')::VARCHAR AS n FROM t;
-- @session b
SELECT 'the end' AS e;`

/** What a person reads who writes these lines. */
async function stepThrough(keys: readonly string[]) {
  const input = new PassThrough()
  const said: string[] = []
  const output = { write: (text: string) => said.push(text) }
  const dialogue = new Dialogue(input, output, new AbortController().signal)
  const watches = { reference: none(), subject: none() }
  const { one, trial } = run(CASE, watches)
  let copies = 0
  const newFolder = () => {
    copies += 1
    return join(directory, `copy-${copies}`)
  }
  const options = { dialogue, oracles: ORACLES, profile: duckdb, newFolder }
  const stepper = new Stepper(one, options)
  watches.reference = stepper.watch('reference')
  watches.subject = stepper.watch('subject')
  input.write(`${keys.join('\n')}\n`)
  input.end()
  const ended = await trial().then(
    ({ evidence }) => `${evidence.subject.records.length} steps`,
    (error: unknown) => (error instanceof Interrupted ? 'interrupted' : Promise.reject(error)),
  )
  dialogue.close()
  const text = said
    .join('')
    .replaceAll(/\[Enter[^\]]*\] /g, '> ')
    .replaceAll(directory, '')
  return { text, ended }
}

function none(): Watch {
  return { before: () => undefined }
}

test('step by step: the statement, then what both sides answered', async () => {
  const { text, ended } = await stepThrough(['', 'n', '', 'x', '', ''])
  expect(ended).toBe('4 steps')
  expect(text).toMatchInlineSnapshot(`
    "x.sql:1: step 1 of 4, session a, simple
        CREATE TABLE t (i INTEGER)
    >   reference  done (idle)
      subject    done (idle)
    x.sql:2: step 2 of 4, session a, simple
        INSERT INTO t VALUES (1), (NULL)
    >   reference  2 rows changed (idle)
      subject    2 rows changed (idle)
    x.sql:3: step 3 of 4, session a, simple
        SELECT i, current_setting('nested_loop_join_threshold')::VARCHAR AS n FROM t
    >   reference  2 rows (idle)
            i INTEGER | n VARCHAR
            1 | 5
            NULL | 5
      subject    2 rows (idle)
            i INTEGER | n VARCHAR
            1 | 0
            NULL | 0
      ✗ (1 | 5) became (1 | 0)
    x.sql:5: step 4 of 4, session b, simple
        SELECT 'the end' AS e
    > there is no "x"
    >   reference  1 row (idle)
            e VARCHAR
            the end
      subject    1 row (idle)
            e VARCHAR
            the end
    x.sql: the end, everything is still there
    > "
  `)
})

test('c goes on to the end and says only what differs', async () => {
  const { text, ended } = await stepThrough(['c'])
  expect(ended).toBe('4 steps')
  expect(text).not.toContain('rows changed')
  expect(text).toMatch(/step 3, line 3:\n {2}reference/)
})

test('s copies what no shell reaches, and q ends it', async () => {
  const { text, ended } = await stepThrough(['', '', 's', 'q'])
  expect(ended).toBe('interrupted')
  expect(text).toContain('duckdb /copy-1/reference.duckdb')
  expect(existsSync(join(directory, 'copy-2', 'subject.duckdb'))).toBe(true)
})

test('the end of the input ends it, too', async () => {
  expect((await stepThrough([''])).ended).toBe('interrupted')
})

test('a side that has ended is not waited for', async () => {
  const met: string[] = []
  const meeting = new Meeting<string>(async (all) => void met.push([...all.values()].join('+')))
  const both = [meeting.arrive('subject', 'b1'), meeting.arrive('reference', 'a1')]
  await Promise.all(both)
  const alone = meeting.arrive('subject', 'b2')
  meeting.leave('reference')
  await alone
  await meeting.arrive('subject', 'b3')
  expect(met).toEqual(['a1+b1', 'b2', 'b3'])
})

test('what happens at a meeting is thrown at both', async () => {
  const meeting = new Meeting<string>(() => Promise.reject(new Interrupted()))
  const both = [meeting.arrive('subject', ''), meeting.arrive('reference', '')]
  const ended = await Promise.allSettled(both)
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('an execution is given up in the midst of a statement, and what it made is dropped', async () => {
  const controller = new AbortController()
  const abortSoon: Watch = {
    before: ({ records }) => {
      if (records.length === 1) setTimeout(() => controller.abort(), 50)
    },
  }
  const endless = 'range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3'
  const text = `CREATE TABLE t (i INTEGER); SELECT count(*) FROM ${endless}; SELECT 1;`
  const { trial } = run(text, { reference: abortSoon, subject: none() }, controller.signal)
  await expect(trial()).rejects.toThrow(Interrupted)
  for (const side of [sides.reference, sides.subject]) {
    expect(await ask(side, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 't'")).toEqual([
      expect.stringContaining('0'),
    ])
  }
})

async function ask(target: Target, ...statements: readonly string[]): Promise<readonly string[]> {
  const scope = nextScope()
  await target.reset(scope)
  try {
    const session = await target.open('any', scope)
    const lines: string[] = []
    for (const sql of statements)
      lines.push(...linesOf(await session.send({ sql, params: [], delivery: 'simple' }, LIMITS)))
    return lines
  } finally {
    await target.clean(scope)
  }
}

const MADE = `CREATE TABLE z (i INTEGER PRIMARY KEY);
INSERT INTO z VALUES (7);
CREATE TABLE aa (i INTEGER REFERENCES z(i));
INSERT INTO aa VALUES (7);
CREATE VIEW v AS SELECT i + 1 AS j FROM aa;
CREATE TABLE g (i INTEGER, j INTEGER GENERATED ALWAYS AS (i + 1));
INSERT INTO g VALUES (1);
ATTACH ':memory:' AS \${db:other};
CREATE TABLE \${db:other}.main.o (s VARCHAR);
INSERT INTO \${db:other}.main.o VALUES ('there');`

test('what is kept can be opened again, and what is not in it is said', async () => {
  const kept: { scope: Scope; what: Kept }[] = []
  const keeper: Watch = {
    ...none(),
    keep: async (target, scope) => {
      const what = await target.keep?.(scope, join(directory, 'kept', target.facts.name))
      if (what) kept.push({ scope, what })
    },
  }
  await run(MADE, { reference: keeper, subject: none() }).trial()
  const [{ scope, what } = expect.fail('nothing was kept')] = kept
  const folder = join(directory, 'kept', 'reference')
  expect(what).toEqual({
    shells: [
      {
        command: `duckdb ${folder}/reference.duckdb`,
        first: `ATTACH '${folder}/reference-other.duckdb' AS "${scope.schema}_other"; USE "${scope.schema}";`,
      },
    ],
    cleanUp: [`rm -r ${folder}`],
    notes: [expect.stringMatching(/^the rows of g are not in the copy: Binder Error/)],
  })
  const lines = await ask(
    sides.reference,
    `ATTACH '${folder}/reference.duckdb' AS kept (READ_ONLY)`,
    `ATTACH '${folder}/reference-other.duckdb' AS other (READ_ONLY)`,
    `SELECT j FROM kept."${scope.schema}".v`,
    'SELECT s FROM other.main.o',
    `SELECT count(*) FROM duckdb_schemas() WHERE schema_name = '${scope.schema}' AND database_name = 'memory'`,
    'DETACH kept',
    'DETACH other',
  )
  expect(lines.slice(2, 5)).toEqual([
    expect.stringContaining('8'),
    expect.stringContaining('there'),
    expect.stringContaining('0'),
  ])
})

test.each([
  [['a.sql', 'b.sql'], { keep: true }, '--keep is for one case, and these are 2', 'a.sql --keep'],
  [['a.sql'], { step: true }, 'there is no terminal', 'in a terminal'],
  [['a.sql'], { keep: true }, 'the lab of this command ends with it', 'goldeneye lab up'],
  [['secret.sql'], {}, 'secret.sql:2: the secret key is not set', 'export GOLDENEYE_SECRET_KEY'],
])('replay %j %j is refused before anything is started', async (names, flags, says, next) => {
  const texts = {
    'a.sql': 'SELECT 1;',
    'b.sql': 'SELECT 1;',
    'secret.sql': '\nFROM ${secret:key};',
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text)
  const files = names.map((name) => join(directory, name))
  // Whoever runs the tests may sit before one.
  Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true })
  const refused = await replay(files, flags).catch((error: unknown) => error)
  if (!(refused instanceof UsageError)) throw refused
  expect(refused.message).toContain(says)
  expect(refused.hint).toContain(next)
})
