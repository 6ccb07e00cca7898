import {
  agree,
  defineOracle,
  type Evidence,
  type History,
  type Mismatch,
  type MismatchKind,
  type StateReport,
  type StepRecord,
  type Verdict,
} from '../../src/index.js'

export const state = defineOracle({
  name: 'state',
  summary:
    'After the plan, catalog and contents are the same on the reference and on every node of the subject.',
  requires: ['duckdb-catalog'],
  readsState: true,
  judge: (evidence) => judgeStates(evidence),
})

function judgeStates(evidence: Evidence): Verdict {
  const decided = undecided(evidence)
  if (decided) return decided
  const [reference] = reports(evidence.reference.state)
  const [first, ...others] = reports(evidence.subject.state)
  if (!reference || !first) return inconclusive('no end state was read')
  for (const node of others) {
    const parted = compare(first, node, 'nodes')
    if (parted) return parted
  }
  return compare(reference, first, 'state') ?? agree()
}

/**
 * An end state says nothing when a statement may have happened or not, when the subject refused one that the reference
 * executed, or when a node could not be asked.
 */
function undecided(evidence: Evidence): Verdict | undefined {
  const refused = evidence.subject.records.find((record) => isRefused(record, evidence.reference))
  if (refused) return inconclusive(`the subject does not support step ${refused.stepIndex + 1}`)
  for (const side of ['reference', 'subject'] as const) {
    const history = evidence[side]
    const lost = history.records.find((record) =>
      record.outcomes.some((outcome) => outcome.kind === 'unknown'),
    )
    if (lost) return inconclusive(`step ${lost.stepIndex + 1} on the ${side} is unknown`)
    for (const report of history.state) {
      if (report.kind === 'unavailable') {
        return inconclusive(`${side} ${report.node}: ${report.reason}`)
      }
    }
  }
  return undefined
}

/** SQLSTATE of a feature that the endpoint says it does not have. */
const FEATURE_NOT_SUPPORTED = '0A000'

function isRefused({ stepIndex, outcomes }: StepRecord, reference: History): boolean {
  const last = outcomes.at(-1)
  if (last?.kind !== 'error' || last.sqlstate !== FEATURE_NOT_SUPPORTED) return false
  return reference.records[stepIndex]?.outcomes.at(-1)?.kind !== 'error'
}

function compare(
  left: StateReport,
  right: StateReport,
  mismatch: MismatchKind,
): Mismatch | undefined {
  const names = [...new Set([...left.objects.keys(), ...right.objects.keys()])].sort()
  const parted = names.filter((name) => left.objects.get(name) !== right.objects.get(name))
  if (parted.length === 0) return undefined
  return {
    kind: 'mismatch',
    mismatch,
    stepIndex: undefined,
    summary: `${parted[0]} differs between ${left.node} and ${right.node}`,
    reference: describe(left, parted),
    subject: describe(right, parted),
    ignored: [],
  }
}

function describe(report: StateReport, names: readonly string[]): string {
  return [
    report.node,
    ...names.slice(0, 20).map((name) => `${name}: ${report.objects.get(name) ?? 'absent'}`),
  ].join('\n')
}

function reports(state: Evidence['reference']['state']): readonly StateReport[] {
  return state.flatMap((report) => (report.kind === 'state' ? [report] : []))
}

function inconclusive(because: string): Verdict {
  return { kind: 'inconclusive', because, ignored: [] }
}
