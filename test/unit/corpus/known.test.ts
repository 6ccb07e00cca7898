import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseCase } from '../../../src/corpus/case-file.js'
import {
  compareVersions,
  readConditions,
  whyNotHere,
} from '../../../src/corpus/known/conditions.js'
import { isDay } from '../../../src/corpus/known/header.js'
import { complaintsOf, type Health } from '../../../src/corpus/known/health.js'
import { loadKnown } from '../../../src/corpus/known/load.js'
import { readMatch } from '../../../src/corpus/known/match-line.js'

const KNOWN = '-- known: https://example.org/7'
const REASON = '-- reason: nobody needs it'
const MATCH = '-- match: kind=type skeleton="SELECT sum(i1) FROM i2"'

function text(...lines: readonly string[]): string {
  return ['-- goldeneye case 1', ...lines, 'SELECT 1;', ''].join('\n')
}

test.each([
  ['without an issue', [REASON, MATCH], 2, 'a known difference with no issue'],
  ['without a reason', ['-- from: w seed=1 index=0', KNOWN, MATCH], 3, 'with no reason'],
  ['without a match', [KNOWN, REASON], 2, 'with nothing that it covers'],
  ['with an empty reason', [KNOWN, '-- reason:', MATCH], 3, 'malformed'],
  ['with an empty issue', ['-- known: " "', REASON, MATCH], 2, 'malformed'],
  ['that expires on no day', [KNOWN, REASON, MATCH, '-- expires: 2027-02-30'], 5, 'malformed'],
  [
    'of a kind that there is not',
    [KNOWN, REASON, '-- match: kind=tipe skeleton="x"'],
    4,
    'malformed',
  ],
  ['of no statement', [KNOWN, REASON, '-- match: kind=type skeleton=""'], 4, 'malformed'],
  ['that is matched by a text', [KNOWN, REASON, `${MATCH} message="no"`], 4, 'malformed'],
  ['under an unknown condition', [KNOWN, REASON, MATCH, '-- applies: host=x'], 5, 'malformed'],
  [
    'of a version without a number',
    [KNOWN, REASON, MATCH, '-- applies: version<new'],
    5,
    'malformed',
  ],
])('a known difference %s is refused with its line', (_, lines, line, says) => {
  const read = () => parseCase(text(...lines), 'k.case.sql')
  expect(read).toThrow(`k.case.sql:${line}: `)
  expect(read).toThrow(says)
})

test('an owner alone is a comment like any other', () => {
  expect(parseCase(text('-- owner: me', '-- reason: none'), 'a.sql').header).toEqual({})
})

test('a folder of known differences holds nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-known-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'b.case.sql'), text(KNOWN, REASON, MATCH))
  writeFileSync(join(folder, 'notes.md'), 'no case')
  expect((await loadKnown(folder)).map(({ name }) => name)).toEqual(['b'])
  writeFileSync(join(folder, 'a.case.sql'), text())
  await expect(loadKnown(folder)).rejects.toThrow('a.case.sql:1: ')
  await expect(loadKnown(join(folder, 'none'))).rejects.toThrow('there is no folder')
})

test('a match is read whole or not at all', () => {
  expect(
    readMatch(
      'kind=type,value skeleton="a \\"b\\"" types="DECIMAL(18,2), STRUCT(a INTEGER, b VARCHAR)"',
    ),
  ).toEqual({
    kinds: ['type', 'value'],
    skeleton: 'a "b"',
    types: ['DECIMAL(18,2)', 'STRUCT(a INTEGER, b VARCHAR)'],
  })
  expect(readMatch('kind=any skeleton=x types=""')).toEqual({
    kinds: 'any',
    skeleton: 'x',
    types: [],
  })
  expect(readMatch('kind=outcome skeleton=x missing="inlined_n"')?.missing).toBe('inlined_n')
  for (const broken of ['kind=any', 'kind=any skeleton="a', 'kind=any kind=any skeleton=a', '']) {
    expect(readMatch(broken)).toBeUndefined()
  }
})

test.each([
  ['0.31', '0.32', -1],
  ['0.9', '0.31', -1],
  ['v1.5.6', '1.5.6', 0],
  ['1', '1.0.0', 0],
  ['PostgreSQL 15.4 (Debian 12)', '15', 1],
  ['unknown', '1', undefined],
])('version %s against %s', (one, other, order) => {
  const compared = compareVersions(one, other)
  expect(compared === undefined ? undefined : Math.sign(compared)).toBe(order)
})

test.each([
  ['profile=duckgres,lab', undefined],
  ['profile=duckgres', "it is for profile=duckgres, and the subject's profile is lab"],
  ['version<0.32', undefined],
  ['profile=lab version<0.31', "it is for version<0.31, and the subject's version is 0.31.2"],
  ['version!=0.31.2', "it is for version!=0.31.2, and the subject's version is 0.31.2"],
  ['oracle=wire', 'it is for oracle=wire, and the oracles are differential, state'],
])('%s counts here, or says why not', (conditions, why) => {
  const place = {
    subject: { profile: 'lab', version: '0.31.2' },
    oracles: ['differential', 'state'],
  }
  expect(whyNotHere(readConditions(conditions) ?? [], place)).toBe(why)
})

test('days of the calendar', () => {
  const texts = ['2027-02-01', '2024-02-29', '2027-02-29', '2027-13-01', '2027-2-1', '']
  expect(texts.map(isDay)).toEqual([true, true, false, false, false, false])
})

test.each<[string, Partial<Health>, readonly string[]]>([
  ['still differs', {}, []],
  ['agrees', { shows: 'agrees' }, ['stale']],
  ['differs otherwise', { shows: 'differs-otherwise' }, ['changed']],
  ['cannot be run here', { shows: undefined }, []],
  ['its day is over', { isExpired: true }, ['expired']],
  ['too few runs to say', { runs: { counted: 9, seen: 0, wanted: 10 } }, []],
  ['not seen in ten runs', { runs: { counted: 10, seen: 0, wanted: 10 } }, ['unused']],
  ['three ways to show', { looks: 3 }, []],
  ['four ways to show', { looks: 4 }, ['too-broad']],
])('%s', (_, facts, complaints) => {
  const fine: Health = {
    shows: 'differs',
    isExpired: false,
    runs: { counted: 10, seen: 1, wanted: 10 },
    looks: 1,
  }
  expect(complaintsOf({ ...fine, ...facts })).toEqual(complaints)
})
