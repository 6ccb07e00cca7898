import { expect, test } from 'vitest'
import { differential } from '../../../oracles/differential/differential.js'
import { wire } from '../../../oracles/wire/wire.js'
import { attemptsFor, isOftenEnough, sightings } from '../../../src/campaign/confirm.js'
import { type ShrinkOptions, type Shrunk, shrink } from '../../../src/campaign/shrink.js'
import { signatureOf } from '../../../src/campaign/signature.js'
import { mismatchOf, type Sides, tryPlan } from '../../../src/campaign/trial.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { statementsOf } from '../../../src/model/plan.js'
import type { Target } from '../../../src/model/target.js'
import { absentTarget } from '../../../src/target/absent.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { type Lie, lyingTarget, together, wrongCells } from './lying-target.js'
import { twoDuckDBs } from './two-duckdbs.js'

const duckdbs = twoDuckDBs('shrink')
const { settings } = duckdbs

const oracles = [wire, differential]

function sidesWith(lie: Lie, left: Target = duckdbs.reference): Sides {
  return { reference: left, subject: lyingTarget(duckdbs.honest, lie), profile: duckdb }
}

/** Shrinks a case text from the first mismatch that it shows. */
async function shrunk(text: string, sides: Sides, more: ShrinkOptions & { confirm?: number } = {}) {
  const { plan } = parseCase(text, 'a.sql')
  let shown = mismatchOf(await tryPlan(plan, sides, oracles, settings))
  let trial = await tryPlan(plan, sides, oracles, settings)
  for (let tries = 0; !shown || !mismatchOf(trial); tries += 1) {
    expect(tries).toBeLessThan(50)
    trial = await tryPlan(plan, sides, oracles, settings)
    shown = mismatchOf(trial)
  }
  const signature = signatureOf({ trial, ...(mismatchOf(trial) ?? shown) }, sides.profile)
  const seen = await sightings(plan, signature, sides, {
    settings,
    oracles,
    times: more.confirm ?? 2,
  })
  const task = {
    original: { header: {}, plan },
    signature,
    sightings: seen,
    oracles,
    settings,
    grammar: undefined,
    shouldStop: () => false,
  }
  return shrink(task, sides, more)
}

function textsOf(result: Shrunk | undefined): readonly string[] {
  return result ? statementsOf(result.reduction.case.plan).map(({ sql }) => sql) : []
}

const BLOB = wrongCells('BLOB', () => '\\x')
const DATE = wrongCells('DATE', (cell) => `1${cell}`)

const A_BLOB = "'a'::BLOB"
const A_DATE = "'2020-01-01'::DATE"

test.each([
  [A_BLOB, A_DATE, 'BLOB'],
  [A_DATE, A_BLOB, 'DATE'],
  // In one row, the first column is what the finding is about.
  [`${A_DATE}, ${A_BLOB}`, A_BLOB, 'DATE'],
])('a case with two bugs (%s, then %s) stays with the first', async (first, second, kept) => {
  const text = `SELECT 1; SELECT ${first}; SELECT ${second};`
  const result = await shrunk(text, sidesWith(together(BLOB, DATE)))
  expect(textsOf(result)).toHaveLength(1)
  expect(textsOf(result)[0]).toMatch(new RegExp(`^SELECT '[^']*'::${kept}$`))
  expect(result?.reduction.minimal).toBe(true)
})

const LOST: Lie = (sql, outcome) =>
  outcome.kind === 'rows' && sql.includes('lost')
    ? { ...outcome, rows: outcome.rows.slice(1) }
    : undefined
const TWICE: Lie = (sql, outcome) =>
  outcome.kind === 'rows' && sql.includes('twice')
    ? { ...outcome, rows: [...outcome.rows, ...outcome.rows] }
    : undefined
const FAILS: Lie = (sql, outcome) =>
  outcome.kind === 'rows' && sql.includes('range')
    ? { kind: 'error', errorClass: 'io', message: `IO Error: ${sql.length} bytes of "x"` }
    : undefined
const BREAKS: Lie = (sql, outcome) =>
  outcome.kind === 'rows' && sql.includes('repeat')
    ? { kind: 'error', errorClass: 'internal', message: 'INTERNAL Error: no' }
    : undefined

test.each([
  ['rows that are lost, and rows that come twice', "SELECT 'lost'", "SELECT 'twice'"],
  ['errors of two classes', 'SELECT * FROM range(2)', "SELECT repeat('x', 2)"],
])('%s are two findings', async (_, first, second) => {
  const lies = sidesWith(together(LOST, TWICE, FAILS, BREAKS))
  const result = await shrunk(`SELECT 1;\n${first};\n${second};`, lies)
  expect(textsOf(result)).toHaveLength(1)
  const word = /lost|twice|range|repeat/.exec(first)?.[0] ?? ''
  expect(textsOf(result)[0]).toContain(word)
})

const WITH_TABLE = `
CREATE TABLE noise (i INT);
CREATE TABLE t (b BLOB);
INSERT INTO t VALUES ('a'::BLOB);
SELECT b FROM t;
`

test('lanes change nothing, the reference ends what it does not take, and what mattered is told', async () => {
  const sides = sidesWith(BLOB)
  const alone = await shrunk(WITH_TABLE, sides)
  const { mattered = [] } = alone?.reduction ?? {}
  const without = (word: string) =>
    mattered.find(({ what }) => what.startsWith(`without ${word}`))?.instead
  expect(without('CREATE TABLE')).toMatch(/^the reference refuses INSERT: Catalog Error/)
  expect(without('INSERT')).toBe('both sides agree')
  expect(alone?.tiers.reference).toBeGreaterThan(0)
  expect(alone?.tiers.subject).toBeGreaterThan(0)
  const atOnce = await shrunk(WITH_TABLE, sides, { lanes: [sides, sides, sides] })
  expect(textsOf(atOnce)).toEqual(textsOf(alone))
  expect(atOnce?.reduction.executions).toBe(alone?.reduction.executions)
})

test('without a reference, what the subject says alone is reduced', async () => {
  const text = `
CREATE TABLE t (i INT);
-- @same q1
SELECT 1, 'x';
-- @same q1
-- @delivery extended
SELECT 1, 'x';
SELECT 2;
`
  let sent = 0
  const otherwise: Lie = (sql, outcome) => {
    if (!sql.includes("'x'") || outcome.kind !== 'rows') return undefined
    sent += 1
    return sent % 2 === 0 ? { ...outcome, rows: [['1', 'y']] } : undefined
  }
  const result = await shrunk(text, sidesWith(otherwise, absentTarget))
  expect(result?.tiers.reference).toBe(0)
  expect(textsOf(result)).toHaveLength(2)
  expect(textsOf(result)[0]).toContain("'x'")
})

test('what candidates show only beside each other is no result: then they run one by one', async () => {
  const onlyWhole: Lie = (sql, outcome) => (sql.includes('1, ') ? BLOB(sql, outcome) : undefined)
  const disturbed = sidesWith(BLOB)
  const result = await shrunk(`SELECT 1, ${A_BLOB}; SELECT 1`, sidesWith(onlyWhole), {
    lanes: [disturbed, disturbed],
  })
  expect(textsOf(result)).toEqual([`SELECT 1, ${A_BLOB}`])
  expect(result?.sightings.seen).toBe(result?.sightings.of)
})

/** Shows its fault in so many of ten runs, in an order that looks random and is the same each time. */
function nowAndThen(lie: Lie, ofTen: number): Lie {
  let runs = 0
  return (sql, outcome) => {
    if (!/SELECT/.test(sql)) return undefined
    runs = (runs * 7 + 3) % 1009
    return runs % 10 < ofTen ? lie(sql, outcome) : undefined
  }
}

test('what shows now and then is reduced to the same case, and its odds are told', async () => {
  const text = `SELECT 1; SELECT ${A_BLOB};`
  const result = await shrunk(text, sidesWith(nowAndThen(BLOB, 5)), { confirm: 4 })
  expect(textsOf(result)).toEqual([`SELECT ${A_BLOB}`])
  expect(result?.sightings.of).toBe(20)
  expect(result?.sightings.seen).toBeGreaterThan(0)
  expect(result?.sightings.seen).toBeLessThan(20)
})

test.each([
  [{ seen: 20, of: 20 }, 1],
  [{ seen: 18, of: 20 }, 2],
  [{ seen: 10, of: 20 }, 5],
  [{ seen: 6, of: 20 }, 9],
  [{ seen: 0, of: 20 }, 1],
])('%o is tried %i times', (seen, attempts) => {
  expect(attemptsFor(seen)).toBe(attempts)
})

test.each([
  [10, 20, true],
  [9, 20, false],
  [4, 8, true],
  [3, 8, false],
  [2, 2, true],
])('%i of 20 is often enough after %i of 20: %s', (now, before, expected) => {
  expect(isOftenEnough({ seen: now, of: 20 }, { seen: before, of: 20 })).toBe(expected)
})
