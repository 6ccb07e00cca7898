import { typeName } from '../../judge/describe.js'
import type { Evidence, StepRecord } from '../../model/history.js'
import type { KnownMatch } from '../../model/known.js'
import type { Column, Outcome, Rows } from '../../model/outcome.js'
import type { Plan, Step } from '../../model/plan.js'
import type { Profile } from '../../model/profile.js'
import type { Mismatch, Oracle } from '../../model/verdict.js'
import { splitStatements } from '../../sql/split.js'
import { statementKind } from '../../sql/statement-kind.js'
import { retyped } from './retyped.js'
import { withoutManner } from './without-manner.js'

/** A difference that is not to be seen again. */
export interface Aside {
  readonly oracle: Oracle
  readonly mismatch: Mismatch
  /** What is known of it: of values, only what shows in this way, or else only these types. */
  readonly match: KnownMatch
  readonly profile: Profile
}

/**
 * Copies of the evidence without a difference, for each answer of the step's text that may have shown it; what else
 * differs at this step still does. None where it cannot be taken out. What the sides did afterwards is not changed.
 */
export function withoutDifference(evidence: Evidence, aside: Aside): readonly Evidence[] {
  const { stepIndex } = aside.mismatch
  const reference = evidence.reference.records[stepIndex ?? -1]
  const subject = evidence.subject.records[stepIndex ?? -1]
  if (stepIndex === undefined || !subject) return []
  if (aside.oracle.judgesSubjectAlone) return [asOnlyWay(evidence, subject)]
  if (!reference) return []
  return changesOf(reference, subject, aside).map((pair) => withPair(evidence, stepIndex, pair))
}

/** One step as both sides recorded it. */
interface Pair {
  readonly reference: StepRecord
  readonly subject: StepRecord
}

function withPair(evidence: Evidence, at: number, { reference, subject }: Pair): Evidence {
  const into = (side: 'reference' | 'subject', record: StepRecord) => ({
    ...evidence[side],
    records: evidence[side].records.with(at, record),
  })
  return { ...evidence, reference: into('reference', reference), subject: into('subject', subject) }
}

/** The step is held against no other way to send it, and kept to the protocol. */
function asOnlyWay(evidence: Evidence, record: StepRecord): Evidence {
  const { stepIndex, outcomes } = record
  const kept = outcomes.map(
    (outcome): Outcome =>
      outcome.kind === 'violation' ? { kind: 'done', affected: undefined } : outcome,
  )
  const subject = {
    ...evidence.subject,
    records: evidence.subject.records.with(stepIndex, { ...record, outcomes: kept }),
  }
  return { ...evidence, plan: withoutName(evidence.plan, stepIndex), subject }
}

/** The plan in which a step is no longer said to be the same as others. */
export function withoutName(plan: Plan, stepIndex: number): Plan {
  const step = plan.steps[stepIndex]
  if (step?.kind !== 'statement') return plan
  const alone: Step = { ...step, statement: { ...step.statement, same: undefined } }
  return { ...plan, steps: plan.steps.with(stepIndex, alone) }
}

function changesOf(reference: StepRecord, subject: StepRecord, aside: Aside): readonly Pair[] {
  const { mismatch } = aside
  switch (mismatch.mismatch) {
    case 'status':
      return [{ reference, subject: { ...subject, status: reference.status } }]
    case 'outcome':
    case 'error-class':
    case 'protocol':
    case 'crash':
      return [{ reference, subject: { ...subject, outcomes: reference.outcomes } }]
    case 'state':
    case 'nodes':
    case 'invariant':
      return []
    default:
      return reference.outcomes.flatMap((left, answer) => {
        const changed = changedAnswers(left, subject.outcomes[answer], aside)
        return changed ? [inPlace({ reference, subject }, answer, changed)] : []
      })
  }
}

type Answers = readonly [reference: Outcome, subject: Outcome]

function inPlace({ reference, subject }: Pair, answer: number, [left, right]: Answers): Pair {
  const put = (record: StepRecord, outcome: Outcome): StepRecord => ({
    ...record,
    outcomes: record.outcomes.with(answer, outcome),
  })
  return { reference: put(reference, left), subject: put(subject, right) }
}

function changedAnswers(
  left: Outcome,
  right: Outcome | undefined,
  { mismatch, match, profile }: Aside,
): Answers | undefined {
  if (left.kind === 'done' && right?.kind === 'done') {
    if (mismatch.mismatch === 'tag') return [left, { ...right, tag: left.tag }]
    if (mismatch.mismatch === 'affected-rows') return [left, { ...right, affected: left.affected }]
  }
  if (left.kind !== 'rows' || right?.kind !== 'rows') return undefined
  switch (mismatch.mismatch) {
    case 'tag':
      return [left, { ...right, tag: left.tag }]
    case 'column-names':
      return [
        left,
        { ...right, columns: right.columns.map((one, at) => named(one, left.columns[at])) },
      ]
    case 'type':
      return [left, withTypeOf(left, right, mismatch)]
    case 'value':
      return withoutValues(left, right, { match, profile })
    default:
      return [left, answeredAlike(left, right)]
  }
}

function named(column: Column, like: Column | undefined): Column {
  return { ...column, name: like?.name ?? column.name }
}

/** The reference's rows, with what the subject said around them. */
function answeredAlike(left: Rows, { tag, count }: Rows): Rows {
  return { ...left, tag, count }
}

/** Every column with exactly these two types; where their number differs nothing is left to compare. */
function withTypeOf(left: Rows, right: Rows, mismatch: Mismatch): Rows {
  if (left.columns.length !== right.columns.length) return answeredAlike(left, right)
  return left.columns.reduce((rows, column, index) => {
    const told = right.columns[index]
    const types = [column.type, told?.type].map((type) => type && typeName(type))
    const isMeant = types[0] === mismatch.reference && types[1] === mismatch.subject
    return isMeant ? retyped(left, rows, index) : rows
  }, right)
}

function withoutValues(
  left: Rows,
  right: Rows,
  { match, profile }: Pick<Aside, 'match' | 'profile'>,
): Answers {
  const { shows, types } = match
  if (shows !== undefined) return withoutManner(left, right, { shows, types: profile.types })
  return types ? withoutCells(left, right, types) : [left, answeredAlike(left, right)]
}

/** Cells of these types are NULL on both sides. */
function withoutCells(left: Rows, right: Rows, types: readonly string[]): Answers {
  const isMeant = left.columns.map(({ type }) => types.includes(typeName(type)))
  const blank = (rows: Rows): Rows => ({
    ...rows,
    rows: rows.rows.map((row) => row.map((cell, at) => (isMeant[at] ? null : cell))),
  })
  return [blank(left), blank(right)]
}

/** These say otherwise what is the same; both sides have done the same. */
const SAID_OTHERWISE = ['column-names', 'type', 'value', 'order', 'tag']

/**
 * Whether what comes after a difference may follow from it: the sides are in other transactions, a connection was lost, or
 * one side has written what the other has not.
 */
export function hasConsequences({ mismatch, stepIndex }: Mismatch, evidence: Evidence): boolean {
  if (stepIndex === undefined || SAID_OTHERWISE.includes(mismatch)) return false
  if (mismatch === 'status' || mismatch === 'crash') return true
  const { reference, subject, plan } = evidence
  const [left, right] = [reference, subject].map(({ records }) => records[stepIndex]?.status)
  if (left !== undefined && right !== undefined && left !== right) return true
  const step = plan.steps[stepIndex]
  if (step?.kind !== 'statement' || losesConnection(evidence, stepIndex)) return true
  return mismatch !== 'error-class' && !isRead(step.statement.sql)
}

/** Whether the session of a step says nothing more afterwards. */
function losesConnection({ subject: { records } }: Evidence, stepIndex: number): boolean {
  const session = records[stepIndex]?.session
  const next = records.find((record) => record.stepIndex > stepIndex && record.session === session)
  return next?.outcomes.some(({ kind }) => kind === 'unknown') ?? false
}

const READS = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'SUMMARIZE'])

/** Whether a text only asks: statements without effect. */
export function isRead(sql: string): boolean {
  const all = splitStatements(sql)
  return all.length > 0 && all.every(({ text }) => READS.has(statementKind(text)))
}
