import { describe, expect, test } from 'vitest'
import { whyAlone } from '../../../src/campaign/alone.js'
import { lacking, missingSecret } from '../../../src/campaign/asks-of-endpoint.js'
import { notShown } from '../../../src/campaign/not-shown.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { CAPABILITIES } from '../../../src/model/profile.js'
import { statement } from '../../../src/model/statement.js'
import { duckdb } from '../../../src/target/profile/duckdb.js'
import { DONE, evidenceOf, failed, integers } from '../oracles/evidence.js'

const planOf = (sql: string) => parseCase(sql, 'x.sql').plan

describe('which cases must run alone', () => {
  test.each([
    ['CREATE TABLE t (i INTEGER); SELECT \'ATTACH\', "DETACH" FROM t;', undefined],
    ["SET search_path = 'x'; SET SESSION TimeZone = 'UTC'; RESET search_path;", undefined],
    ['BEGIN; UPDATE t SET i = 1; COMMIT;', undefined],
    ["ATTACH ':memory:' AS x;", 'it attaches databases'],
    ['SELECT * FROM ${db:x}.t;', 'it attaches databases'],
    ['-- @batch\nSELECT 1; use x;\n-- @end', 'it changes the default database'],
    ['SET GLOBAL TimeZone = 1;', 'it changes settings'],
    ["SET SESSION memory_limit = '1GB';", 'it changes settings'],
    ['FORCE CHECKPOINT;', 'it looks at what all of them share'],
    ['SELECT count(*) FROM duckdb_databases();', 'it looks at what all of them share'],
    ['FROM information_schema.tables;', 'it looks at what all of them share'],
    ['-- @cancel a\nSELECT 1;', 'it cancels'],
    ['-- @delivery extended cancel=5\nSELECT 1;', 'it cancels'],
  ])('%j: %s', (sql, why) => expect(whyAlone(planOf(sql))).toBe(why))
})

describe('what a case asks of the endpoint', () => {
  test.each([
    ['SELECT 1;', undefined, undefined],
    ['SELECT 1; -- a\n-- @session b\nSELECT 2;', 'multi-session', 0],
    ["SELECT 1; ATTACH ':memory:' AS x;", 'attach-memory', 1],
    ["ATTACH '${dir:lake}/x.duckdb' AS x;", 'attach-file', 0],
    ['CREATE SCHEMA s;', 'schemas', 0],
    ['SELECT 1; START TRANSACTION;', 'transactions', 1],
    ['-- @delivery copy\nSELECT 1;', 'copy-to-stdout', 0],
    ['-- @delivery extended results=binary\nSELECT 1;', 'binary-results', 0],
    [
      '-- @delivery extended params=binary\n-- @params DATE NULL\nSELECT $1;',
      'binary-parameters',
      0,
    ],
    ['-- @cancel a', 'cancel', 0],
    ['INSERT INTO t VALUES (1) RETURNING i;', 'returning', 0],
    ["INSERT INTO t VALUES ('a RETURNING b');", undefined, undefined],
    ['INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING;', 'on-conflict', 0],
  ])('%j asks for %s in step %s', (sql, capability, stepIndex) => {
    const nothing = { ...duckdb, capabilities: new Set<never>() }
    const found = lacking(planOf(sql), nothing)
    expect(found && [found.capability, found.stepIndex]).toEqual(
      capability && [capability, stepIndex],
    )
    const everything = { ...duckdb, capabilities: new Set(CAPABILITIES) }
    expect(lacking(planOf(sql), everything)).toBeUndefined()
  })

  test('a secret that nobody gave, also in a parameter', () => {
    const plan = planOf("SELECT '${secret:a}';\n-- @params VARCHAR '${secret:b}'\nSELECT $1;")
    expect(missingSecret(plan, () => false)).toEqual({ name: 'a', stepIndex: 0 })
    expect(missingSecret(plan, (name) => name === 'a')).toEqual({ name: 'b', stepIndex: 1 })
    expect(missingSecret(plan, () => true)).toBeUndefined()
  })
})

describe('why a trial shows no agreement', () => {
  const LATE = { kind: 'unknown', reason: 'timeout', detail: 'no answer in 5 ms' } as const
  const refusal = { ...failed('25P02'), errorClass: 'transaction' } as const
  const trialOf = (expects: Parameters<typeof statement>[1], outcome = integers('1')) => {
    const side = { answers: [{ outcomes: [DONE] }, { outcomes: [outcome] }] }
    const steps = [statement('BEGIN'), statement('FROM t', expects)]
    return { evidence: evidenceOf(side, side, steps), verdicts: [] }
  }
  const sides = { profile: duckdb }

  test('as expected, and where nothing is expected', () => {
    expect(notShown(trialOf({}, failed('42P01')), sides)).toBeUndefined()
    expect(notShown(trialOf({ expect: 'ok' }), sides)).toBeUndefined()
    expect(notShown(trialOf({ expect: 'other' }, failed('42P01')), sides)).toBeUndefined()
  })

  test('an error for a success, a success for an error, another error', () => {
    expect(notShown(trialOf({ expect: 'ok' }, failed('42P01')), sides)).toEqual({
      stepIndex: 1,
      because: 'the reference gives error other 42P01: no, and the case expects no error',
    })
    const expects = 'and the case expects an error of class binder'
    expect(notShown(trialOf({ expect: 'binder' }), sides)?.because).toContain(expects)
    expect(notShown(trialOf({ expect: 'binder' }, refusal), sides)?.because).toContain(expects)
    const postgres = { profile: { ...duckdb, statusAfterError: 'postgres' } as const }
    expect(notShown(trialOf({ expect: 'binder' }, refusal), postgres)).toBeUndefined()
  })

  test('no answer from either side', () => {
    const [answered, late] = [{ outcomes: [DONE] }, { outcomes: [LATE] }]
    const evidence = evidenceOf({ answers: [answered] }, { answers: [late] })
    expect(notShown({ evidence, verdicts: [] }, sides)).toEqual({
      stepIndex: 0,
      because: 'the subject does not answer: unknown (timeout): no answer in 5 ms',
    })
  })
})
