import type { Verdict } from '../conclusion.js'
import type { FindingSummary } from '../findings.js'
import { doubtLines, notJudgedText } from '../inconclusive.js'
import { expiredText, knownText, seenKnown, unseenText } from '../known.js'
import { formatCount, formatDuration, percent, plural } from '../numbers.js'
import type { RunSummary } from '../summary.js'
import { visible } from '../visible.js'
import {
  clientLines,
  groupText,
  mendedText,
  notRunText,
  replayLines,
  statusText,
  titleOf,
  whereText,
} from '../words.js'
import { findingText } from '../writers/finding-text.js'
import { type Paint, painter, type Tone } from './paint.js'

/** The most findings that the terminal shows in full; the report has all. */
const FINDINGS_SHOWN_MAX = 5

export interface FinalOptions {
  readonly color: boolean
  /** The run's folder as a person would type it. */
  readonly folder: string
}

const TONES: Readonly<Record<Verdict, Tone>> = {
  agree: 'ok',
  findings: 'fail',
  inconclusive: 'info',
  interrupted: 'info',
  usage: 'info',
  'our-bug': 'fail',
}

/**
 * What is printed when a run is over: the conclusion, the findings, the workloads, where the report
 * is.
 */
export function finalSummary(summary: RunSummary, options: FinalOptions): readonly string[] {
  const paint = painter(options.color)
  const shown = summary.findings.slice(0, FINDINGS_SHOWN_MAX)
  const rest = summary.findings.slice(FINDINGS_SHOWN_MAX)
  return [
    paint(TONES[summary.verdict], visible(summary.conclusion)),
    ...(summary.next === undefined ? [] : [`  next: ${visible(summary.next)}`]),
    ...shown.flatMap((finding) => ['', ...findingBlock(finding, summary, options)]),
    ...(rest.length > 0 ? ['', ...rest.map((finding) => findingLine(finding, paint))] : []),
    ...(summary.groups.length > 0 ? ['', ...summary.groups.map(groupText)] : []),
    '',
    ...workloadLines(summary),
    ...clientLines(summary),
    ...doubtfulLines(summary, paint),
    ...knownLines(summary, paint),
    ...skippedLines(summary),
    ...summary.mended.map((event) => paint('ok', mendedText(event))),
    ...notRunLines(summary, paint),
    ...summary.lost.map((one) =>
      paint('info', `! ${visible(`${one.target} is lost: ${one.reason}`)}`),
    ),
    ...incidentLines(summary),
    paint('soft', `seed ${summary.started.seed}   ${formatDuration(summary.elapsedMs)}`),
    `report ${options.folder}`,
  ]
}

/**
 * One finding: the conclusion, the two values, the smallest case, the command that runs it again.
 */
export function findingBlock(
  finding: FindingSummary,
  summary: RunSummary,
  { color, folder }: FinalOptions,
): readonly string[] {
  const paint = painter(color)
  const [title, ...lines] = findingText(finding, summary)
  return [
    paint(toneOf(finding), `${glyphOf(finding)} ${title}`),
    ...lines.map(
      (line) => `    ${line.endsWith('◀') || line.includes('▶') ? paint('fail', line) : line}`,
    ),
    ...replayLines(summary.started, finding, folder).map(
      (line, index) => `    ${index === 0 ? 'replay' : 'or    '}     ${line}`,
    ),
  ]
}

/** One finding on one line, for when it is found and for the end of a long list. */
export function findingLine(finding: FindingSummary, paint: Paint): string {
  const text = `${glyphOf(finding)} ${finding.id}  ${titleOf(finding)}`
  return `${paint(toneOf(finding), text)}  ${whereText(finding)}  ${statusText(finding)}`
}

function toneOf({ status }: FindingSummary): Tone {
  return status === 'unconfirmed' ? 'info' : 'fail'
}

function glyphOf({ status }: FindingSummary): string {
  return status === 'unconfirmed' ? '?' : '✗'
}

/** The most workloads on the terminal; of a corpus each case is one. */
const WORKLOADS_SHOWN_MAX = 25

function workloadLines({ workloads }: RunSummary): readonly string[] {
  const shown = workloads.length > WORKLOADS_SHOWN_MAX ? [] : workloads
  const width = Math.max(0, ...shown.map((one) => one.workload.length))
  return shown.map((one) => {
    const name = visible(one.workload).padEnd(width)
    const cases = `${formatCount(one.cases).padStart(7)} ${one.cases === 1 ? 'case ' : 'cases'}`
    const statements = `${formatCount(one.statements).padStart(9)} statements`
    const done = percent(one.executedOnBoth, one.statements).padStart(5)
    const features = plural(one.features.length, 'feature')
    return `${name} ${cases} ${statements}  ${done} executed on both  ${features}`
  })
}

/** On a terminal of the usual width a reason takes two lines. */
const DOUBTS_SHOWN = { reasonsMax: 5, lengthMax: 180 }

/** Why verdicts are inconclusive; quietly, who had nothing to judge. */
function doubtfulLines({ oracles }: RunSummary, paint: Paint): readonly string[] {
  const idle = notJudgedText(oracles)
  return [
    ...doubtLines(oracles, DOUBTS_SHOWN).map((line) => paint('info', `inconclusive: ${line}`)),
    ...(idle === undefined ? [] : [paint('soft', idle)]),
  ]
}

/** The known differences that were seen; quietly, those that were not. */
function knownLines({ known }: RunSummary, paint: Paint): readonly string[] {
  const [expired, unseen] = [expiredText(known), unseenText(known)]
  return [
    ...seenKnown(known).map((one) => `known: ${knownText(one)}`),
    ...(expired === undefined ? [] : [paint('info', `! ${expired}`)]),
    ...(unseen === undefined ? [] : [paint('soft', unseen)]),
  ]
}

/** What was not sent at all, and why: a replay that left half of its file out must say so. */
function skippedLines({ skipped }: RunSummary): readonly string[] {
  return skipped.map(
    ({ what, because, count }) => `not executed: ${plural(count, what)}, ${visible(because)}`,
  )
}

/** What could not be run, and what is for other endpoints. */
function notRunLines({ notRun }: RunSummary, paint: Paint): readonly string[] {
  return notRun.map((event) =>
    event.isLeftOut ? `left out: ${notRunText(event)}` : paint('info', `! ${notRunText(event)}`),
  )
}

/** The most incidents on the terminal. */
const INCIDENTS_SHOWN_MAX = 5

function incidentLines({ incidents }: RunSummary): readonly string[] {
  const lines = incidents.slice(0, INCIDENTS_SHOWN_MAX).map(({ t, kind, target, detail }) => {
    const what = `${kind.replace('-', ' ')}: ${visible(target)}, ${visible(detail)}`
    return `! ${formatDuration(t)}  ${what}`
  })
  const rest = incidents.length - lines.length
  return rest > 0 ? [...lines, `! and ${rest} more incidents`] : lines
}
