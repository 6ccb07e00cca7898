import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeText } from '../../../../src/corpus/blob.js'
import { UsageError } from '../../../../src/model/errors.js'
import { EventLog } from '../../../../src/report/event-log.js'
import type { RunEvent } from '../../../../src/report/events.js'
import { createMasker } from '../../../../src/report/mask.js'
import { rememberRun, renderRun } from '../../../../src/report/render.js'
import { summarize } from '../../../../src/report/summary.js'
import { junitXml } from '../../../../src/report/writers/junit.js'
import { findingMarkdown, summaryMarkdown } from '../../../../src/report/writers/markdown.js'
import { writeWhole } from '../../../../src/report/writers/write-file.js'
import {
  findingEvents,
  finishedCase,
  HOSTILE,
  numbered,
  started,
  syntheticRun,
  withoutBlobs,
} from '../synthetic-run.js'

let out: string
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'goldeneye-writers-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

function runFolder(events: readonly RunEvent[] = syntheticRun()): string {
  const folder = join(out, 'a-run')
  mkdirSync(folder)
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  writeFileSync(join(folder, 'events.ndjson'), lines)
  return folder
}

describe('rendering a run', () => {
  test('writes every report from the events alone, and the same ones again', () => {
    const folder = runFolder()
    renderRun(folder)
    const files = readdirSync(folder, { recursive: true }).map(String).sort()
    expect(files).toMatchInlineSnapshot(`
      [
        "events.ndjson",
        "findings",
        "findings/GE-00c0ffee",
        "findings/GE-00c0ffee/case.sql",
        "findings/GE-00c0ffee/finding.md",
        "findings/GE-00c0ffee/mismatch.json",
        "findings/GE-00c0ffee/original.case.sql",
        "findings/GE-7f3a9c21",
        "findings/GE-7f3a9c21/case.sql",
        "findings/GE-7f3a9c21/finding.md",
        "findings/GE-7f3a9c21/mismatch.json",
        "findings/GE-7f3a9c21/original.case.sql",
        "findings/GE-deadbeef",
        "findings/GE-deadbeef/case.sql",
        "findings/GE-deadbeef/finding.md",
        "findings/GE-deadbeef/mismatch.json",
        "findings/GE-deadbeef/original.case.sql",
        "index.html",
        "junit.xml",
        "report.json",
        "run.json",
        "summary.md",
      ]
    `)
    const before = files
      .filter((file) => file.includes('.'))
      .map((file) => readFileSync(join(folder, file)))
    renderRun(folder)
    const after = files
      .filter((file) => file.includes('.'))
      .map((file) => readFileSync(join(folder, file)))
    expect(after).toEqual(before)
  })

  test('writes only what is asked for', () => {
    const folder = runFolder()
    renderRun(folder, ['junit'])
    expect(readdirSync(folder).sort()).toEqual([
      'events.ndjson',
      'findings',
      'junit.xml',
      'run.json',
    ])
  })

  test('keeps a case byte for byte', () => {
    const text = `SELECT '${HOSTILE}';\n`
    const events = findingEvents({
      id: 'GE-7f3a9c21',
      index: 1,
      kind: 'value',
      summary: 's',
      reference: 'a',
      subject: 'b',
    }).map((event) => (event.type === 'finding-closed' ? { ...event, case: text } : event))
    const folder = runFolder(numbered([started, finishedCase(1), ...events]))
    renderRun(folder)
    expect(readFileSync(join(folder, 'findings/GE-7f3a9c21/case.sql'), 'utf8')).toBe(text)
  })

  test('remembers the last run beside it', () => {
    const folder = runFolder()
    rememberRun(folder, renderRun(folder))
    rememberRun(folder, renderRun(folder))
    expect(readlinkSync(join(out, 'latest'))).toBe('a-run')
    expect(JSON.parse(readFileSync(join(out, '.last-run.json'), 'utf8'))).toEqual({
      run: '2026-11-22T102407Z-main-a1b2',
      exit: 1,
      findings: ['GE-7f3a9c21', 'GE-00c0ffee', 'GE-deadbeef'],
    })
  })

  test("leaves a user's own folder named latest alone", () => {
    const folder = runFolder()
    mkdirSync(join(out, 'latest'))
    rememberRun(folder, renderRun(folder))
    expect(readdirSync(out).sort()).toEqual(['.last-run.json', 'a-run', 'latest'])
  })

  test('of a folder without a log is a usage error', () => {
    expect(() => renderRun(join(out, 'nowhere'))).toThrow(UsageError)
  })

  test('report.json has a schema, and its findings have what was seen', () => {
    const folder = runFolder()
    renderRun(folder)
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
    expect(report.schema).toBe('goldeneye.report/1')
    expect(report.verdict).toMatchObject({ verdict: 'findings', exitCode: 1 })
    expect(report.findings[1].mismatch.summary).toBe(`the text is ${HOSTILE}`)
    expect(report.targets.map((target: { role: string }) => target.role)).toEqual([
      'reference',
      'subject',
    ])
  })
})

test('a secret is in no file, whatever it was written into', () => {
  const secret = 'k9\'Zq"%w7'
  const log = EventLog.open({
    out,
    name: 'main',
    id: 'a1b2',
    now: () => 0,
    mask: createMasker([secret]),
  })
  const said = `dsn postgres://u:${encodeURIComponent(secret)}@h/d and '${secret.replace("'", "''")}'`
  log.append({ ...started, config: { url: said, deep: [{ password: secret }] } })
  log.append(finishedCase(1))
  const events = findingEvents({
    id: 'GE-7f3a9c21',
    index: 1,
    kind: 'value',
    summary: said,
    reference: said,
    subject: secret,
    steps: [{ session: 'a', text: said, reference: said, subject: said }],
  })
  for (const event of events) {
    const isClosed = event.type === 'finding-closed'
    log.append(isClosed ? { ...event, case: `SELECT '${secret}' -- ${said}\n;\n` } : event)
  }
  log.close()
  rememberRun(log.folder, renderRun(log.folder))
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  expect(files.length).toBeGreaterThan(10)
  const blobs: string[] = []
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    const unpacked = (text.match(/ge1:[\w-]+/g) ?? []).map(decodeText)
    blobs.push(...unpacked)
    const outside = text.replaceAll(/ge1:[\w-]+/g, '')
    for (const shown of [outside, ...unpacked]) expect(shown).not.toMatch(/k9|Zq|w7/)
  }
  expect(blobs.length).toBeGreaterThan(3)
})

describe('junit.xml', () => {
  const xml = junitXml(summarize(syntheticRun()), 'reports/a-run')

  test('has a suite for each workload, a test for each oracle, one for each finding', () => {
    const names = [...xml.matchAll(/<(testsuite|testcase) (?:[^>]*? )?name="([^"]+)"/g)]
    expect(names.map(([, kind, name]) => `${kind} ${name}`)).toMatchInlineSnapshot(`
      [
        "testsuite goldeneye",
        "testcase the run is conclusive",
        "testsuite attach-storm",
        "testcase differential",
        "testcase state",
        "testsuite typed-mutations",
        "testcase differential",
        "testcase state",
        "testcase GE-7f3a9c21",
        "testcase GE-00c0ffee",
        "testcase GE-deadbeef",
      ]
    `)
    expect(xml.match(/<failure /g)).toHaveLength(3)
  })

  test('holds no character that XML cannot, and no value as markup', () => {
    expect(xml.replace(/[\t\n\r]/g, '')).not.toMatch(/\p{Cc}/u)
    expect(xml).toContain('<![CDATA[GE-00c0ffee')
    expect(xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toContain('<img')
  })

  test('is an error where the run proves nothing', () => {
    const lost = numbered([started, { type: 'target-lost', target: 'lab', reason: 'gone' }])
    expect(junitXml(summarize(lost), 'r')).toMatch(
      /<error message="inconclusive: .*type="inconclusive"/,
    )
  })
})

describe('Markdown', () => {
  const summary = summarize(syntheticRun())

  test('of a finding is an issue that can be pasted', () => {
    const [finding] = summary.findings
    const text = finding ? findingMarkdown(finding, summary, 'reports/a-run') : ''
    expect(withoutBlobs(text)).toMatchInlineSnapshot(`
      "# GE-7f3a9c21: type mismatch · sum(c0) is DOUBLE where DuckDB gives DECIMAL(38,2)

      \`\`\`text
      reference  duckdb 1.5.6
          sum(c0) DECIMAL(38,2)  ◀
          1.50  ◀
      subject    lab 0.1.0
          sum(c0) DOUBLE  ◀
          1.5  ◀
      \`\`\`

      \`\`\`sh
      npx goldeneye replay reports/a-run/findings/GE-7f3a9c21/case.sql --subject 'lab:mutant=blob raw'
      npx goldeneye replay ge1:... --subject 'lab:mutant=blob raw'
      \`\`\`

      Smallest case (reduced from 41 to 4 steps with 120 executions in 38 s):

      \`\`\`sql
      -- goldeneye case 1
      -- finding: GE-7f3a9c21   oracle: differential   kind: type
      -- @session a
      CREATE TABLE t0 (c0 DECIMAL(18,2));
      INSERT INTO t0 VALUES (1.50), (9.00);
      DELETE FROM t0 WHERE c0 > 2;
      SELECT sum(c0) FROM t0;
      \`\`\`

      - oracle differential, confirmed 5/5, step 4 of 4, session a
      - seed 42, seen in 1 case: typed-mutations \\#1817
      - votes: the reference agrees with itself; every node of the subject differs: genuine
      - goldeneye 0.1.0, node v20.20.2, linux x64

      **Ignored by the oracle**

      - row order: no ORDER BY
      "
    `)
  })

  test('lets no value out of its place', () => {
    const text = summaryMarkdown(summary, 'reports/a-run')
    const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
    expect(outside).not.toMatch(/(?<!\\)<img/)
    expect(text).toContain('\\<img')
  })

  test('stays under what a CI job keeps', () => {
    const many = Array.from({ length: 130 }, (_, index) =>
      findingEvents({
        id: `GE-${String(index).padStart(8, '0')}`,
        index,
        kind: 'value',
        summary: 'é'.repeat(200),
        reference: 'x'.repeat(5000),
        subject: Array.from({ length: 50 }, () => 'ü'.repeat(300)).join('\n'),
      }),
    )
    const text = summaryMarkdown(summarize(numbered([started, ...many.flat()])), 'r')
    expect(Buffer.byteLength(text)).toBeLessThan(901 * 1024)
    expect(text).toMatch(/The rest does not fit here/)
  })
})

test('a file that cannot be written leaves no draft behind', () => {
  mkdirSync(join(out, 'taken'))
  expect(() => writeWhole(join(out, 'taken'), 'x')).toThrow()
  expect(readdirSync(out)).toEqual(['taken'])
  expect(existsSync(join(out, 'taken'))).toBe(true)
})
