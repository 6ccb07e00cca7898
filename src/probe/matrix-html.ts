import { contentPolicy, eye } from '../report/html/page.js'
import { command, section, seen, table, valueBlock } from '../report/html/parts.js'
import { SCRIPT } from '../report/html/script.js'
import { STYLE } from '../report/html/style.js'
import { type Fragment, Html, html } from '../report/html/template.js'
import { formatCount, plural } from '../report/numbers.js'
import { sideBySide } from '../report/side-by-side.js'
import {
  type CellState,
  lossesOf,
  type MatrixCell,
  type MatrixReport,
  stateOf,
  totalsOf,
} from './report.js'
import { WAYS } from './way.js'
import { conclusionOf, LEGEND, missingOf, refusalsOf, SIGNS, wayList } from './words.js'
import { type WrongValue, wrongValues } from './wrong.js'

/** The most characters of a statement that is shown to be run. */
const STATEMENT_LENGTH_MAX = 4000

const LOOKS: Readonly<Record<CellState, string>> = {
  right: 'ok',
  lossy: 'info',
  wrong: 'fail',
  refused: 'info',
  'not-applicable': 'soft',
}

/** The report as one page that asks nothing of the network. `tool` is goldeneye's version. */
export function matrixPage(report: MatrixReport, tool: string): string {
  const conclusion = conclusionOf(report)
  const { endpoint, reference, date, seed } = report
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>${seen(endpoint.name)}: type matrix · goldeneye</title>
<style>${new Html(STYLE)}</style></head>
<body><main>
<header class="brand"><span>${eye()}<b>goldeneye</b> ${tool} · type matrix</span>
<time datetime="${date}">${date}</time></header>
${banner(report, conclusion)}
<dl class="facts">${fact('endpoint', seen(`${endpoint.name} ${endpoint.version}`))}
${fact('reference', seen(`DuckDB ${reference}`))}${fact('profile', seen(endpoint.profile))}
${fact('seed', html`<code>${seed}</code>`)}
${fact('random values a type', formatCount(report.valuesPerType))}</dl>
${wrongSection(report)}
${section('Types', card(html`${legend()}${matrixTable(report)}`))}
${lists(report)}
</main><script>${new Html(SCRIPT)}</script></body></html>
`.text
}

function banner(report: MatrixReport, conclusion: string): Html {
  const isRight = totalsOf(report).differences === 0
  const [tone, glyph] = isRight ? ['ok', '='] : ['fail', '✗']
  return html`<div class="banner ${tone}"><span class="glyph" aria-hidden="true">${glyph}</span>
<div><h1>${conclusion}</h1>
<p class="soft">Every value is compared with what standalone DuckDB says, without loss.</p></div></div>`
}

function fact(name: string, value: Fragment): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`
}

function card(content: Fragment): Html {
  return html`<div class="card">${content}</div>`
}

function legend(): Html {
  const one = (state: CellState) =>
    html`<span class="chip tone ${LOOKS[state]}">${SIGNS[state]} ${LEGEND[state]}</span> `
  return html`<p class="chips">${(Object.keys(SIGNS) as CellState[]).map(one)}
<span class="chip">s simple, e extended, n named</span></p>`
}

function matrixTable({ rows }: MatrixReport): Html {
  const letters = WAYS.map(({ delivery }) => (delivery === 'prepared' ? 'n' : delivery[0]))
  const body = rows
    .filter(({ missing }) => missing === undefined)
    .map(
      ({ type, oid, cells }) => html`<tr><th scope="row" class="type">${seen(type)}</th>
<td class="n">${oid ?? ''}</td>${cells.map(cellOf)}</tr>\n`,
    )
  return html`<div class="scroll"><table class="matrix"><thead>
<tr><th colspan="2"></th><th colspan="6">result</th><th colspan="6">parameter</th></tr>
<tr><th colspan="2"></th><th colspan="3">text</th><th colspan="3">binary</th><th colspan="3">text</th>
<th colspan="3">binary</th></tr>
<tr><th scope="col">type</th><th class="n" scope="col">OID</th>
${letters.map((letter) => html`<th class="sign" scope="col">${letter}</th>`)}</tr></thead>
<tbody>
${body}</tbody></table></div>`
}

function cellOf(cell: MatrixCell): Html {
  const state = stateOf(cell)
  return html`<td class="sign ${LOOKS[state]}" title="${titleOf(cell, state)}">${SIGNS[state]}</td>`
}

function titleOf(cell: MatrixCell, state: CellState): string {
  if (cell.notApplicable !== undefined) return `${cell.way}: ${cell.notApplicable}`
  const compared = cell.same + cell.lossy + cell.wrong
  const refused = cell.refused > 0 ? `, ${formatCount(cell.refused)} refused` : ''
  return `${cell.way}: ${LEGEND[state]}, ${plural(compared, 'value')} compared${refused}`
}

function wrongSection(report: MatrixReport): Fragment {
  const wrong = wrongValues(report)
  return wrong.length === 0 ? undefined : section('Wrong values', wrong.map(article))
}

function article(one: WrongValue): Html {
  const { reference, subject } = sideBySide(one.reference, one.subject)
  return html`<article class="finding fail">
<p class="chips"><span class="chip tone">✗ wrong</span>
<span class="chip">${wayList(one.ways)}</span>
<span class="chip">${plural(one.count, 'wrong value')}</span></p>
<h3>${seen(one.type)}</h3>
<div class="sides"><section><h4><span>reference</span></h4>${valueBlock(reference)}</section>
<section><h4><span>subject</span></h4>${valueBlock(subject)}</section></div>
${one.hex !== undefined && html`<p class="small soft">bytes <code>${one.hex}</code></p>`}
<h4>Run it</h4>
${command(one.statement.slice(0, STATEMENT_LENGTH_MAX))}
</article>
`
}

function lists(report: MatrixReport): Html {
  const losses = [...lossesOf(report)].map(([because, types]) => [seen(because), types.map(listed)])
  const refusals = refusalsOf(report).map(({ type, ways, text }) => [
    seen(type),
    wayList(ways),
    seen(text),
  ])
  const missing = missingOf(report).map(({ type, missing }) => [seen(type), seen(missing ?? '')])
  const unprobed = report.unprobed.map((type) => [seen(type)])
  return html`${listSection('Lossy as declared', ['because', 'types'], losses)}
${listSection('Refused', ['type', 'on', 'in its words'], refusals)}
${listSection('Not there', ['type', 'in its words'], missing)}
${listSection('No values are known of', ['type'], unprobed)}`
}

function listed(type: string, index: number): Html {
  return html`${index > 0 && ', '}${seen(type)}`
}

function listSection(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Fragment[])[],
): Fragment {
  return rows.length === 0 ? undefined : section(title, card(table(heads, rows)))
}
