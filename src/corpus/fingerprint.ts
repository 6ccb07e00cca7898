import { createHash } from 'node:crypto'
import type { Evidence } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Mismatch, MismatchKind } from '../model/verdict.js'
import { skeleton } from '../sql/skeleton.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'
import { contextOf, deliveriesOf } from './circumstances.js'

/** Changes whenever the same finding would get another name. */
export const FINGERPRINT_VERSION = 2

const DIGITS = 8

/** In what way a finding shows, whatever the statement and the values are (campaign/showing.ts). */
export interface Showing {
  /** `rounded`, `infinity became NULL`, `fewer rows`, `rows where error conversion was right`. */
  readonly how: string
  /** The innermost type that differs, and what it is inside of; undefined where the difference is in no value. */
  readonly type?: string | undefined
  readonly inside: readonly string[]
}

/** A finding after its reduction. */
export interface FindingFacts {
  readonly oracle: string
  readonly mismatch: Mismatch
  /** The statement that showed it; empty for an end state. */
  readonly culprit: string
  /** Its place in its text, from 0, where that holds several; what is before it has happened before. */
  readonly part: number
  readonly evidence: Evidence
  readonly showing: Showing
}

/**
 * The name of a finding, `GE-` and eight hexadecimal digits, from the *reduced* case: oracle, kind of mismatch, in what way
 * it shows, skeleton of the culprit, the types in which the difference is, the ways of sending that mattered, what had to
 * happen before, profiles, and what each side answered by kind and error class. No seed, value, version, time or row number
 * is in it, so the same finding has the same name tomorrow.
 */
export function fingerprint(facts: FindingFacts): string {
  const text = JSON.stringify([FINGERPRINT_VERSION, ...identity(facts)])
  return `GE-${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`
}

/** What a finding's name is made of, for people: the way it shows, the statement's skeleton, types and circumstances. */
export function signatureLines(facts: FindingFacts): readonly string[] {
  const { mismatch, showing } = facts
  const around = [typesText(facts), ...deliveriesIn(facts), ...contextIn(facts)]
  return [
    `${mismatch.mismatch}: ${showing.how}`,
    shapeOf(facts),
    around.filter((part) => part !== '').join('; ') || 'no types',
  ]
}

/** The kinds that are about a statement as a whole: what it does matters, and not how it is written. */
const ABOUT_STATEMENTS: ReadonlySet<MismatchKind> = new Set([
  'status',
  'tag',
  'protocol',
  'affected-rows',
])

function shapeOf(facts: FindingFacts): string {
  const { mismatch, culprit } = facts
  // Whose question it was, and in which words, is of no matter: the rule is in the way it shows.
  if (mismatch.mismatch === 'invariant') return 'a catalog'
  if (mismatch.stepIndex === undefined) return 'the end state'
  if (!ABOUT_STATEMENTS.has(mismatch.mismatch)) return skeleton(culprit) || 'an empty text'
  if (failsAlike(facts)) return 'a statement that fails'
  const kinds = splitStatements(culprit).map(({ text }) => statementKind(text))
  return [...new Set(kinds)].join('; ') || 'an empty text'
}

/** Whether both sides refuse it with one class of error: then any statement that fails does the same. */
function failsAlike(facts: FindingFacts): boolean {
  const [ours, theirs] = [answerAt(facts, 'reference'), answerAt(facts, 'subject')]
  return ours === theirs && ours.startsWith('error ')
}

function identity(facts: FindingFacts): readonly unknown[] {
  const { oracle, evidence } = facts
  const { reference, subject } = evidence
  return [
    oracle,
    ...signatureLines(facts),
    [reference.target.profile, subject.target.profile],
    hasNoAnswers(facts) ? [] : [answerAt(facts, 'reference'), answerAt(facts, 'subject')],
  ]
}

function hasNoAnswers(facts: FindingFacts): boolean {
  return facts.mismatch.mismatch === 'invariant' || failsAlike(facts)
}

function deliveriesIn({ evidence, mismatch }: FindingFacts): readonly string[] {
  return deliveriesOf(evidence.plan, mismatch.stepIndex)
}

function contextIn({ evidence, mismatch, part }: FindingFacts): readonly string[] {
  return contextOf(evidence, mismatch.stepIndex, part)
}

/** The kinds in which the types of all columns and parameters may be what is wrong. */
const ABOUT_COLUMNS: ReadonlySet<MismatchKind> = new Set([
  'outcome',
  'error-class',
  'protocol',
  'crash',
])

/** Only the types in which the difference is: one that stands beside it says nothing. */
function typesText(facts: FindingFacts): string {
  const { type, inside } = facts.showing
  if (type !== undefined) return [type, ...inside.map((container) => `in ${container}`)].join(' ')
  if (!ABOUT_COLUMNS.has(facts.mismatch.mismatch)) return ''
  return [...new Set(involvedTypes(facts).map(withoutParameters))].join(', ')
}

/** By its text: a parameter's type is what somebody wrote. */
function withoutParameters(name: string): string {
  return name.endsWith(']') ? 'LIST' : name.replace(/\(.*$/s, '')
}

/** What a side answered to the statement that showed it. */
function answerAt({ mismatch, evidence, part }: FindingFacts, side: 'reference' | 'subject') {
  const record = evidence[side].records.find(({ stepIndex }) => stepIndex === mismatch.stepIndex)
  return answerShape(record?.outcomes[part] ?? record?.outcomes.at(-1))
}

/** What a side answered, as a fingerprint sees it: `rows`, `done`, the class of an error, what is wrong with a message. */
export function answerShape(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing'
  if (outcome.kind === 'error') return `error ${outcome.errorClass}`
  // What is wrong with a message, whatever its lengths and columns are.
  if (outcome.kind === 'violation') return `violation ${outcome.what.replaceAll(/-?\d+/g, 'n')}`
  return outcome.kind === 'unknown' ? `unknown ${outcome.reason}` : outcome.kind
}

/** The distinct types of the reference's columns and of the parameters, in order of appearance. */
export function involvedTypes(
  facts: Pick<FindingFacts, 'mismatch' | 'evidence'>,
): readonly string[] {
  const { stepIndex } = facts.mismatch
  const records = facts.evidence.reference.records
  const outcome = records.find((record) => record.stepIndex === stepIndex)?.outcomes.at(-1)
  const columns = outcome?.kind === 'rows' ? outcome.columns : []
  const step = stepIndex === undefined ? undefined : facts.evidence.plan.steps[stepIndex]
  const params = step?.kind === 'statement' ? step.statement.params : []
  const names = [
    ...columns.map(({ type }) => (type.kind === 'duckdb' ? type.name : `oid ${type.oid}`)),
    ...params.map((param) => param.type),
  ]
  return [...new Set(names)]
}
