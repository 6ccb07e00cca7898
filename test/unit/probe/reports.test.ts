import { expect, test } from 'vitest'
import { matrixPage } from '../../../src/probe/matrix-html.js'
import { matrixJson } from '../../../src/probe/matrix-json.js'
import { matrixText } from '../../../src/probe/matrix-text.js'
import { REPORT } from './synthetic.js'

test('on a terminal', () => {
  expect(matrixText(REPORT, false)).toMatchInlineSnapshot(`
    "acme <v2> against DuckDB v1.5.6
    profile generic · 2026-11-22 · seed 42 · 20 random values a type

                                             result            parameter
                                             text    binary    text    binary
    type                              oid    s e n   s e n   s e n   s e n
    INTEGER                           23     = = =   · = =   · = =   · = =
    VARCHAR                           25     ✗ = =   · = =   · = =   · = ✗
    DATE                              1082   = = =   · = =   · = =   · = =
    UNION(a INTEGER)                  25     ~ = =   · = =   · r =   · = =

    = right   ~ lossy as declared   ✗ wrong   r refused   · nothing to ask   s simple, e extended, n named

    ✗ VARCHAR  result text simple; parameter binary named  4 wrong values
        reference  <b>
        subject    b\\u0000
        run        SELECT CAST('<b>' AS VARCHAR) AS v;

    Refused
        DATE  result binary extended  1 of 10 values: out of range
        UNION(a INTEGER)  parameter text extended  no such cast

    Lossy as declared
        a UNION's text has no tag: UNION(a INTEGER)

    Not there
        HUGEINT  type "hugeint" does not exist

    No values are known of
        TYPE

    4 differences in 350 cell comparisons: 4 types and 1 not there, 32 cells right, 1 lossy as declared, 2 wrong, 1 refused
    "
  `)
})

test('without color there is no escape sequence, with color the same is said', () => {
  expect(matrixText(REPORT, false)).not.toContain('\u001b')
  const painted = matrixText(REPORT, true)
  expect(painted).toContain('\u001b[')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(matrixText(REPORT, false))
})

test('as a page: complete, escaped, and asking nothing of the network', () => {
  const page = matrixPage(REPORT, '1.2.3')
  for (const said of ['4 differences in 350 cell comparisons', 'out of range', 'no such cast'])
    expect(page).toContain(said)
  expect(page).toContain('&lt;v2&gt;')
  expect(page).not.toMatch(/<b>\s*<\/?b>|<v2>/)
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/)
  expect(page.match(/<td class="sign/g)).toHaveLength(4 * 12)
})

test('as JSON: every cell with its state, and the sums', () => {
  const read = JSON.parse(matrixJson(REPORT))
  expect(read).toMatchObject({
    goldeneye: 'type matrix 1',
    date: '2026-11-22',
    totals: { comparisons: 350, differences: 4, types: 4, missing: 1 },
  })
  expect(read.rows[1].cells[0]).toMatchObject({ way: 'result text simple', state: 'wrong' })
  expect(read.rows[3].cells[7].state).toBe('refused')
})
