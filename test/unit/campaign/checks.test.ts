import { expect, test } from 'vitest'
import { catalogInvariants } from '../../../oracles/catalog-invariants/catalog-invariants.js'
import { differential } from '../../../oracles/differential/differential.js'
import { investigate } from '../../../src/campaign/investigate.js'
import { showsAgain, signatureOf } from '../../../src/campaign/signature.js'
import {
  CHECKPOINTS_EVERYWHERE,
  mismatchOf,
  type Sides,
  tryPlan,
} from '../../../src/campaign/trial.js'
import { parseCase, printCase } from '../../../src/corpus/case-file.js'
import { questionIn } from '../../../src/judge/question.js'
import type { Check } from '../../../src/model/check.js'
import { type Plan, type Step, statementsOf } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import type { Target } from '../../../src/model/target.js'
import { agree, type Oracle } from '../../../src/model/verdict.js'
import { splitStatements } from '../../../src/sql/split.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { creationText } from '../../../workloads/ducklake-metadata/creation.js'
import { twoDuckDBs } from './two-duckdbs.js'

const both = twoDuckDBs('checks')
const everywhere = { ...both.settings, checkpointsMax: CHECKPOINTS_EVERYWHERE }
const M = '"${schema:lake}"'

function say(sql: string, session = 'a'): Step {
  return { kind: 'statement', session, statement: statement(sql) }
}

function planOf(...steps: readonly Step[]): Plan {
  const names = [...new Set(steps.map(({ session }) => session))]
  return { sessions: names.map((name) => ({ name, node: 'any' as const })), steps, features: [] }
}

function sidesWith(change: (sql: string) => string = (sql) => sql): Sides {
  return { reference: both.reference, subject: changing(both.honest, change), profile: duckdb }
}

/** A real target that does something else than it is told, as a mutant has. */
function changing(target: Target, change: (sql: string) => string): Target {
  return {
    facts: { ...target.facts, name: 'subject' },
    reset: (scope) => target.reset(scope),
    state: (scope) => target.state(scope),
    clean: (scope) => target.clean(scope),
    close: () => target.close(),
    open: async (...where) => {
      const session = await target.open(...where)
      return {
        send: (one, limits) => session.send({ ...one, sql: change(one.sql) }, limits),
        cancel: () => session.cancel(),
        close: () => session.close(),
      }
    },
  }
}

const CREATION = [say(`CREATE SCHEMA ${M}`), say(creationText().replaceAll('{M}', M))]

/** A commit that changes nothing but has a snapshot. */
function commit(id: number): readonly Step[] {
  return [
    say('BEGIN'),
    say(`SELECT MAX(snapshot_id) FROM ${M}.ducklake_snapshot`),
    say(
      `INSERT INTO ${M}.ducklake_snapshot VALUES (${id}, TIMESTAMPTZ '2026-01-02 00:00:0${id}+00', 0, 1, 0);
INSERT INTO ${M}.ducklake_snapshot_changes VALUES (${id}, NULL, NULL, NULL, NULL);`,
    ),
    say('COMMIT'),
  ]
}

const PLAN = planOf(...CREATION, ...commit(1), ...commit(2), say('SELECT 1'))
const loseChanges = (sql: string) =>
  sql.replace(/INSERT INTO [^;]*ducklake_snapshot_changes VALUES \(2[^;]*;/, '')

test('a catalog that is sound on both sides agrees, and the plan stays as it is', async () => {
  const trial = await tryPlan(PLAN, sidesWith(), [catalogInvariants], everywhere)
  expect(trial.verdicts.map(({ verdict }) => verdict)).toEqual([{ kind: 'agree', ignored: [] }])
  const { plan, reference, subject } = trial.evidence
  expect(plan).toBe(PLAN)
  expect(reference.records).toHaveLength(PLAN.steps.length)
  const after = subject.checks?.map(({ check }) => `${check.after} ${check.label}`)
  const places = [1, 5, 9, PLAN.steps.length]
  expect(after).toEqual(places.flatMap((place) => [`${place} catalog`, `${place} versions`]))
})

test('a commit that loses its changes is found where it happens, and in a smaller plan as well', async () => {
  const sides = sidesWith(loseChanges)
  const trial = await tryPlan(PLAN, sides, [catalogInvariants], everywhere)
  const found = mismatchOf(trial)
  if (!found) throw new Error('nothing was found')
  expect(found.mismatch.summary).toMatch(/^S5 does not hold: .*; seen behind step 10 in session a$/)
  const smaller = planOf(...CREATION, ...commit(2).slice(2, 3))
  const signature = signatureOf({ trial, ...found }, duckdb)
  const again = await tryPlan(smaller, sides, [catalogInvariants], everywhere)
  expect(showsAgain(again, signature)?.summary).toMatch(
    /^S5 does not hold: .* step 3 in session a$/,
  )
})

test('a session in a transaction is left alone, and what is a repetition is not asked of one node', async () => {
  const ask = (session: string, more: Partial<Check> = {}): Check => {
    const common = { oracle: 'curious', label: session, about: '', after: 1, session }
    return { ...common, statement: statement('SELECT 1'), ...more }
  }
  const curious: Oracle = {
    name: 'curious',
    summary: 'asks',
    checks: () => [ask('a'), ask('b'), ask('b', { label: 'again', isRepeat: true })],
    judge: () => agree(),
  }
  const plan = planOf(say('BEGIN'), say('SELECT 2', 'b'))
  const trial = await tryPlan(plan, sidesWith(), [curious], both.settings)
  const asked = trial.evidence.subject.checks?.map(({ check, outcome }) => [
    check.label,
    outcome?.kind,
  ])
  expect(asked).toEqual([
    ['a', undefined],
    ['b', 'rows'],
  ])
})

test('what was found beside a plan ends as a statement of a small case', async () => {
  const sides = sidesWith(loseChanges)
  const oracles = [differential, catalogInvariants]
  const trial = await tryPlan(PLAN, sides, [catalogInvariants], everywhere)
  const found = mismatchOf(trial)
  if (!found) throw new Error('nothing was found')
  const told: string[] = []
  const conclusion = await investigate({ trial, ...found }, undefined, sides, {
    tell: (phase) => told.push(phase.replace(/:.*$/, '')),
    settings: everywhere,
    oracles: oracles.slice(1),
    confirm: 1,
    reduceBudgetMs: Number.POSITIVE_INFINITY,
    nowMs: () => 0,
    signal: new AbortController().signal,
    perturbed: async () => [],
  })
  if (conclusion.kind !== 'finding') throw new Error(conclusion.because)
  const phases = ['confirming', 'looking for it in simpler cases', 'making it smaller']
  expect([...new Set(told)]).toEqual([...phases, 'asking whose fault it is'])
  const { plan } = conclusion.case
  const last = plan.steps.at(-1)
  const sql = last?.kind === 'statement' ? last.statement.sql : ''
  expect(questionIn(sql)).toEqual({ oracle: 'catalog-invariants', rule: 'S5' })
  expect(conclusion.mismatch.stepIndex).toBe(plan.steps.length - 1)
  expect(conclusion.mismatch.summary).toMatch(/^S5 does not hold: .* by step \d in session a$/)
  const before = statementsOf(plan).slice(0, -1)
  const texts = before.flatMap((one) => splitStatements(one.sql))
  // A schema, two tables, a row in each.
  expect(texts.length).toBeLessThanOrEqual(5)
  const read = parseCase(printCase(conclusion.case), 'a.case.sql')
  const again = await tryPlan(read.plan, sides, oracles, both.settings)
  const [compared, asked] = again.verdicts.map(({ verdict }) => verdict)
  // The statement that was lost has no answer; of the question the other oracle says nothing.
  expect(compared).toMatchObject({ kind: 'mismatch', stepIndex: plan.steps.length - 2 })
  expect(asked).toMatchObject({ kind: 'mismatch', stepIndex: plan.steps.length - 1 })
})
