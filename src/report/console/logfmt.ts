import type { RunEvent } from '../events.js'
import { formatDuration, percent } from '../numbers.js'
import { clip, visible } from '../visible.js'
import type { LiveState } from './state.js'

/** The most characters of what is being done. */
const NOW_LENGTH_MAX = 100

type Pairs = Readonly<Record<string, string | number | undefined>>

/** One line of `key=value` pairs; a value with a space, a quote or an equals sign is quoted. */
export function logfmt(pairs: Pairs): string {
  return Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${word(visible(String(value)))}`)
    .join(' ')
}

/** How far the run is, for a log that nobody watches. */
export function progressLine(state: LiveState, elapsedMs: number): string {
  return logfmt({
    t: compact(formatDuration(elapsedMs)),
    cases: state.cases,
    statements: state.statements,
    executed_on_both: compact(percent(state.executedOnBoth, state.statements)),
    features: state.features,
    findings: state.findings.size,
    inconclusive: state.inconclusive,
    now: state.within === undefined ? undefined : clip(state.within, NOW_LENGTH_MAX),
  })
}

/** The line for one event; undefined for the many that only count. */
export function eventLine(event: RunEvent): string | undefined {
  const pairs = pairsOf(event)
  return pairs && logfmt({ t: compact(formatDuration(event.t)), event: event.type, ...pairs })
}

function pairsOf(event: RunEvent): Pairs | undefined {
  switch (event.type) {
    case 'run-started':
      return { run: event.run, seed: event.seed, workloads: event.workloads.join(',') }
    case 'target-described':
      return { role: event.role, name: event.facts.name, version: event.facts.version }
    case 'finding-opened':
      return {
        workload: event.workload,
        index: event.index,
        oracle: event.oracle,
        kind: event.mismatch.mismatch,
        summary: event.mismatch.summary,
      }
    case 'finding-confirmed':
      return { finding: event.finding, times: `${event.times}/${event.of}` }
    case 'finding-reduced':
      return { finding: event.finding, steps: `${event.stepsBefore}->${event.stepsAfter}` }
    case 'finding-closed':
      return { finding: event.finding, id: event.id, status: event.status }
    case 'incident':
      return { kind: event.kind, target: event.target, detail: event.detail }
    case 'target-lost':
      return { target: event.target, reason: event.reason }
    case 'canary':
      return { caught: event.caught ? 'yes' : 'no' }
    case 'run-finished':
      return { exit: event.exitCode, reason: event.reason }
    case 'case-not-run':
      return { case: event.workload, line: event.line, because: event.because }
    case 'known-matched':
      return { known: event.name, issue: event.issue, workload: event.workload, index: event.index }
    case 'known-listed':
      return event.known.length > 0 ? { known: event.known.length } : undefined
    case 'case-finished':
    case 'checkpoint':
      return undefined
  }
}

/** A number and its unit as one word. */
function compact(text: string): string {
  return text.replace(' ', '')
}

function word(text: string): string {
  return /[\s"=]/.test(text) || text === '' ? JSON.stringify(text) : text
}
