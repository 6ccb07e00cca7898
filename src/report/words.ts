import { BLOB_SHOWN_MAX, encodeText } from '../corpus/blob.js'
import { shellWord } from '../model/shell-word.js'
import type { CaseTables } from './case-tables.js'
import type { EventMismatch, EventOf, TargetFactsOfRun } from './events.js'
import type { FindingSummary } from './findings.js'
import type { FindingGroup } from './groups.js'
import { formatCount, formatDuration, plural } from './numbers.js'
import { visible } from './visible.js'

type Started = Pick<EventOf<'run-started'>, 'targetFlags'>

/** `type mismatch`, `crash`: the kind of a mismatch in words. */
export function kindText(mismatch: Pick<EventMismatch, 'mismatch'>): string {
  switch (mismatch.mismatch) {
    case 'crash':
      return 'crash'
    case 'nodes':
      return 'nodes disagree'
    case 'invariant':
      return 'broken invariant'
    default:
      return `${visible(mismatch.mismatch)} mismatch`
  }
}

/** `type mismatch · sum(c0) is DOUBLE instead of DECIMAL(38,2)`, on one line. */
export function titleOf(finding: Pick<FindingSummary, 'mismatch'>): string {
  return `${kindText(finding.mismatch)} · ${visible(finding.mismatch.summary)}`
}

/** `corpus/x.case.sql:7: the secret "key" is not set`; the line where it is known. */
export function notRunText(
  event: Omit<EventOf<'case-not-run'>, 'v' | 'seq' | 't' | 'type'>,
): string {
  const line = event.line === undefined ? '' : `:${event.line}`
  return `${visible(event.workload)}${line}: ${visible(event.because)}`
}

/** `corpus/x.case.sql: agrees now (was type mismatch)`. */
export function mendedText({ workload, mended = '' }: EventOf<'case-finished'>): string {
  return `${visible(workload)}: agrees now (was ${kindText({ mismatch: mended })})`
}

/** `3 findings look alike: GE-1, GE-2, GE-3`. */
export function groupText({ members }: FindingGroup): string {
  return `${members.length} findings look alike: ${members.join(', ')}`
}

/** `confirmed 5/5`, `flaky 3/5`, `unconfirmed 0/5`. */
export function statusText({ status, confirmed }: FindingSummary): string {
  return confirmed ? `${status} ${confirmed.times}/${confirmed.of}` : status
}

/** `typed-mutations #1817`: the case, by which it can be generated again. */
export function whereText({ workload, index }: { workload: string; index: number }): string {
  return `${visible(workload)} #${index}`
}

/** `step 4 of 4, session a`, as far as it is known. */
export function stepText({ mismatch, steps }: FindingSummary): string {
  if (mismatch.stepIndex === undefined) return 'the end, in the state that is left'
  const of = steps.length > 0 ? ` of ${steps.length}` : ''
  const session = steps[mismatch.stepIndex]?.session
  const where = session === undefined ? '' : `, session ${visible(session)}`
  return `step ${mismatch.stepIndex + 1}${of}${where}`
}

/**
 * `reduced from 41 to 4 steps with 120 executions in 38 s`; undefined where nothing was reduced.
 */
export function reducedText({ reduced }: FindingSummary): string | undefined {
  if (!reduced) return undefined
  const { stepsBefore, stepsAfter, executions, elapsedMs, minimal } = reduced
  const work = `${plural(executions, 'execution')} in ${formatDuration(elapsedMs)}`
  const open = minimal ? '' : '; not minimal, the budget ended first'
  return `reduced from ${stepsBefore} to ${plural(stepsAfter, 'step')} with ${work}${open}`
}

/**
 * What had to stay in the smallest case, and what was seen without it: `without DELETE FROM t0: both sides agree`. At most
 * so many; nothing where the case may not be the smallest.
 */
export function matteredTexts({ reduced }: FindingSummary, max: number): readonly string[] {
  return (reduced?.mattered ?? []).slice(0, max).map(({ what, instead }) => `${what}: ${instead}`)
}

/** `duckdb 1.5.6`; without a version where there is none. */
export function targetText(facts: TargetFactsOfRun | undefined): string {
  if (!facts) return 'not reached'
  return visible(`${facts.name} ${facts.version}`.trim())
}

/**
 * The commands that run a finding's case again on the same targets: from the run's folder, which is
 * `folder` as a person would type it, and where the case is short enough to be in the command, from
 * anywhere. Without a folder, only the latter, or what has to be done first.
 */
export function replayLines(
  { targetFlags }: Started,
  finding: Pick<FindingSummary, 'id' | 'case'>,
  folder: string | undefined,
): readonly string[] {
  // Of the text as the log has it, so that what is masked there is masked in here.
  const blob = encodeText(finding.case)
  const isShort = blob.length <= BLOB_SHOWN_MAX
  const words = [
    ...(folder === undefined ? [] : [`${folder}/findings/${finding.id}/case.sql`]),
    ...(isShort ? [blob] : []),
  ]
  const isElsewhere = words.length === 0
  const lines = (isElsewhere ? ['case.sql'] : words).map((word) =>
    ['npx goldeneye replay', ...[word, ...targetFlags].map(shellWord)].join(' '),
  )
  return isElsewhere ? ['# with the case below in case.sql', ...lines] : lines
}

/** `commits: 24 acknowledged`, `lost-race: 27 at the batch, 2 at COMMIT`: what clients at once did. */
export function clientLines({ clients }: Pick<CaseTables, 'clients'>): readonly string[] {
  const whats = [...new Set(clients.map(({ what }) => what))].sort()
  return whats.map((what) => {
    const own = clients.filter((one) => one.what === what)
    const parts = own.map(({ because, count }) => `${formatCount(count)} ${visible(because)}`)
    return `${what}: ${parts.join(', ')}`
  })
}
