import {
  type Evidence,
  type History,
  type NodeChoice,
  printDelivery,
  type Statement,
  type StepRecord,
} from '../../src/index.js'

/** One way in which a logical statement was sent, and what it answered. */
export interface Sent {
  readonly stepIndex: number
  readonly statement: Statement
  readonly record: StepRecord
  readonly node: NodeChoice
  /** `prepared results=binary` */
  readonly form: string
  /** `prepared results=binary, step 7, session b on follower` */
  readonly label: string
}

/** The ways in which one logical statement was sent; all are held against the first. */
export interface Group {
  readonly first: Sent
  readonly others: readonly Sent[]
}

/** The statements that share a `same` name, in the order of their names. */
export function groupsOf(evidence: Evidence): readonly Group[] {
  const names = new Map<string, Sent[]>()
  for (const [stepIndex, step] of evidence.plan.steps.entries()) {
    const name = step.kind === 'statement' ? step.statement.same : undefined
    const sent = name === undefined ? undefined : sentAt(evidence, evidence.subject, stepIndex)
    if (name !== undefined && sent) names.set(name, [...(names.get(name) ?? []), sent])
  }
  return [...names.values()].flatMap((all) => {
    const first = all.find(answersWhole) ?? all[0]
    return first ? [{ first, others: all.filter((sent) => sent !== first) }] : []
  })
}

/** One step of a history; undefined where the history ends before it. */
export function sentAt({ plan }: Evidence, history: History, stepIndex: number): Sent | undefined {
  const step = plan.steps[stepIndex]
  const record = history.records[stepIndex]
  if (step?.kind !== 'statement' || !record) return undefined
  const { statement, session } = step
  const node = plan.sessions.find(({ name }) => name === session)?.node ?? 'any'
  const place = `session ${session} on ${typeof node === 'number' ? `node ${node}` : node}`
  const form = printDelivery(statement) ?? 'simple'
  const label = `${form}, step ${stepIndex + 1}, ${place}`
  return { stepIndex, statement, record, node, form, label }
}

/** Whether the answer has all rows, with columns. */
function answersWhole({ statement: { delivery, wire } }: Sent): boolean {
  return delivery !== 'copy' && !wire?.abandon && !wire?.describeOnly
}
