import { painter, type Tone } from '../report/console/paint.js'
import { plural } from '../report/numbers.js'
import { clip, visible } from '../report/visible.js'
import { type CellState, lossesOf, type MatrixReport, type MatrixRow, stateOf } from './report.js'
import { WAYS } from './way.js'
import { conclusionOf, LEGEND, missingOf, refusalsOf, SIGNS, wayList } from './words.js'
import { wrongValues } from './wrong.js'

const TYPE_WIDTH = 34
const OID_WIDTH = 6
const VALUE_WIDTH = 160
const STATEMENT_WIDTH = 2000

const TONES: Readonly<Record<CellState, Tone>> = {
  right: 'ok',
  lossy: 'info',
  wrong: 'fail',
  refused: 'info',
  'not-applicable': 'soft',
}

/** The report for a terminal: the table, what needs words, and the conclusion in the last line. */
export function matrixText(report: MatrixReport, color: boolean): string {
  const paint = painter(color)
  const { endpoint, reference, date, seed, valuesPerType } = report
  const title = `${visible(endpoint.name)} ${visible(endpoint.version)} against DuckDB ${reference}`
  const about = `profile ${endpoint.profile} · ${date} · seed ${seed} · ${valuesPerType} random values a type`
  const legend = (Object.keys(SIGNS) as CellState[])
    .map((state) => `${paint(TONES[state], SIGNS[state])} ${LEGEND[state]}`)
    .join('   ')
  const row = ({ type, oid, cells }: MatrixRow) => {
    const signs = cells.map((cell) => paint(TONES[stateOf(cell)], SIGNS[stateOf(cell)]))
    return `${nameColumn(type)}${String(oid ?? '').padEnd(OID_WIDTH)} ${grouped(signs)}`
  }
  const lines = [
    paint('strong', title),
    paint('soft', about),
    '',
    ...head().map((line) => paint('soft', line)),
    ...report.rows.filter(({ missing }) => missing === undefined).map(row),
    '',
    `${legend}   ${paint('soft', 's simple, e extended, n named')}`,
    ...wrongBlock(report, (text) => paint('fail', text)),
    ...listBlock('Refused', refusalLines(report)),
    ...listBlock('Lossy as declared', lossLines(report)),
    ...listBlock('Not there', missingLines(report)),
    ...listBlock('No values are known of', report.unprobed),
    '',
    paint('strong', conclusionOf(report)),
  ]
  return `${lines.join('\n')}\n`
}

function nameColumn(type: string): string {
  const name = clip(visible(type), TYPE_WIDTH - 2)
  return name + ' '.repeat(TYPE_WIDTH - Array.from(name).length)
}

/** Three signs for each of the four groups. */
function grouped(signs: readonly string[]): string {
  return [0, 3, 6, 9].map((at) => signs.slice(at, at + 3).join(' ')).join('   ')
}

function head(): readonly string[] {
  const indent = ' '.repeat(TYPE_WIDTH + OID_WIDTH + 1)
  const letters = WAYS.map(
    ({ delivery }) => (delivery === 'prepared' ? 'n' : delivery[0]) as string,
  )
  return [
    `${indent}result            parameter`,
    `${indent}text    binary    text    binary`,
    `${'type'.padEnd(TYPE_WIDTH)}${'oid'.padEnd(OID_WIDTH)} ${grouped(letters)}`,
  ]
}

function wrongBlock(report: MatrixReport, mark: (text: string) => string): readonly string[] {
  return wrongValues(report).flatMap((one) => [
    '',
    `${mark('✗')} ${visible(one.type)}  ${wayList(one.ways)}  ${plural(one.count, 'wrong value')}`,
    `    reference  ${shown(one.reference, VALUE_WIDTH)}`,
    `    subject    ${shown(one.subject, VALUE_WIDTH)}`,
    ...(one.hex === undefined ? [] : [`    bytes      ${clip(one.hex, VALUE_WIDTH)}`]),
    `    run        ${shown(one.statement, STATEMENT_WIDTH)}`,
  ])
}

function shown(text: string, width: number): string {
  return clip(visible(text), width)
}

function refusalLines(report: MatrixReport): readonly string[] {
  return refusalsOf(report).map(
    ({ type, ways, text }) =>
      `${visible(clip(type, TYPE_WIDTH))}  ${wayList(ways)}  ${shown(text, VALUE_WIDTH)}`,
  )
}

function lossLines(report: MatrixReport): readonly string[] {
  return [...lossesOf(report)].map(
    ([because, types]) => `${visible(because)}: ${types.map(visible).join(', ')}`,
  )
}

function missingLines(report: MatrixReport): readonly string[] {
  return missingOf(report).map(
    ({ type, missing }) =>
      `${visible(clip(type, TYPE_WIDTH))}  ${shown(missing ?? '', VALUE_WIDTH)}`,
  )
}

function listBlock(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `    ${line}`)]
}
