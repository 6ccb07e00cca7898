import { formatCount, formatDuration, formatRate, percent, plural } from '../numbers.js'
import { clip, visible } from '../visible.js'
import { kindText, targetText } from '../words.js'
import { type Paint, painter } from './paint.js'
import type { LiveState } from './state.js'

export interface BlockOptions {
  readonly elapsedMs: number
  readonly columns: number
  readonly color: boolean
}

/**
 * A line before it is cut to the terminal's width: paint comes last, because its codes have no
 * width.
 */
interface Line {
  readonly text: string
  readonly paint?: (paint: Paint, text: string) => string
}

/**
 * The block that is repainted while a run goes on: is it working, is it any good, has it found
 * anything, what is it doing now. No line is wider than the terminal.
 */
export function liveBlock(state: LiveState, options: BlockOptions): readonly string[] {
  const paint = painter(options.color)
  return [
    {
      text: heading(state, options.elapsedMs),
      paint: (p: Paint, text: string) => p('strong', text),
    },
    { text: targets(state), paint: (p: Paint, text: string) => p('soft', text) },
    { text: progress(state, options.elapsedMs) },
    { text: quality(state, options.elapsedMs) },
    findings(state, options.elapsedMs),
    { text: now(state) },
    ...warning(state),
  ].map((line: Line) => {
    const text = clip(line.text, options.columns - 1)
    return line.paint ? line.paint(paint, text) : text
  })
}

function heading({ started }: LiveState, elapsedMs: number): string {
  if (!started) return 'goldeneye  starting'
  const { durationMs, cases } = started.budget
  const of = durationMs === undefined ? '' : ` of ${formatDuration(durationMs)}`
  const time = `${formatDuration(elapsedMs)}${of}`
  const budget = cases === undefined ? '' : `  up to ${plural(cases, 'case')}`
  const name = visible(started.name)
  return `goldeneye ${visible(started.tool)}  ${name}  seed ${started.seed}  ${time}${budget}`
}

function targets({ reference, subject }: LiveState): string {
  const nodes =
    subject && subject.nodes.length > 1 ? ` (${plural(subject.nodes.length, 'node')})` : ''
  const texts = [reference, subject].map((facts) => (facts ? targetText(facts) : '…'))
  return `reference  ${texts[0]}   subject ${texts[1]}${nodes}`
}

function progress({ cases, statements }: LiveState, elapsedMs: number): string {
  const counts = `${formatCount(cases)}  ${formatRate(cases, elapsedMs)}`
  const sent = `${formatCount(statements)}  ${formatRate(statements, elapsedMs)}`
  return `cases      ${counts}   statements ${sent}`
}

function quality(state: LiveState, elapsedMs: number): string {
  const { statements, executedOnBoth, failedOnBoth, features, lastFeatureMs } = state
  const done = `executed on both ${percent(executedOnBoth, statements)}`
  const refused = `refused by both ${percent(failedOnBoth, statements)}`
  const last = lastFeatureMs === undefined ? '' : `, last new ${ago(lastFeatureMs, elapsedMs)}`
  return `quality    ${done}   ${refused}   features ${formatCount(features)}${last}`
}

function findings(state: LiveState, elapsedMs: number): Line {
  const statuses = [...state.findings.values()]
  const count = (status: string) => statuses.filter((one) => one === status).length
  const known = [
    `${count('confirmed')} confirmed`,
    ...(count('flaky') > 0 ? [`${count('flaky')} flaky`] : []),
    ...(count('unconfirmed') > 0 ? [`${count('unconfirmed')} not seen again`] : []),
    ...(state.known.size > 0 ? [`${state.known.size} known`] : []),
    ...(state.inconclusive > 0 ? [plural(state.inconclusive, 'inconclusive verdict')] : []),
    ...(state.incidents > 0 ? [plural(state.incidents, 'incident')] : []),
  ].join('   ')
  const last =
    state.lastFindingMs === undefined ? '' : `   last ${ago(state.lastFindingMs, elapsedMs)}`
  const tone = count('confirmed') + count('flaky') > 0 ? 'fail' : 'ok'
  return { text: `findings   ${known}${last}`, paint: (paint, text) => paint(tone, text) }
}

function now({ open, current, within }: LiveState): string {
  const opened = [...open.values()].at(-1)
  if (opened) {
    const where = `${visible(opened.workload)} #${opened.index}`
    return `now        following up a ${kindText(opened.mismatch)} in ${where}`
  }
  if (within !== undefined) return `now        ${visible(within)}`
  const cases = [...current].map(([workload, index]) => `${visible(workload)} #${index}`)
  return `now        ${cases.join('   ')}`
}

/** Below this share of statements that both sides execute, agreement proves little. */
const EXECUTED_SHARE_MIN = 0.5
const STATEMENTS_BEFORE_WARNING = 200

function warning({ statements, executedOnBoth }: LiveState): readonly Line[] {
  const little = executedOnBoth < EXECUTED_SHARE_MIN * statements
  if (statements < STATEMENTS_BEFORE_WARNING || !little) return []
  const text =
    '! fewer than half of the statements are executed on both sides; agreement proves little'
  return [{ text, paint: (paint, line) => paint('info', line) }]
}

function ago(thenMs: number, nowMs: number): string {
  return `${formatDuration(Math.max(0, nowMs - thenMs))} ago`
}
