import { describe, expect, test } from 'vitest'
import { catalogInvariants } from '../../../../oracles/catalog-invariants/catalog-invariants.js'
import type { CheckRecord } from '../../../../src/model/check.js'
import type { Evidence } from '../../../../src/model/history.js'
import type { Outcome, Row } from '../../../../src/model/outcome.js'
import { statement } from '../../../../src/model/statement.js'
import { duckdb } from '../../../../src/target/profile/duckdb.js'
import { DONE, evidenceOf, failed } from '../evidence.js'

const COMMIT = statement('INSERT INTO m.ducklake_snapshot VALUES (1); COMMIT')
const PLAN = [COMMIT, COMMIT, COMMIT]
const answers = PLAN.map(() => ({ outcomes: [DONE] }))

function rows(...all: readonly Row[]): Outcome {
  return { kind: 'rows', columns: [], rows: all }
}

function asked(label: string, after: number, outcome: Outcome | undefined): CheckRecord {
  const check = {
    oracle: 'catalog-invariants',
    label,
    about: 'm.',
    after,
    session: 'a',
    statement: COMMIT,
  }
  return { check, outcome }
}

const quiet = [0, 1, 2].map((after) => asked('catalog', after, rows()))
const broken = (after: number, ...row: Row) => quiet.with(after, asked('catalog', after, rows(row)))

function verdict(
  subject: readonly CheckRecord[],
  reference: readonly CheckRecord[] = quiet,
  change: (evidence: Evidence) => Evidence = (evidence) => evidence,
) {
  const evidence = evidenceOf({ answers }, { answers }, PLAN)
  const both: Evidence = {
    ...evidence,
    reference: { ...evidence.reference, checks: reference },
    subject: { ...evidence.subject, checks: subject },
  }
  return catalogInvariants.judge(change(both), duckdb)
}

describe('invariants', () => {
  test('agree where every check comes back empty', () => {
    expect(verdict(quiet)).toEqual({ kind: 'agree', ignored: [] })
  })

  test('a row on the subject alone is a mismatch that names all of it', () => {
    expect(
      verdict(broken(1, 'S5', '7', 'snapshot 7: 1 snapshots and 0 rows of changes')),
    ).toMatchInlineSnapshot(`
        {
          "ignored": [],
          "kind": "mismatch",
          "mismatch": "invariant",
          "reference": "S5 holds: no row
        a commit without its changes is invisible to the conflict check of others",
          "stepIndex": undefined,
          "subject": "S5 does not hold
        snapshot 7: 1 snapshots and 0 rows of changes",
          "summary": "S5 does not hold: every snapshot has exactly one row of changes, and every row of changes a snapshot; seen behind step 2 in session a",
        }
      `)
  })

  test('the first place decides', () => {
    const later = broken(2, 'V1', '9', 'x')
    const both = later.with(1, asked('catalog', 1, rows(['A1', '3', 'y'])))
    expect(verdict(both)).toMatchObject({ summary: expect.stringMatching(/^A1 .* step 2/) })
  })

  test('what both sides break says something of the plan alone', () => {
    const both = broken(1, 'S2', '7', 'gap')
    const because = expect.stringContaining('the plan itself makes an unsound catalog: S2')
    expect(verdict(both, both)).toMatchObject({ kind: 'inconclusive', because })
    const more = both.with(2, asked('catalog', 2, rows(['S2', '7', 'gap'], ['V3', '8', 'name'])))
    expect(verdict(more, both)).toMatchObject({
      kind: 'mismatch',
      summary: expect.stringMatching(/^V3/),
    })
  })

  test('what the client itself is known to break is told where both sides break it, and a finding where one does', () => {
    const both = broken(1, 'N5', '7', 'column 1')
    expect(verdict(both, both)).toMatchObject({
      kind: 'agree',
      ignored: [
        { what: 'N5, which does not hold', because: expect.stringMatching(/client itself/) },
      ],
    })
    expect(verdict(both)).toMatchObject({ kind: 'mismatch' })
    const more = both.with(2, asked('catalog', 2, rows(['N5', '7', 'column 1'], ['S6', '8', ''])))
    expect(verdict(more, more)).toMatchObject({
      kind: 'inconclusive',
      because: expect.stringContaining('an unsound catalog: S6'),
    })
  })

  test('a soft one is told and no finding', () => {
    const soft = verdict(broken(1, 'R6', '7', 'delete file 3'))
    expect(soft).toMatchObject({ kind: 'agree', ignored: [{ what: 'R6, which does not hold' }] })
  })

  test('without a reference the subject is judged alone', () => {
    const alone = (evidence: Evidence): Evidence => ({
      ...evidence,
      reference: { ...evidence.reference, records: [], checks: undefined },
    })
    expect(verdict(broken(1, 'M1', null, 'twice'), [], alone)).toMatchObject({ kind: 'mismatch' })
    expect(verdict(quiet, [], alone)).toMatchObject({ kind: 'agree' })
    const byClient = verdict(broken(1, 'I6', '7', 'file 3 row 4'), [], alone)
    expect(byClient).toMatchObject({
      kind: 'agree',
      ignored: [{ what: 'I6, which does not hold' }],
    })
  })

  test('behind a step that failed on the subject alone nothing is said', () => {
    const fail = (evidence: Evidence): Evidence => {
      const [first, ...others] = evidence.subject.records
      const records = first ? [{ ...first, outcomes: [failed('0A000')] }, ...others] : []
      return { ...evidence, subject: { ...evidence.subject, records } }
    }
    const because = expect.stringContaining('step 1 failed on the subject alone')
    expect(verdict(broken(1, 'S5', '7', 'x'), quiet, fail)).toMatchObject({
      kind: 'inconclusive',
      because,
    })
    expect(verdict(quiet, quiet, fail)).toMatchObject({ kind: 'agree' })
  })

  test('a table that is missing on the subject alone is a mismatch; on both it is not evaluated', () => {
    const missing: Outcome = { kind: 'error', errorClass: 'catalog', message: 'no table t' }
    const gone = quiet.with(1, asked('catalog', 1, missing))
    expect(verdict(gone)).toMatchObject({ kind: 'mismatch', subject: 'no table t' })
    expect(verdict(gone, gone)).toMatchObject({
      kind: 'agree',
      ignored: [{ because: 'it was refused with an error of class catalog' }],
    })
  })

  test('of a subject that answers no check nothing is known', () => {
    const silent = quiet.map(({ check }) => asked(check.label, check.after, failed('42601')))
    expect(verdict(silent)).toMatchObject({ kind: 'inconclusive' })
  })

  test('places that were not asked about are told', () => {
    expect(verdict(quiet.slice(2))).toMatchObject({
      kind: 'agree',
      ignored: [{ what: 'the catalog behind some commits' }],
    })
  })
})

describe('what versions show', () => {
  const version = (after: number, ...all: readonly (readonly [string, string, string])[]) =>
    asked('versions', after, rows(...all))
  const first = version(0, ['counters', '4', '1 2 3'], ['shows', '4', '1 10 0.t'])

  test.each([
    ['the same', version(1, ['counters', '4', '1 2 3'], ['shows', '4', '1 10 0.t']), undefined],
    [
      'another version',
      version(1, ['counters', '5', '9 9 9'], ['shows', '5', '1 8 0.u']),
      undefined,
    ],
    [
      'rows that nobody knows',
      version(1, ['counters', '4', '1 2 3'], ['shows', '4', '1 ? 0.t']),
      undefined,
    ],
    ['other rows', version(1, ['counters', '4', '1 2 3'], ['shows', '4', '1 9 0.t']), /^B1 .*/],
    [
      'another name',
      version(1, ['counters', '4', '1 2 3'], ['shows', '4', '1 10 0.u v']),
      /^B1 .*/,
    ],
    ['a table less', version(1, ['counters', '4', '1 2 3']), /^B1 .*/],
    [
      'other counters',
      version(1, ['counters', '4', '1 2 9'], ['shows', '4', '1 10 0.t']),
      /^B2 .*/,
    ],
  ])('%s', (_, second, summary) => {
    const found = verdict([...quiet, first, second])
    expect(found.kind).toBe(summary ? 'mismatch' : 'agree')
    if (summary) expect(found).toMatchObject({ summary: expect.stringMatching(summary) })
  })
})
