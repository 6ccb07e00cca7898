import { createHash } from 'node:crypto'
import type { Verdict } from '../conclusion.js'
import type { TargetFactsOfRun } from '../events.js'
import { formatDuration, plural } from '../numbers.js'
import type { RunSummary } from '../summary.js'
import { targetText, titleOf } from '../words.js'
import { findingArticle } from './finding.js'
import { codeBlock, section, seen } from './parts.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'
import { tables } from './tables.js'
import { type Fragment, Html, html } from './template.js'

/** The most findings that are shown in full; the others are one line each. */
const FINDINGS_SHOWN_MAX = 40

/** The most characters of the configuration on the page. */
const CONFIG_LENGTH_MAX = 50_000

/**
 * A whole report as one page that asks nothing of the network and reads well without style and
 * script.
 */
export function reportPage(summary: RunSummary, folder: string): string {
  const { started, conclusion } = summary
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>${seen(conclusion)} · goldeneye</title>
<style>${new Html(STYLE)}</style></head>
<body><main>
<header class="brand"><span>${eye()}<b>goldeneye</b> ${started.tool} · ${seen(started.name)}</span>
<time datetime="${started.startedAt}">${clockText(started.startedAt)}</time></header>
${banner(summary)}
${factList(summary)}
${findings(summary, folder)}
${open(summary)}
${tables(summary)}
${environment(summary)}
</main><script>${new Html(SCRIPT)}</script></body></html>
`.text
}

/**
 * Allows exactly this page's style and script, by their hashes: a value that slipped through could
 * still not run.
 */
export function contentPolicy(): string {
  const allow = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const sources = `style-src ${allow(STYLE)}; script-src ${allow(SCRIPT)}; img-src data:`
  return `default-src 'none'; ${sources}; base-uri 'none'; form-action 'none'`
}

/** `2026-11-22 10:24 UTC`. */
function clockText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')
}

/** The bird's eye beside the name. */
export function eye(): Html {
  return html`<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
<circle cx="11" cy="11" r="10" fill="#1f3a36"/><circle cx="11" cy="11" r="6" fill="#FFC83D"/>
<circle cx="11" cy="11" r="2.7" fill="#14161a"/></svg>`
}

const LOOKS: Readonly<Record<Verdict, { readonly tone: string; readonly glyph: string }>> = {
  agree: { tone: 'ok', glyph: '=' },
  findings: { tone: 'fail', glyph: '✗' },
  inconclusive: { tone: 'info', glyph: '?' },
  interrupted: { tone: 'info', glyph: '…' },
  usage: { tone: 'info', glyph: '!' },
  'our-bug': { tone: 'fail', glyph: '!' },
}

function banner({ verdict, conclusion, reason, exitCode, next }: RunSummary): Html {
  const { tone, glyph } = LOOKS[verdict]
  return html`<div class="banner ${tone}"><span class="glyph" aria-hidden="true">${glyph}</span>
<div><h1>${seen(conclusion)}</h1>
<p class="soft">${seen(reason)} · exit code ${exitCode}</p>
${next !== undefined && html`<p>next: ${seen(next)}</p>`}</div></div>`
}

function factList(summary: RunSummary): Html {
  const { started, elapsedMs } = summary
  const fact = (name: string, value: Fragment) =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`
  return html`<dl class="facts">
${fact('reference', targetFact(summary.reference))}${fact('subject', targetFact(summary.subject))}
${fact('seed', html`<code>${started.seed}</code>`)}${fact('took', formatDuration(elapsedMs))}</dl>`
}

function targetFact(facts: TargetFactsOfRun | undefined): Html {
  const nodes = facts && facts.nodes.length > 1 && html` · ${plural(facts.nodes.length, 'node')}`
  return html`${targetText(facts)}${nodes}`
}

function findings(summary: RunSummary, folder: string): Fragment {
  if (summary.findings.length === 0) return undefined
  const shown = summary.findings.slice(0, FINDINGS_SHOWN_MAX)
  const rest = summary.findings.slice(FINDINGS_SHOWN_MAX)
  const lines = rest.map(
    (one) => html`<li><a href="findings/${one.id}/finding.md">${one.id}</a> ${titleOf(one)}</li>\n`,
  )
  return html`${section('Findings', summary.findings.length > 1 && contents(shown))}
${summary.groups.map(groupCard)}
${shown.map((finding) => findingArticle(finding, summary, folder))}
${rest.length > 0 && html`<ul class="card">${lines}</ul>`}`
}

/** Findings that look alike, beside each other and never as one. */
function groupCard({ members }: RunSummary['groups'][number]): Html {
  const links = members.map((id, at) => html`${at > 0 && ', '}<a href="#${id}">${id}</a>`)
  return html`<p class="card small">${plural(members.length, 'finding')} look alike: ${links}</p>\n`
}

function contents(shown: RunSummary['findings']): Html {
  const lines = shown.map(
    (one) => html`<li><a href="#${one.id}">${one.id}</a> ${titleOf(one)}</li>\n`,
  )
  return html`<ul class="small contents">${lines}</ul>`
}

function open({ open: events }: RunSummary): Fragment {
  if (events.length === 0) return undefined
  const lines = events.map(
    ({ workload, index, mismatch }) =>
      html`<li>${seen(workload)} #${index}: ${seen(mismatch.summary)}</li>\n`,
  )
  return section('Mismatches that were not followed up', html`<ul class="card">${lines}</ul>`)
}

function environment({ started, reference, subject }: RunSummary): Html {
  const { config, ...rest } = started
  const sha = started.gitSha !== undefined && ` (${started.gitSha})`
  const text = JSON.stringify({ ...rest, targets: { reference, subject }, config }, null, 2)
  return section(
    'Environment',
    html`<div class="card"><p>goldeneye ${started.tool}${sha},
node ${started.node}, ${seen(started.platform)}</p>
<details><summary>Targets and the resolved configuration, without secrets</summary>
${codeBlock(text, CONFIG_LENGTH_MAX, 'run.json')}</details></div>`,
  )
}
