import { expect, test } from 'vitest'
import { differential } from '../../../../oracles/differential/differential.js'
import type { Investigation } from '../../../../src/campaign/investigate.js'
import { KnownDifferences } from '../../../../src/campaign/known/known-differences.js'
import { pursue } from '../../../../src/campaign/known/pursue.js'
import { type Sighting, sightingOf } from '../../../../src/campaign/known/sighting.js'
import { type Sides, tryPlan } from '../../../../src/campaign/trial.js'
import { parseCase } from '../../../../src/corpus/case-file.js'
import { printMatch } from '../../../../src/corpus/known/match-line.js'
import { statementsOf } from '../../../../src/model/plan.js'
import { duckdb } from '../../../../src/target/profile/duckdb.js'
import { type Lie, lyingTarget, together, wrongCells } from '../lying-target.js'
import { twoDuckDBs } from '../two-duckdbs.js'
import { accepted } from './accepted.js'

const duckdbs = twoDuckDBs('known')

const investigation: Investigation = {
  settings: duckdbs.settings,
  oracles: [differential],
  confirm: 1,
  reduceBudgetMs: 0,
  nowMs: () => 0,
  signal: new AbortController().signal,
  perturbed: async () => [],
}

/** What becomes of a case on a subject with these faults; `executions` are scopes that were taken. */
async function follow(text: string, lie: Lie, known: KnownDifferences, reduceBudgetMs = 0) {
  const { reference, honest } = duckdbs
  const sides: Sides = { reference, subject: lyingTarget(honest, lie), profile: duckdb }
  const { plan } = parseCase(text, 'a.sql')
  const trial = await tryPlan(plan, sides, [differential], investigation.settings)
  const before = duckdbs.scopes
  const pursued = await pursue(trial, undefined, {
    sides,
    known,
    investigation: { ...investigation, reduceBudgetMs },
  })
  const { conclusion, seen } = pursued
  const found = conclusion?.kind === 'finding' ? conclusion : undefined
  return {
    seen: seen.map(({ known: { name }, isReduced }) => `${name}${isReduced ? ' reduced' : ''}`),
    executions: duckdbs.scopes - before,
    unknown: pursued.unknown?.mismatch.mismatch,
    smallest: found && statementsOf(found.case.plan).map(({ sql }) => sql),
    sighting:
      found &&
      sightingOf('differential', found.mismatch, {
        evidence: found.trial.evidence,
        types: duckdb.types,
      }),
  }
}

/** A budget in which cases are made smaller; the clock stands still. */
const SMALLER = 1

const NOTHING_KNOWN = new KnownDifferences([])

function accept({ kind, ...more }: Sighting, name: string) {
  return accepted(printMatch({ kinds: [kind], ...more }), name)
}

const wrongInteger = wrongCells('INTEGER', (cell) => `${cell}0`)
const wrongText = wrongCells('VARCHAR', () => 'wrong')
const TABLE =
  "CREATE TABLE t (i INTEGER, s VARCHAR, d DATE);\nINSERT INTO t VALUES (1, 'x', DATE '2024-02-29');"

test('what is known at sight costs nothing, and what is behind it is found', async () => {
  const one = accepted('kind=value skeleton="SELECT max(i1) FROM i2"', 'integers')
  const known = new KnownDifferences([one])
  const only = `${TABLE}\nSELECT max(i) FROM t;`
  expect(await follow(only, wrongInteger, known)).toMatchObject({
    seen: ['integers'],
    executions: 0,
    unknown: undefined,
  })
  const behind = await follow(`${only}\nSELECT s FROM t;`, together(wrongInteger, wrongText), known)
  expect(behind).toMatchObject({ seen: ['integers'], unknown: 'value' })
  expect(behind.smallest?.join()).not.toContain('max')
})

test('what is known once it is small is recognised then, and at sight the next time', async () => {
  const big = `${TABLE}\nSELECT d, i FROM t WHERE i = 1 AND d IS NOT NULL ORDER BY d, i;`
  const first = await follow(big, wrongInteger, NOTHING_KNOWN, SMALLER)
  const known = new KnownDifferences([accept(first.sighting as Sighting, 'small')])
  const again = await follow(big, wrongInteger, known, SMALLER)
  expect(again).toMatchObject({ seen: ['small reduced'], unknown: undefined })
  expect(again.executions).toBeGreaterThan(1)
  expect(await follow(big, wrongInteger, known)).toMatchObject({
    seen: ['small'],
    executions: 0,
    unknown: undefined,
  })
  // The same statement with another fault in it, which the accepted one must not hide.
  const mixed = `${TABLE}\nSELECT s, i FROM t WHERE i = 1 ORDER BY s, i;`
  const other = await follow(mixed, together(wrongInteger, wrongText), known, SMALLER)
  expect(other.unknown).toBe('value')
  expect(other.sighting?.types).toEqual(['VARCHAR'])
})

test('a known difference of a write is taken out of the case, and what is behind it is found', async () => {
  const miscounted: Lie = (_sql, outcome) =>
    outcome.kind === 'done' && outcome.affected === 1 ? { ...outcome, affected: 2 } : undefined
  const write = accepted('kind=affected-rows skeleton="DELETE FROM i1"', 'deletes')
  const text =
    "CREATE TABLE t (i INTEGER);\nCREATE TABLE u AS SELECT 'x' AS s;\nDELETE FROM u;\nSELECT 'x' AS s;"
  const { seen, smallest, unknown } = await follow(
    text,
    together(miscounted, wrongText),
    new KnownDifferences([write]),
  )
  expect({ seen, unknown }).toEqual({ seen: ['deletes'], unknown: 'value' })
  expect(smallest?.join()).not.toContain('DELETE')
})

test('two kinds of one statement: what is accepted of its types does not hide its values', async () => {
  const otherType: Lie = (sql, outcome) =>
    outcome.kind === 'rows' && sql.includes('FROM t')
      ? {
          ...outcome,
          columns: outcome.columns.map((column) => ({
            ...column,
            type: { kind: 'duckdb' as const, name: 'VARCHAR' },
          })),
          rows: outcome.rows.map((row) => row.map((cell) => cell?.replace('29', '28') ?? null)),
        }
      : undefined
  const text = `${TABLE}\nSELECT d FROM t;`
  const first = await follow(text, otherType, NOTHING_KNOWN)
  expect(first.unknown).toBe('type')
  const known = new KnownDifferences([accept(first.sighting as Sighting, 'types')])
  const second = await follow(text, otherType, known)
  expect(second.seen).toEqual(['types'])
  expect(second.unknown).toBe('value')
  expect(second.sighting?.kind).toBe('value')
})
