import type { StatementCounts } from '../case-tables.js'
import type { CountedReason } from '../events.js'
import { expiredText, unseenText } from '../known.js'
import { formatCount, formatDuration, percent } from '../numbers.js'
import type { RunSummary } from '../summary.js'
import { section, seen, table } from './parts.js'
import { type Fragment, type Html, html } from './template.js'

const ORACLE_NUMBERS = ['agree', 'mismatch', 'inconclusive', 'nothing to judge']
const WORKLOAD_NUMBERS = [
  'cases',
  'statements',
  'both executed',
  'both refused',
  'features',
  'time',
]

/** The tables under the findings: what was judged, by whom, on what, and what was left out. */
export function tables(summary: RunSummary): Html {
  return html`${section('Oracles', card(oracleTable(summary)))}
${section('Workloads', card(workloadTable(summary)))}
${known(summary)}
${reasons('Ignored by the oracles', summary.ignored)}
${reasons('Clients at once', summary.clients)}
${reasons('Not executed', summary.skipped)}
${notRun(summary)}
${incidents(summary)}`
}

function card(content: Fragment): Html {
  return html`<div class="card">${content}</div>`
}

function oracleTable({ oracles }: RunSummary): Html {
  const rows = oracles.map((one) => [
    seen(one.oracle),
    ...[one.agree, one.mismatch, one.inconclusive, one.notJudged].map(formatCount),
    one.because[0] ? seen(`${one.because[0].count} × ${one.because[0].because}`) : '',
  ])
  return table(['oracle', ...ORACLE_NUMBERS, 'most often because'], rows, ORACLE_NUMBERS)
}

function workloadTable({ workloads }: RunSummary): Html {
  const rows = workloads.map((one) => [
    seen(one.workload),
    bar(one),
    formatCount(one.cases),
    formatCount(one.statements),
    percent(one.executedOnBoth, one.statements),
    percent(one.failedOnBoth, one.statements),
    formatCount(one.features.length),
    formatDuration(one.elapsedMs),
  ])
  return table(['workload', '', ...WORKLOAD_NUMBERS], rows, WORKLOAD_NUMBERS)
}

/**
 * Blue: executed on both. Amber: refused by both. Pink: one side only, or unknown. The numbers
 * stand beside it.
 */
function bar({ statements, executedOnBoth, failedOnBoth }: StatementCounts): Html {
  if (statements === 0) return html``
  const done = (100 * executedOnBoth) / statements
  const refused = (100 * failedOnBoth) / statements
  return html`<svg class="bar" width="112" height="9" viewBox="0 0 100 8"
 preserveAspectRatio="none" aria-hidden="true">
<rect width="100" height="8" fill="#FEB5DA"/>
<rect width="${done + refused}" height="8" fill="#FFAA26"/>
<rect width="${done}" height="8" fill="#6DB6FE"/></svg>`
}

function reasons(title: string, counted: readonly CountedReason[]): Fragment {
  if (counted.length === 0) return undefined
  const rows = counted.map(({ what, because, count }) => [
    formatCount(count),
    seen(what),
    seen(because),
  ])
  return section(title, card(table(['times', 'what', 'because'], rows, ['times'])))
}

function notRun({ notRun: events }: RunSummary): Fragment {
  if (events.length === 0) return undefined
  const rows = events.map(({ workload, line, because, isLeftOut }) => [
    seen(line === undefined ? workload : `${workload}:${line}`),
    isLeftOut ? 'left out' : 'cannot be run',
    seen(because),
  ])
  return section('Cases that were not run', card(table(['case', 'what', 'because'], rows)))
}

/** Those that were seen first; those that were not, and what is over, in a line below. */
function known({ known: all }: RunSummary): Fragment {
  if (all.length === 0) return undefined
  const seenHere = all.filter(({ cases }) => cases > 0)
  const rows = seenHere.map(({ name, cases, issue, reason, owner, expires }) => [
    seen(name),
    formatCount(cases),
    seen(issue),
    seen(reason),
    seen(owner ?? ''),
    expires ?? '',
  ])
  const heads = ['known difference', 'cases', 'issue', 'reason', 'owner', 'expires']
  const notes = [expiredText(all), unseenText(all)].filter((text) => text !== undefined)
  return section(
    'Known differences',
    card(html`${rows.length > 0 && table(heads, rows, ['cases'])}
${notes.map((note) => html`<p class="soft small">${note}</p>`)}`),
  )
}

function incidents({ incidents: events, lost }: RunSummary): Fragment {
  const rows = [
    ...events.map(({ t, kind, target, detail }) => ({ t, kind, target, detail })),
    ...lost.map(({ t, target, reason }) => ({ t, kind: 'target-lost', target, detail: reason })),
  ].sort((a, b) => a.t - b.t)
  if (rows.length === 0) return undefined
  const cells = rows.map(({ t, kind, target, detail }) => [
    formatDuration(t),
    kind.replace('-', ' '),
    seen(target),
    seen(detail),
  ])
  return section('Incidents', card(table(['at', 'what', 'target', 'detail'], cells, ['at'])))
}
