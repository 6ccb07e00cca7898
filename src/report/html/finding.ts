import type { EventStep } from '../events.js'
import type { FindingSummary } from '../findings.js'
import { formatDuration, plural } from '../numbers.js'
import { sideBySide } from '../side-by-side.js'
import type { RunSummary } from '../summary.js'
import { clip } from '../visible.js'
import {
  kindText,
  matteredTexts,
  reducedText,
  replayLines,
  statusText,
  stepText,
  targetText,
  whereText,
} from '../words.js'
import { codeBlock, command, seen, seenLines, valueBlock } from './parts.js'
import { type Html, html } from './template.js'

/** The most characters of one case on the page, so that fifty findings stay under 5 MB. */
const CASE_LENGTH_MAX = 24_000

/** The most steps of a smallest case on the page, and the most characters of one statement. */
const STEPS_SHOWN_MAX = 60
const STATEMENT_LENGTH_MAX = 1_500

/** The most characters of what one vote found. */
const DETAIL_LENGTH_MAX = 300

/** The most things that mattered on the page. */
const MATTERED_SHOWN_MAX = 20

/** The most cases that are named as having shown the same. */
const SEEN_SHOWN_MAX = 12

/** One finding: the sentence, the two values, the culprit, the command; the rest is folded. */
export function findingArticle(finding: FindingSummary, summary: RunSummary, folder: string): Html {
  const [tone, glyph] = finding.status === 'unconfirmed' ? ['info', '?'] : ['fail', '✗']
  return html`<article class="finding ${tone}" id="${finding.id}">
<p class="chips"><span class="chip tone">${glyph} ${kindText(finding.mismatch)}</span>
<span class="chip tone">${statusText(finding)}</span>
${finding.blame !== undefined && html`<span class="chip tone">${seen(finding.blame)}</span>`}
<span class="chip">${finding.id}</span> <span class="chip">oracle ${seen(finding.oracle)}</span>
<span class="chip">${seen(whereText(finding))}</span></p>
<h3>${seen(finding.mismatch.summary)}</h3>
${sides(finding, summary)}
<h4>Smallest case; it shows at ${seen(stepText(finding))}</h4>
${finding.steps.length > 0 ? steps(finding) : smallest(finding)}
<h4>Run it again</h4>
${replayLines(summary.started, finding, folder).map(command)}
${votesOf(finding)}
${folded(finding)}
</article>
`
}

function sides(finding: FindingSummary, summary: RunSummary): Html {
  const { reference, subject } = sideBySide(finding.mismatch.reference, finding.mismatch.subject)
  return html`<div class="sides">
<section><h4><span>reference</span> <b>${targetText(summary.reference)}</b></h4>
${valueBlock(reference)}</section>
<section><h4><span>subject</span> <b>${targetText(summary.subject)}</b></h4>
${valueBlock(subject)}</section>
</div>`
}

function steps({ steps: all, mismatch, id }: FindingSummary): Html {
  const culprit = mismatch.stepIndex ?? -1
  const first = Math.max(0, Math.min(culprit + 1, all.length) - STEPS_SHOWN_MAX)
  const shown = all.slice(first, first + STEPS_SHOWN_MAX)
  const hidden = all.length - shown.length
  const file = `findings/${id}/case.sql`
  const rest = html`<p class="soft small">${plural(hidden, 'more step')} in
<a href="${file}">${file}</a>.</p>`
  return html`<table class="steps"><thead><tr><th scope="col"></th><th scope="col">statement</th>
<th scope="col">reference</th><th scope="col">subject</th></tr></thead><tbody>
${shown.map((step, offset) => stepRow(step, first + offset === culprit))}</tbody></table>
${hidden > 0 && rest}`
}

function stepRow(step: EventStep, culprit: boolean): Html {
  const text = seenLines(clip(step.text, STATEMENT_LENGTH_MAX))
  const [kind, glyph] = culprit ? ['culprit', '▶'] : ['step', ' ']
  return html`<tr class="${kind}"><td>${glyph} ${seen(step.session)}</td>
<td class="sql">${text}</td><td class="answer">${seen(step.reference)}</td>
<td class="answer">${seen(step.subject)}</td></tr>
`
}

/** Whose fault it is, and the truth table behind that. */
function votesOf({ votes, attribution }: FindingSummary): Html {
  if (votes.length === 0) return html``
  const rows = votes.map(
    ({ voter, says, detail }) => html`<tr><td>${seen(voter)}</td><td>${says}</td>
<td class="answer">${seen(clip(detail, DETAIL_LENGTH_MAX))}</td></tr>
`,
  )
  return html`<details><summary>Votes${attribution !== undefined && html`: ${seen(attribution)}`}
</summary><table class="steps"><thead><tr><th scope="col">who was asked</th>
<th scope="col">says</th><th scope="col">what differs</th></tr></thead><tbody>
${rows}</tbody></table></details>`
}

function smallest({ case: text, id }: FindingSummary): Html {
  return codeBlock(text, CASE_LENGTH_MAX, `findings/${id}/case.sql`)
}

function folded(finding: FindingSummary): Html {
  const { id, mismatch, attribution, votes, seen: occurrences } = finding
  const smallestFile = `findings/${id}/case.sql`
  const ignored = mismatch.ignored.map(
    ({ what, because }) => html`<li>${seen(what)}: ${seen(because)}</li>`,
  )
  const reduced = reducedText(finding)
  const mattered = matteredTexts(finding, MATTERED_SHOWN_MAX).map(
    (text) => html`<li>${seen(text)}</li>`,
  )
  const where = occurrences.slice(0, SEEN_SHOWN_MAX).map(whereText).join(', ')
  const more = occurrences.length > SEEN_SHOWN_MAX ? ', …' : ''
  return html`${
    mattered.length > 0 &&
    html`<details><summary>What mattered</summary><ul>${mattered}</ul></details>
`
  }<details><summary>What the oracle ignored, and how this was found</summary><ul>
${ignored}${ignored.length === 0 && html`<li>nothing was ignored</li>`}
${votes.length === 0 && attribution !== undefined && html`<li>votes: ${seen(attribution)}</li>`}
${finding.signature.length > 0 && html`<li>named by: ${seen(finding.signature.join(' | '))}</li>`}
${reduced !== undefined && html`<li>${reduced}</li>`}
<li>first seen ${formatDuration(finding.openedMs)} into the run;
seen in ${plural(occurrences.length, 'case')}:
${seen(where)}${more}</li></ul></details>
${finding.steps.length > 0 && caseDetails('The smallest case', finding.case, smallestFile)}
${caseDetails('The original case', finding.originalCase, `findings/${id}/original.case.sql`)}`
}

function caseDetails(title: string, text: string, file: string): Html {
  return html`<details><summary>${title} (<a href="${file}">${file}</a>)</summary>
${codeBlock(text, CASE_LENGTH_MAX, file)}</details>
`
}
