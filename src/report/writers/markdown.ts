import type { FindingSummary } from '../findings.js'
import { doubtLines } from '../inconclusive.js'
import { expiredText, knownText, seenKnown, unseenText } from '../known.js'
import { formatCount, formatDuration, percent, plural } from '../numbers.js'
import { sideBySide } from '../side-by-side.js'
import type { RunSummary } from '../summary.js'
import { clip, visible } from '../visible.js'
import {
  clientLines,
  groupText,
  matteredTexts,
  mendedText,
  notRunText,
  reducedText,
  replayLines,
  statusText,
  stepText,
  targetText,
  titleOf,
  whereText,
} from '../words.js'
import { valueLines } from './finding-text.js'

/** GitHub drops a step summary over 1 MiB whole, and just below it sometimes without a word. */
const SUMMARY_BYTES_MAX = 900 * 1024

/** The most characters of a case inside an issue text; the whole case lies beside it. */
const CASE_LENGTH_MAX = 20_000

/** The most things that mattered. */
const MATTERED_SHOWN_MAX = 20

/** The most characters of what one vote found. */
const DETAIL_LENGTH_MAX = 200

/** The reasons of inconclusive verdicts. */
const DOUBTS_SHOWN = { reasonsMax: 10, lengthMax: 400 }

const CUT = '\n\n*The rest does not fit here; index.html and findings/ have it all.*\n'

/** The run on one page of Markdown, for a CI job's summary. */
export function summaryMarkdown(summary: RunSummary, folder: string): string {
  const { started } = summary
  const text = [
    `# ${plain(summary.conclusion)}`,
    `${plain(summary.reason)} (exit code ${summary.exitCode})`,
    ...(summary.next === undefined ? [] : [`Next: ${plain(summary.next)}`]),
    [
      `reference ${plain(targetText(summary.reference))}`,
      `subject ${plain(targetText(summary.subject))}`,
      `seed ${started.seed}`,
      formatDuration(summary.elapsedMs),
      `goldeneye ${plain(started.tool)}`,
    ].join(', '),
    ...summary.groups.map((group) => plain(groupText(group))),
    ...summary.findings.map((finding) => findingSection(finding, summary, folder)),
    oracleTable(summary),
    workloadTable(summary),
    ...list('Inconclusive', doubtLines(summary.oracles, DOUBTS_SHOWN)),
    ...list('Cannot be run', summary.notRun.map(notRunText)),
    ...list('Mended', summary.mended.map(mendedText)),
    ...list('Known differences', knownItems(summary)),
    ...list('Incidents', [...summary.incidents.map((one) => `${one.target}: ${one.detail}`)]),
    ...list('Ignored', summary.ignored.map(reasonText)),
    ...list('Clients at once', clientLines(summary)),
    ...list('Not executed', summary.skipped.map(reasonText)),
  ].join('\n\n')
  return cut(`${text}\n`)
}

/**
 * The text of an issue: the conclusion, the two values, the command, the case, the environment.
 * Without the folder of the run the command works anywhere.
 */
export function findingMarkdown(
  finding: FindingSummary,
  summary: RunSummary,
  folder: string | undefined,
): string {
  const reduced = reducedText(finding)
  const ignored = finding.mismatch.ignored.map(({ what, because }) => `${what}: ${because}`)
  return `${[
    `# ${finding.id}: ${plain(titleOf(finding))}`,
    values(finding, summary),
    fence(replayLines(summary.started, finding, folder).join('\n'), 'sh'),
    reduced ? `Smallest case (${reduced}):` : 'The case:',
    fence(clip(finding.case, CASE_LENGTH_MAX), 'sql'),
    facts(finding, summary),
    ...voteTable(finding),
    ...list('What mattered', matteredTexts(finding, MATTERED_SHOWN_MAX)),
    ...list('Ignored by the oracle', ignored),
  ].join('\n\n')}\n`
}

function findingSection(finding: FindingSummary, summary: RunSummary, folder: string): string {
  return [
    `## ${finding.id}: ${plain(titleOf(finding))}`,
    `${plain(whereText(finding))}, ${plain(stepText(finding))}, ${statusText(finding)}`,
    values(finding, summary),
    fence(replayLines(summary.started, finding, folder).join('\n'), 'sh'),
  ].join('\n\n')
}

function values({ mismatch }: FindingSummary, summary: RunSummary): string {
  const { reference, subject } = sideBySide(mismatch.reference, mismatch.subject)
  return fence(
    [
      `reference  ${targetText(summary.reference)}`,
      ...valueLines(reference),
      `subject    ${targetText(summary.subject)}`,
      ...valueLines(subject),
    ].join('\n'),
    'text',
  )
}

function facts(finding: FindingSummary, { started, groups }: RunSummary): string {
  const seen = finding.seen.map(whereText).slice(0, 10).join(', ')
  return [
    `- oracle ${plain(finding.oracle)}, ${statusText(finding)}, ${plain(stepText(finding))}`,
    `- seed ${started.seed}, seen in ${plural(finding.seen.length, 'case')}: ${plain(seen)}`,
    ...(finding.attribution ? [`- votes: ${plain(finding.attribution)}`] : []),
    ...(finding.signature.length > 0
      ? [`- named by: ${plain(finding.signature.join(' | '))}`]
      : []),
    ...likeThis(finding, groups),
    `- goldeneye ${plain(started.tool)}, node ${plain(started.node)}, ${plain(started.platform)}`,
  ].join('\n')
}

/** The others of its group. */
function likeThis({ id, group }: FindingSummary, groups: RunSummary['groups']): readonly string[] {
  const members = groups.find((one) => one.id === group)?.members ?? []
  return members.length === 0
    ? []
    : [`- looks like ${members.filter((member) => member !== id).join(', ')}`]
}

/** The truth table behind the attribution. */
function voteTable({ votes }: FindingSummary): readonly string[] {
  if (votes.length === 0) return []
  const rows = votes.map(({ voter, says, detail }) => [
    voter,
    says,
    clip(detail, DETAIL_LENGTH_MAX),
  ])
  return [
    '**Votes**: does the smallest case, run again, agree with the first answer of the reference?',
    table(['who was asked', 'says', 'what differs'], rows),
  ]
}

function oracleTable({ oracles }: RunSummary): string {
  const rows = oracles.map(({ oracle, agree, mismatch, inconclusive, notJudged }) => [
    oracle,
    ...[agree, mismatch, inconclusive, notJudged].map(formatCount),
  ])
  return table(['oracle', 'agree', 'mismatch', 'inconclusive', 'nothing to judge'], rows)
}

function workloadTable({ workloads }: RunSummary): string {
  const rows = workloads.map((one) => [
    one.workload,
    formatCount(one.cases),
    formatCount(one.statements),
    percent(one.executedOnBoth, one.statements),
    formatCount(one.features.length),
  ])
  return table(['workload', 'cases', 'statements', 'executed on both', 'features'], rows)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function list(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return []
  return [`**${title}**`, items.map((item) => `- ${plain(item)}`).join('\n')]
}

/** Those that were seen, those that are over, and quietly those that were not seen. */
function knownItems({ known }: RunSummary): readonly string[] {
  const rest = [expiredText(known), unseenText(known)]
  return [...seenKnown(known).map(knownText), ...rest.filter((text) => text !== undefined)]
}

function reasonText({ what, because, count }: RunSummary['ignored'][number]): string {
  return `${formatCount(count)} × ${what}: ${because}`
}

/** Text in which Markdown and HTML see nothing special, on one line. */
function plain(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim()).replace(/[\\`*_[\]<>|#~&@]/g, '\\$&')
}

/** A code block whose fence is longer than any run of backticks inside. */
function fence(text: string, language: string): string {
  const runs = (text.match(/`+/g) ?? []).map((run) => run.length)
  const ticks = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)))
  return `${ticks}${language}\n${text.replace(/\n+$/, '')}\n${ticks}`
}

function cut(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= SUMMARY_BYTES_MAX) return text
  // A character that was cut in two is dropped with the last line.
  const head = bytes.subarray(0, SUMMARY_BYTES_MAX).toString('utf8')
  const open = (head.match(/^`{3,}/gm) ?? []).length % 2 === 1 ? '\n```' : ''
  return `${head.slice(0, head.lastIndexOf('\n'))}${open}${CUT}`
}
