import type { Evidence, History } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import type { Profile } from '../model/profile.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import { skeleton } from '../sql/skeleton.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'
import { messageTemplate } from './message-template.js'
import { showingOf, showingText } from './showing.js'
import { hasSymptom, type Symptom, symptomsOf } from './symptom.js'
import { mismatchOf, type Trial } from './trial.js'

/** A mismatch, who judged it, and the trial that showed it. */
export interface Found {
  readonly trial: Trial
  readonly oracle: Oracle
  readonly mismatch: Mismatch
}

/**
 * What must stay the same while a case is reduced, so that it does not slip into another finding: tight enough that a
 * second bug of the case has another one, and silent about all that becomes smaller (names, values, columns, rows).
 */
export interface Signature {
  readonly oracle: string
  readonly mismatch: string
  /** What the text that showed it does, statement by statement: `SELECT`; empty for an end state. */
  readonly verbs: ReadonlySet<string>
  /** How each side answered it: `ok`, or the class of an error, with its message where the error is what differs. */
  readonly answers: readonly [reference: string, subject: string]
  /** In what way the answers differ; undefined where there is no more to say. */
  readonly symptom: Symptom | undefined
  /** How often statements of each kind fail on the reference: a smaller case may not fail more. */
  readonly failures: ReadonlyMap<string, number>
  /** The types of the subject's profile, by which its values are read. */
  readonly types: Profile['types']
}

export function signatureOf({ oracle, mismatch, trial }: Found, { types }: Profile): Signature {
  const { evidence } = trial
  return {
    oracle: oracle.name,
    mismatch: mismatch.mismatch,
    verbs: verbsOf(culprit(mismatch, evidence.plan)),
    answers: answersOf(mismatch, evidence),
    symptom: symptomsOf(mismatch, evidence, types)[0],
    failures: failuresOf(evidence.plan, evidence.reference),
    types,
  }
}

/** All of a signature that hangs on the finding, as one text: the same finding has the same. */
export function signatureText(signature: Signature): string {
  const { oracle, mismatch, verbs, answers, symptom, failures } = signature
  return JSON.stringify([oracle, mismatch, [...verbs], answers, symptom, [...failures]])
}

/** Whether a trial shows the finding with this signature; its mismatch if it does. */
export function showsAgain(trial: Trial, signature: Signature): Mismatch | undefined {
  const shown = mismatchOf(trial)
  if (!shown || differsFrom(signature, shown, trial)) return undefined
  return shown.mismatch
}

function differsFrom(
  signature: Signature,
  { oracle, mismatch }: { readonly oracle: Oracle; readonly mismatch: Mismatch },
  { evidence }: Trial,
): boolean {
  return (
    oracle.name !== signature.oracle ||
    mismatch.mismatch !== signature.mismatch ||
    !isPartOf(verbsOf(culprit(mismatch, evidence.plan)), signature.verbs) ||
    answersOf(mismatch, evidence).join() !== signature.answers.join() ||
    !hasSymptom(symptomsOf(mismatch, evidence, signature.types), signature.symptom) ||
    failsAnew(evidence.plan, evidence.reference, signature) !== undefined
  )
}

/** The kinds of which more statements fail on the reference than before: then something that was needed is gone. */
export function failsAnew(
  plan: Plan,
  reference: History,
  { failures }: Signature,
): ReadonlySet<string> | undefined {
  const now = failuresOf(plan, reference)
  const kinds = [...now.keys()].filter((kind) => (now.get(kind) ?? 0) > (failures.get(kind) ?? 0))
  return kinds.length === 0 ? undefined : new Set(kinds)
}

/** Whether any step is answered by the reference as the one that showed the finding was: without it, nothing can show it. */
export function mayShow(plan: Plan, reference: History, signature: Signature): boolean {
  const [wanted] = signature.answers
  if (signature.verbs.size === 0 || reference.records.length === 0) return true
  return plan.steps.some((step, index) => {
    if (step.kind !== 'statement') return false
    const isLike = isPartOf(verbsOf(step.statement.sql), signature.verbs)
    return isLike && withoutMessage(wanted) === answer(lastOutcome(reference, index))
  })
}

/**
 * Like findings of one run, before they are reduced: enough not to reduce the same thing forty times. In what way they
 * show is part of it, or a read of a whole table would be the same for every fault of a value.
 */
export function likeness(oracle: Oracle, mismatch: Mismatch, evidence: Evidence): string {
  const showing = showingText(showingOf(evidence, mismatch))
  const shape = skeleton(culprit(mismatch, evidence.plan))
  return [oracle.name, mismatch.mismatch, showing, shape].join('\n')
}

/** The text of the statement that showed a mismatch; empty for an end state. */
export function culprit(mismatch: Mismatch, plan: Plan): string {
  const step = mismatch.stepIndex === undefined ? undefined : plan.steps[mismatch.stepIndex]
  return step?.kind === 'statement' ? step.statement.sql : ''
}

function verbsOf(sql: string): ReadonlySet<string> {
  return new Set(splitStatements(sql).map(({ text }) => statementKind(text)))
}

function isPartOf(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((verb) => all.has(verb)) && (some.size > 0 || all.size === 0)
}

const ABOUT_ERRORS = new Set(['outcome', 'error-class'])

function answersOf(
  { mismatch, stepIndex }: Mismatch,
  { plan, reference, subject }: Evidence,
): readonly [string, string] {
  const [left, right] = [reference, subject].map((history) => {
    const outcome = stepIndex === undefined ? undefined : lastOutcome(history, stepIndex)
    const isTold = ABOUT_ERRORS.has(mismatch) && outcome?.kind === 'error'
    return isTold
      ? `${answer(outcome)}: ${messageTemplate(outcome.message, plan)}`
      : answer(outcome)
  })
  return [left ?? '', right ?? '']
}

function lastOutcome({ records }: History, stepIndex: number): Outcome | undefined {
  return records[stepIndex]?.outcomes.at(-1)
}

/** Rows or none: a RETURNING may go. */
function answer(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing'
  if (outcome.kind === 'error') return `error ${outcome.errorClass}`
  if (outcome.kind === 'unknown') return `unknown ${outcome.reason}`
  return outcome.kind === 'violation' ? 'violation' : 'ok'
}

function withoutMessage(answered: string): string {
  return answered.replace(/:.*$/s, '')
}

function failuresOf(plan: Plan, reference: History): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { stepIndex, outcomes } of reference.records) {
    const step = plan.steps[stepIndex]
    const failed = outcomes.some(({ kind }) => kind === 'error' || kind === 'unknown')
    if (step?.kind !== 'statement' || !failed) continue
    const kind = statementKind(step.statement.sql)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}
