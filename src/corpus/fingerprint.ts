import { createHash } from 'node:crypto'
import type { Evidence } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { Mismatch } from '../model/verdict.js'
import { skeleton } from '../sql/skeleton.js'

/** Changes whenever the same finding would get another name. */
export const FINGERPRINT_VERSION = 1

const DIGITS = 8

/** A finding after its reduction. */
export interface FindingFacts {
  readonly oracle: string
  readonly mismatch: Mismatch
  /** The text of the statement that showed it; empty for an end state. */
  readonly culprit: string
  readonly evidence: Evidence
}

/**
 * The name of a finding, `GE-` and eight hexadecimal digits, from the *reduced* case: oracle, kind
 * of mismatch, skeleton of the culprit, involved types, profiles, and what each side answered by
 * kind and error class. No seed, value, version, time or row number is in it, so the same finding
 * has the same name tomorrow.
 */
export function fingerprint(facts: FindingFacts): string {
  const text = JSON.stringify([FINGERPRINT_VERSION, ...identity(facts)])
  return `GE-${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`
}

/** What a finding's name is made of, for people: kind, statement skeleton, types. */
export function signatureLines(facts: FindingFacts): readonly string[] {
  const types = involvedTypes(facts)
  return [
    facts.mismatch.mismatch,
    skeleton(facts.culprit) || 'the end state',
    types.length > 0 ? types.join(', ') : 'no columns',
  ]
}

function identity(facts: FindingFacts): readonly unknown[] {
  const { oracle, evidence } = facts
  return [
    oracle,
    ...signatureLines(facts),
    [evidence.reference.target.profile, evidence.subject.target.profile],
    [answerShape(lastOutcome(facts, 'reference')), answerShape(lastOutcome(facts, 'subject'))],
  ]
}

function lastOutcome({ mismatch, evidence }: FindingFacts, side: 'reference' | 'subject') {
  if (mismatch.stepIndex === undefined) return undefined
  const { records } = evidence[side]
  return records.find((record) => record.stepIndex === mismatch.stepIndex)?.outcomes.at(-1)
}

/** What a side answered: its kind, and of an error its class. */
export function answerShape(outcome: Outcome | undefined): string {
  if (!outcome) return 'nothing'
  if (outcome.kind === 'error') return `error ${outcome.errorClass}`
  // What is wrong with a message, whatever its lengths and columns are.
  if (outcome.kind === 'violation') return `violation ${outcome.what.replaceAll(/\d+/g, 'n')}`
  return outcome.kind === 'unknown' ? `unknown ${outcome.reason}` : outcome.kind
}

/** The distinct types of the reference's columns and of the parameters, in order of appearance. */
export function involvedTypes(facts: FindingFacts): readonly string[] {
  const outcome = lastOutcome(facts, 'reference')
  const columns = outcome?.kind === 'rows' ? outcome.columns : []
  const { stepIndex } = facts.mismatch
  const step = stepIndex === undefined ? undefined : facts.evidence.plan.steps[stepIndex]
  const params = step?.kind === 'statement' ? step.statement.params : []
  const names = [
    ...columns.map(({ type }) => (type.kind === 'duckdb' ? type.name : `oid ${type.oid}`)),
    ...params.map((param) => param.type),
  ]
  return [...new Set(names)]
}
