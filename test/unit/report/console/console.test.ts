import { describe, expect, test } from 'vitest'
import { liveBlock } from '../../../../src/report/console/block.js'
import { finalSummary } from '../../../../src/report/console/final.js'
import { LiveConsole } from '../../../../src/report/console/live-console.js'
import { eventLine, logfmt, progressLine } from '../../../../src/report/console/logfmt.js'
import { advance, NOTHING_YET } from '../../../../src/report/console/state.js'
import { terminalOf } from '../../../../src/report/console/terminal.js'
import type { RunEvent } from '../../../../src/report/events.js'
import { summarize } from '../../../../src/report/summary.js'
import {
  finishedCase,
  HOSTILE,
  numbered,
  started,
  syntheticRun,
  withoutBlobs,
} from '../synthetic-run.js'

const ESCAPE = '\u001b'
const stateOf = (events: readonly RunEvent[]) => events.reduce(advance, NOTHING_YET)
const opened = syntheticRun().findIndex((event) => event.type === 'finding-opened')

describe('the live block', () => {
  test('says whether it works, whether it is any good, what it found and what it does', () => {
    const lines = liveBlock(stateOf(syntheticRun()), {
      elapsedMs: 60_000,
      columns: 100,
      color: false,
    })
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "goldeneye 0.1.0  main  seed 42  1m00s of 1m00s
      reference  duckdb 1.5.6   subject lab 0.1.0 (3 nodes)
      cases      30  0.5/s   statements 1 200  20/s
      quality    executed on both 83 %   refused by both 15 %   features 30, last new 28 s ago
      findings   2 confirmed   1 flaky   5 inconclusive verdicts   1 incident   last 15 s ago
      now        attach-storm #27   typed-mutations #29"
    `)
  })

  test('says what is being followed up', () => {
    const state = stateOf(syntheticRun().slice(0, opened + 1))
    const lines = liveBlock(state, { elapsedMs: 40_000, columns: 100, color: false })
    expect(lines.at(-1)).toBe('now        following up a type mismatch in typed-mutations #1817')
  })

  test('stands before the first event, and warns where little is executed on both', () => {
    const options = { elapsedMs: 0, columns: 100, color: false }
    expect(liveBlock(NOTHING_YET, options)[0]).toBe('goldeneye  starting')
    const poor = Array.from({ length: 5 }, (_, index) =>
      finishedCase(index, { executedOnBoth: 10 }),
    )
    expect(liveBlock(stateOf(numbered([started, ...poor])), options).at(-1)).toMatch(
      /^! fewer than/,
    )
  })

  test.each([40, 60, 100])('is never wider than %i columns', (columns) => {
    const lines = liveBlock(stateOf(syntheticRun()), { elapsedMs: 1, columns, color: false })
    expect(Math.max(...lines.map((line) => Array.from(line).length))).toBeLessThan(columns)
  })
})

describe('lines of a log that nobody watches', () => {
  test('are logfmt', () => {
    expect(logfmt({ a: 1, b: 'x y', c: '', d: 'k="v"', e: undefined })).toBe(
      'a=1 b="x y" c="" d="k=\\"v\\""',
    )
    expect(progressLine(stateOf(syntheticRun()), 30_000)).toBe(
      't=30s cases=30 statements=1200 executed_on_both=83% features=30 findings=3 inconclusive=5',
    )
  })

  test('are one an event, and none for what only counts', () => {
    const lines = syntheticRun()
      .slice(opened - 2, opened + 5)
      .map(eventLine)
    expect(lines.map(String).join('\n')).toMatchInlineSnapshot(`
      "undefined
      undefined
      t=33s event=finding-opened workload=typed-mutations index=1817 oracle=differential kind=type summary="sum(c0) is DOUBLE where DuckDB gives DECIMAL(38,2)"
      t=34s event=finding-confirmed finding=typed-mutations-1817 times=5/5
      t=35s event=finding-reduced finding=typed-mutations-1817 steps=41->4
      t=36s event=finding-closed finding=typed-mutations-1817 id=GE-7f3a9c21 status=confirmed
      t=37s event=incident kind=target-died target=duckdb detail="killed by SIGKILL while it ran SELECT 1""
    `)
  })
})

describe('the final summary', () => {
  const folder = 'reports/a-run'

  test('begins with the conclusion and shows each finding with its command', () => {
    const lines = finalSummary(summarize(syntheticRun()), { color: false, folder })
    expect(withoutBlobs(lines.slice(0, 21).join('\n'))).toMatchInlineSnapshot(`
      "3 findings after 30 cases, 1 200 statements (83 % executed on both), 30 features, 5 inconclusive verdicts

      ✗ GE-7f3a9c21  type mismatch · sum(c0) is DOUBLE where DuckDB gives DECIMAL(38,2)
          typed-mutations #1817  step 4 of 4, session a  confirmed 5/5  oracle differential
          reference  duckdb 1.5.6
              sum(c0) DECIMAL(38,2)  ◀
              1.50  ◀
          subject    lab 0.1.0
              sum(c0) DOUBLE  ◀
              1.5  ◀
              a  CREATE TABLE t0 (c0 DECIMAL(18,2))  [done | done]
              a  INSERT INTO t0 VALUES (1.50), (9.00)  [2 rows changed | 2 rows changed]
              a  DELETE FROM t0 WHERE c0 > 2  [1 row changed | 1 row changed]
            ▶ a  SELECT sum(c0) FROM t0  [1 row | 1 row]
          votes      the reference agrees with itself; every node of the subject differs: genuine
          reduced from 41 to 4 steps with 120 executions in 38 s
          replay     npx goldeneye replay reports/a-run/findings/GE-7f3a9c21/case.sql --subject 'lab:mutant=blob raw'
          or         npx goldeneye replay ge1:... --subject 'lab:mutant=blob raw'

      ✗ GE-00c0ffee  value mismatch · the text is </script><img src=x onerror="alert(1)">\`'|\\u0007\\u001b[31m\\u200b]]>
          typed-mutations #2001  step 2 of 2, session a  flaky 3/5  oracle differential"
    `)
    expect(lines.slice(-6).join('\n')).toMatchInlineSnapshot(`
      "attach-storm         10 cases       400 statements   83 % executed on both  10 features
      typed-mutations      20 cases       800 statements   83 % executed on both  20 features
      inconclusive: 5 × state: node n3 did not answer in time
      ! 37 s  target died: duckdb, killed by SIGKILL while it ran SELECT 1
      seed 42   47 s
      report reports/a-run"
    `)
  })

  test('sends nothing to the terminal that a value says', () => {
    const text = finalSummary(summarize(syntheticRun()), { color: false, folder }).join('\n')
    expect(HOSTILE).toContain('\u001b')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('is painted only when asked', () => {
    const [first] = finalSummary(summarize(syntheticRun()), { color: true, folder })
    expect(first?.startsWith(`${ESCAPE}[35m3 findings`)).toBe(true)
  })
})

describe('the terminal', () => {
  test.each([
    ['a terminal', { isTty: true, columns: 90 }, { live: true, color: true, columns: 90 }],
    ['a pipe', { isTty: false, columns: undefined }, { live: false, color: false, columns: 100 }],
    [
      'a forced size',
      { isTty: false, columns: undefined, forceTty: '120x30' },
      { live: true, color: true, columns: 120 },
    ],
    [
      'a malformed size',
      { isTty: false, columns: 80, forceTty: 'yes' },
      { live: false, color: false, columns: 80 },
    ],
    [
      'NO_COLOR',
      { isTty: true, columns: 80, noColor: '1', forceColor: '1' },
      { live: true, color: false, columns: 80 },
    ],
    [
      'FORCE_COLOR',
      { isTty: false, columns: 80, forceColor: '1' },
      { live: false, color: true, columns: 80 },
    ],
    ['a sliver', { isTty: true, columns: 3 }, { live: true, color: true, columns: 40 }],
  ])('%s', (_what, facts, expected) => {
    expect(terminalOf(facts)).toEqual(expected)
  })
})

describe('the live console', () => {
  function watch(live: boolean): string {
    let text = ''
    const stream = {
      write: (more: string) => {
        text += more
      },
    }
    const terminal = () => ({ live, color: false, columns: 100 })
    const watched = new LiveConsole({ stream, terminal, elapsedMs: () => 5000 })
    watched.start()
    for (const event of syntheticRun()) watched.onEvent(event)
    watched.stop()
    return text
  }

  test('keeps findings and incidents above the block, and takes the block away', () => {
    const left = screenAfter(watch(true))
    expect(left).toMatchInlineSnapshot(`
      [
        "✗ GE-7f3a9c21  type mismatch · sum(c0) is DOUBLE where DuckDB gives DECIMAL(38,2)  typed-mutations #1817  confirmed 5/5",
        "! target died: duckdb, killed by SIGKILL while it ran SELECT 1",
        "✗ GE-00c0ffee  value mismatch · the text is </script><img src=x onerror="alert(1)">\`'|\\u0007\\u001b[31m\\u200b]]>  typed-mutations #2001  flaky 3/5",
        "✗ GE-deadbeef  row-count mismatch · 5000 rows, and 4998 rows  typed-mutations #2100  confirmed 5/5",
      ]
    `)
  })

  test('writes no control sequence where nobody watches', () => {
    const text = watch(false)
    expect(text).not.toContain('\u001b')
    expect(text.trimEnd().split('\n')).toHaveLength(3 + 3 * 4 + 1 + 1)
  })
})

/** What is left on a screen that knows two sequences: so many lines up, and erase to the end. */
function screenAfter(text: string): readonly string[] {
  const lines: string[] = ['']
  for (const part of text.split(new RegExp(`(${ESCAPE}\\[\\d+[AJ]|\n)`))) {
    const up =
      part.endsWith('A') && part.startsWith(ESCAPE) ? Number.parseInt(part.slice(2), 10) : 0
    if (up > 0) lines.splice(-up - 1, up + 1, '')
    else if (part === '\n') lines.push('')
    else if (!part.startsWith(ESCAPE)) lines[lines.length - 1] += part
  }
  return lines.filter((line) => line !== '')
}
