import { describeOutcome, describeRows } from '../../judge/describe.js'
import type { StepRecord } from '../../model/history.js'
import type { Outcome } from '../../model/outcome.js'
import type { Step } from '../../model/plan.js'
import type { Kept, Session, Shell } from '../../model/target.js'
import type { Mismatch } from '../../model/verdict.js'
import { visible, visibleLines } from '../../report/visible.js'

/** What will be sent, and what in its place where PostgreSQL's words are spoken. */
function stepText(step: Step): string {
  if (step.kind !== 'statement') return `-- @${step.kind} ${step.session}`
  const { sql, postgres } = step.statement
  return postgres === undefined ? sql : `${sql}\n-- in PostgreSQL's words:\n${postgres}`
}

/** Where a person stands in a case. */
export interface Place {
  readonly name: string
  /** The line of the next step, from 1, where the file has lines. */
  readonly line: number | undefined
  /** The position of the next step, from 0; as many as there are steps at the end. */
  readonly index: number
  readonly count: number
}

const INDENT = '    '

/** `corpus/x.case.sql:7: step 3 of 12`, and what will be sent. */
export function nextText({ name, line, index, count }: Place, step: Step | undefined) {
  const where = `${visible(name)}${line === undefined || !step ? '' : `:${line}`}`
  if (!step) return [`${where}: the end, everything is still there`]
  const what = stepText(step)
  const delivery = step.kind === 'statement' ? `, ${step.statement.delivery}` : ''
  return [
    `${where}: step ${index + 1} of ${count}, session ${visible(step.session)}${delivery}`,
    ...visibleLines(what).map((text) => `${INDENT}${text}`),
    ...paramsText(step),
  ]
}

function paramsText(step: Step): readonly string[] {
  if (step.kind !== 'statement') return []
  return step.statement.params.map(
    ({ type, text }, index) =>
      `${INDENT}$${index + 1} = ${text === null ? 'NULL' : `'${visible(text)}'`} ${visible(type)}`,
  )
}

/** What both sides have answered to the last step, and what an oracle says to that. */
export function answersText(
  reference: StepRecord | undefined,
  subject: StepRecord | undefined,
  mismatch: Mismatch | undefined,
): readonly string[] {
  return [
    ...answerText('reference', reference),
    ...answerText('subject', subject),
    ...(mismatch ? [`  ✗ ${visible(mismatch.summary)}`] : []),
  ]
}

function answerText(side: string, record: StepRecord | undefined): readonly string[] {
  if (!record) return []
  const status = record.status === undefined ? '' : ` (${STATUS[record.status]})`
  const [first, ...rest] = record.outcomes
  if (!first) return [`  ${side.padEnd(9)}  ok${status}`]
  return [
    `  ${side.padEnd(9)}  ${visible(describeOutcome(first))}${status}`,
    ...rowsText(first),
    ...rest.flatMap((one) => [
      `  ${' '.repeat(9)}  ${visible(describeOutcome(one))}`,
      ...rowsText(one),
    ]),
  ]
}

const STATUS = { I: 'idle', T: 'in a transaction', E: 'in a failed transaction' } as const

function rowsText(outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'rows') return []
  const lines = describeRows(outcome.columns, outcome.rows).split('\n')
  return lines.map((line) => `${INDENT}${INDENT}${visible(line)}`)
}

/** How to reach the place of every session of a side; nothing where nobody else can reach it. */
export function sessionsText(
  side: string,
  sessions: ReadonlyMap<string, Session>,
): readonly string[] {
  return [...sessions].flatMap(([name, { shell }]) =>
    shell ? [`  ${side}, session ${visible(name)}:`, ...shellText(shell)] : [],
  )
}

function shellText({ command, first }: Shell): readonly string[] {
  return [`${INDENT}${visible(command)}`, `${INDENT}${visible(first)}`]
}

/** What was left of a side, how to look at it, and how to remove it. */
export function keptText(side: string, { shells, cleanUp, notes }: Kept): readonly string[] {
  return [
    ...(shells.length > 0 ? [`the state of the ${side} is kept; look at it with`] : []),
    ...shells.flatMap(shellText),
    ...(cleanUp.length > 0 ? ['  and remove it with'] : []),
    ...cleanUp.map((command) => `${INDENT}${visible(command)}`),
    ...notes.map((note) => `  ! ${side}: ${visible(note)}`),
  ]
}
