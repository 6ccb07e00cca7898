import { expect, test } from 'vitest'
import { finalSummary } from '../../../src/report/console/final.js'
import type { EventBody } from '../../../src/report/events.js'
import { reportPage } from '../../../src/report/html/page.js'
import { knownUse } from '../../../src/report/known-history.js'
import { summarize } from '../../../src/report/summary.js'
import { junitXml } from '../../../src/report/writers/junit.js'
import { summaryMarkdown } from '../../../src/report/writers/markdown.js'
import { reportJson } from '../../../src/report/writers/report-json.js'
import { finishedCase, HOSTILE, numbered, started } from './synthetic-run.js'

const listed = (name: string, more: object = {}) => ({
  name,
  issue: `https://example.org/${name}`,
  reason: `because of ${HOSTILE}`,
  isExpired: false,
  ...more,
})

const LISTED = {
  type: 'known-listed',
  folder: 'corpus/known',
  known: [
    listed('seen-twice', { owner: 'me', expires: '2020-01-01', isExpired: true }),
    listed('not-seen'),
    listed('elsewhere', { notHere: 'it is for profile=duckgres' }),
  ],
} satisfies EventBody

const matched = (index: number, shows: string): EventBody => ({
  type: 'known-matched',
  name: 'seen-twice',
  issue: 'https://example.org/seen-twice',
  workload: 'typed-mutations',
  index,
  oracle: 'differential',
  mismatch: 'value',
  shows,
  isReduced: false,
})

const events = numbered([
  started,
  LISTED,
  matched(0, 'value: DOUBLE: rounded'),
  finishedCase(0),
  matched(1, 'value: DOUBLE: rounded'),
  matched(1, 'value: FLOAT: rounded'),
  finishedCase(1),
])
const summary = summarize(events)

test('what is known is counted and no finding', () => {
  expect([summary.exitCode, summary.findings.length]).toEqual([3, 0]) // The log has no end.
  expect(summary.conclusion).toContain('1 known difference')
  expect(summary.known.map(({ name, cases, shows }) => [name, cases, shows.length])).toEqual([
    ['seen-twice', 2, 2],
    ['not-seen', 0, 0],
    ['elsewhere', 0, 0],
  ])
  expect(reportJson(summary, 'reports/x').known).toBe(summary.known)
})

test('every report tells what was seen with its issue, what was not seen, and what is over', () => {
  const texts = [
    finalSummary(summary, { color: false, folder: 'reports/x' }).join('\n'),
    summaryMarkdown(summary, 'reports/x').replaceAll('\\', ''),
    reportPage(summary, 'reports/x'),
  ]
  for (const text of texts) {
    expect(text).toContain('https://example.org/seen-twice')
    expect(text).toContain('1 known difference not seen: not-seen')
    expect(text).toContain('1 known difference expired: seen-twice (2020-01-01)')
    expect(text).not.toContain('elsewhere')
    expect(text).not.toContain('\u001b')
  }
  expect(texts[2]).not.toContain('<img')
  const xml = junitXml(summary, 'reports/x')
  expect(xml).toMatch(/<testcase classname="known differences" name="seen-twice">\s*<skipped\/>/)
  expect(xml).toContain('https://example.org/seen-twice')
  expect(xml).not.toContain('not-seen')
})

test('use is counted over the latest runs in which a known difference counted', () => {
  const seen = events
  const unseen = numbered([started, LISTED, finishedCase(0)])
  const without = numbered([started, finishedCase(0)])
  const use = (runsMax: number) => knownUse([unseen, without, unseen, seen], runsMax)
  expect(use(2).get('seen-twice')).toMatchObject({ counted: 2, seen: 0 })
  expect(use(3).get('seen-twice')).toMatchObject({ counted: 3, seen: 1 })
  expect(use(9).get('seen-twice')?.shows).toHaveLength(2)
  expect(use(9).get('not-seen')).toMatchObject({ counted: 3, seen: 0, shows: [] })
  expect(use(9).has('elsewhere')).toBe(false)
})
