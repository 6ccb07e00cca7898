import { type Attempt, attemptsOf } from '../judge/serial/attempts.js'
import type { Concurrent, Evidence, StepRecord } from '../model/history.js'
import type { Mismatch } from '../model/verdict.js'
import type { Found } from './signature.js'

/** The most steps of a story. */
const STEPS_MAX = 60

/** A part of a run that a person can read: few steps, and the mismatch among them. */
export type Story = Pick<Found, 'trial' | 'mismatch'>

/**
 * The last steps up to the one that shows a mismatch. Where no step does, the transactions whose keys the mismatch names, as
 * the subject answered them.
 */
export function storyOf({ trial, mismatch }: Found, concurrent: Concurrent): Story {
  const { stepIndex } = mismatch
  const evidence =
    stepIndex === undefined
      ? ofTransactions(trial.evidence, named(mismatch, concurrent))
      : upTo(trial.evidence, stepIndex)
  const first = evidence.plan.steps.length - 1
  return {
    trial: { ...trial, evidence },
    mismatch: stepIndex === undefined ? mismatch : { ...mismatch, stepIndex: first },
  }
}

function upTo(evidence: Evidence, last: number): Evidence {
  const first = Math.max(0, last + 1 - STEPS_MAX)
  const cut = (records: readonly StepRecord[]) =>
    records
      .slice(first, last + 1)
      .map((record) => ({ ...record, stepIndex: record.stepIndex - first }))
  const { plan, reference, subject } = evidence
  return {
    plan: { ...plan, steps: plan.steps.slice(first, last + 1) },
    reference: { ...reference, records: cut(reference.records) },
    subject: { ...subject, records: cut(subject.records) },
  }
}

function named({ summary }: Mismatch, { clients }: Concurrent): readonly Attempt[] {
  return clients
    .flatMap(attemptsOf)
    .filter(({ write }) => write?.key && summary.includes(write.key))
    .slice(0, STEPS_MAX)
}

function ofTransactions(evidence: Evidence, attempts: readonly Attempt[]): Evidence {
  const said = attempts.flatMap(({ statements }) => statements).slice(0, STEPS_MAX)
  const { plan, reference, subject } = evidence
  const steps = said.map(({ session, statement }) => ({
    kind: 'statement' as const,
    session,
    statement,
  }))
  const records = said.map(({ statement: _, ...reply }, stepIndex) => ({ ...reply, stepIndex }))
  return {
    plan: { ...plan, steps },
    reference: { ...reference, records: [] },
    subject: { ...subject, records },
  }
}
