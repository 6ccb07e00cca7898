import type { FindingSummary } from '../findings.js'
import { sideBySide, type ValueSide } from '../side-by-side.js'
import type { RunSummary } from '../summary.js'
import { clip, visible } from '../visible.js'
import {
  matteredTexts,
  reducedText,
  statusText,
  stepText,
  targetText,
  titleOf,
  whereText,
} from '../words.js'

/** The most characters of one line in a text report. */
const LINE_LENGTH_MAX = 200

/** The most steps of a case in a text report; the case itself lies beside it. */
const STEPS_SHOWN_MAX = 12

/** The most things that mattered in a text report. */
const MATTERED_SHOWN_MAX = 3

/**
 * A finding as plain text: the conclusion, the two values, the steps. At most a few KB; safe for a
 * terminal.
 */
export function findingText(finding: FindingSummary, summary: RunSummary): readonly string[] {
  const values = sideBySide(finding.mismatch.reference, finding.mismatch.subject)
  const reduced = reducedText(finding)
  return [
    `${finding.id}  ${titleOf(finding)}`,
    `${whereText(finding)}  ${stepText(finding)}  ${statusText(finding)}  oracle ${finding.oracle}`,
    `reference  ${targetText(summary.reference)}`,
    ...valueLines(values.reference),
    `subject    ${targetText(summary.subject)}`,
    ...valueLines(values.subject),
    ...stepLines(finding),
    ...(finding.attribution ? [`votes      ${visible(finding.attribution)}`] : []),
    ...(reduced ? [reduced] : []),
    ...matteredTexts(finding, MATTERED_SHOWN_MAX).map(
      (text) => `  ${clip(visible(text), LINE_LENGTH_MAX)}`,
    ),
  ]
}

/** The lines of one value, indented; what the other side lacks ends in `◀`. */
export function valueLines({ lines, hidden }: ValueSide): readonly string[] {
  const shown = lines.map(({ text, differs }) => {
    const line = clip(visible(text), LINE_LENGTH_MAX)
    return `    ${line === '' ? '(empty)' : line}${differs ? '  ◀' : ''}`
  })
  return hidden > 0 ? [...shown, `    … ${hidden} more lines`] : shown
}

/** The last steps of the smallest case, the culprit among them, each with both answers. */
export function stepLines({ steps, mismatch }: FindingSummary): readonly string[] {
  const end = mismatch.stepIndex === undefined ? steps.length : mismatch.stepIndex + 1
  const first = Math.max(0, end - STEPS_SHOWN_MAX)
  const lines = steps.slice(first, end).map((step, offset) => {
    const culprit = first + offset === mismatch.stepIndex ? '▶' : ' '
    const sql = clip(visible(step.text.replace(/\s+/g, ' ').trim()), LINE_LENGTH_MAX)
    const answers = `[${visible(step.reference)} | ${visible(step.subject)}]`
    return `  ${culprit} ${visible(step.session)}  ${sql}  ${clip(answers, LINE_LENGTH_MAX)}`
  })
  return first > 0 ? [`    … ${first} steps before`, ...lines] : lines
}
