import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/report/events.js'
import { findingArticle } from '../../../../src/report/html/finding.js'
import { summarize } from '../../../../src/report/summary.js'
import { findingMarkdown } from '../../../../src/report/writers/markdown.js'
import { HOSTILE, numbered, started, syntheticRun } from '../synthetic-run.js'

const VOTES = [
  { voter: 'the reference again', says: 'agrees' as const, detail: '' },
  { voter: 'the subject again', says: 'differs' as const, detail: HOSTILE },
]

/** The synthetic run, its findings closed with votes. */
function runWithVotes(votes: typeof VOTES) {
  const bodies = syntheticRun().map(({ v: _v, seq: _seq, t: _t, ...body }): EventBody => {
    if (body.type !== 'finding-closed') return body as EventBody
    return { ...body, attribution: 'genuine: all agree', blame: 'genuine', votes } as EventBody
  })
  return summarize(numbered(bodies))
}

test('the truth table stands in the issue text and on the page, and is safe there', () => {
  const summary = runWithVotes(VOTES)
  const finding = summary.findings[0]
  if (!finding) throw new Error('no finding')
  expect(finding.blame).toBe('genuine')
  const text = findingMarkdown(finding, summary, 'reports/run')
  expect(text).toContain('| the reference again | agrees |  |')
  expect(text).toMatch(/^\| the subject again \| differs \| .*script.* \|$/m)
  expect(text).not.toContain('| differs | </script>')
  const page = findingArticle(finding, summary, 'reports/run').text
  expect(page).toContain('genuine: all agree')
  expect(page).toContain('<td>the reference again</td><td>agrees</td>')
  expect(page).not.toContain('<img src=x')
})

test('a finding without votes has no table', () => {
  const summary = runWithVotes([])
  const finding = summary.findings[0]
  if (!finding) throw new Error('no finding')
  expect(findingMarkdown(finding, summary, 'reports/run')).not.toContain('**Votes**')
  expect(findingArticle(finding, summary, 'reports/run').text).not.toContain('who was asked')
})

test('a record from before there were votes is read as one without', () => {
  const [first] = summarize(numbered([started, ...syntheticRun()])).findings
  expect(first?.votes).toEqual([])
})
