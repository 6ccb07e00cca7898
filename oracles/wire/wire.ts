import {
  agree,
  defineOracle,
  distinctIgnored,
  type Evidence,
  type Ignored,
  type Mismatch,
  type Profile,
  type Verdict,
} from '../../src/index.js'
import { type Group, groupsOf, type Sent, sentAt } from './groups.js'
import type { Parted } from './parted.js'
import { compareSent, isRefused } from './same-answer.js'

export const wire = defineOracle({
  name: 'wire',
  summary:
    'The subject keeps to the protocol, and answers a statement alike however it is sent: columns, types, rows, counts, tags, errors, status.',
  judgesSubjectAlone: true,
  judge: (evidence, profile) => judgeWire(evidence, profile),
})

/** A broken protocol comes first: what was said after it means little. */
function judgeWire(evidence: Evidence, profile: Profile): Verdict {
  const violation = firstViolation(evidence)
  if (violation) return violation
  const ignored: Ignored[] = []
  const parted: Mismatch[] = []
  for (const group of groupsOf(evidence)) {
    for (const other of group.others) {
      const left = leftOut(group, other, profile)
      const verdict = left ? agree([left]) : judgePair(evidence, group, other)
      ignored.push(...verdict.ignored)
      if (verdict.kind === 'mismatch') parted.push(verdict)
    }
  }
  const [first] = parted.sort((a, b) => (a.stepIndex ?? 0) - (b.stepIndex ?? 0))
  return first ? { ...first, ignored: distinctIgnored(ignored) } : agree(distinctIgnored(ignored))
}

/** Why two ways are not held against each other. */
function leftOut({ first, others }: Group, other: Sent, { reads }: Profile): Ignored | undefined {
  if (reads === 'local' && first.node !== other.node) {
    const because = 'reads are local, so that another node may be behind'
    return { what: 'answers of another node', because }
  }
  const refused = [first, other].filter(isRefused)
  const [one] = refused
  if (!one || refused.length === 2 || hasAccepted([first, ...others], one)) return undefined
  const { delivery } = one.statement
  return { what: 'a way to send', because: `the endpoint does not support ${delivery} here` }
}

/**
 * What the same session has done in this way before is supported. Not the other way round: a named statement that is stale
 * after DDL may be refused until it is parsed anew.
 */
function hasAccepted(all: readonly Sent[], refused: Sent): boolean {
  const parameters = refused.statement.params.length
  return all.some(
    (sent) =>
      sent.stepIndex < refused.stepIndex &&
      sent.record.session === refused.record.session &&
      sent.form === refused.form &&
      sent.statement.params.length === parameters &&
      !isRefused(sent),
  )
}

function firstViolation({ subject }: Evidence): Mismatch | undefined {
  for (const { stepIndex, outcomes } of subject.records) {
    const violation = outcomes.find((outcome) => outcome.kind === 'violation')
    if (violation?.kind !== 'violation') continue
    return {
      kind: 'mismatch',
      mismatch: 'protocol',
      stepIndex,
      summary: violation.what,
      reference: 'a message that keeps to the protocol',
      subject: `${violation.what}\nbytes ${violation.hex}`,
      ignored: [],
    }
  }
  return undefined
}

function judgePair(evidence: Evidence, { first }: Group, other: Sent): Verdict {
  const { parted, ignored } = compareSent(first, other)
  if (!parted) return agree(ignored)
  if (!isOneStatement(evidence, first, other)) {
    const because = 'the reference answers these two differently as well'
    const pair = `steps ${first.stepIndex + 1} and ${other.stepIndex + 1}`
    return agree([...ignored, { what: `${pair}, said to be one statement`, because }])
  }
  return mismatch(parted, first, { other, ignored })
}

/**
 * Whether the two steps are one statement from one state, as the plan says. A case that was reduced or written by hand may
 * say so wrongly: then the reference, where it has run the case, answers them differently too.
 */
function isOneStatement(evidence: Evidence, first: Sent, other: Sent): boolean {
  const [left, right] = [first, other].map(({ stepIndex }) =>
    sentAt(evidence, evidence.reference, stepIndex),
  )
  return !left || !right || compareSent(left, right).parted === undefined
}

function mismatch(
  { mismatch: kind, summary, first: one, other: another }: Parted,
  first: Sent,
  { other, ignored }: { readonly other: Sent; readonly ignored: readonly Ignored[] },
): Mismatch {
  return {
    kind: 'mismatch',
    mismatch: kind,
    stepIndex: other.stepIndex,
    summary: `sent in two ways, ${summary}`,
    reference: `${first.label}\n${one}`,
    subject: `${other.label}\n${another}`,
    ignored,
  }
}
