import {
  agree,
  defineOracle,
  type Evidence,
  type Mismatch,
  type MismatchKind,
  type StateReport,
  type Verdict,
} from '../../src/index.js'

export const state = defineOracle({
  name: 'state',
  summary:
    'After the plan, catalog and contents are the same on the reference and on every node of the subject.',
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

/** An end state says nothing when a statement may have happened or not, or when a node could not be asked. */
function undecided(evidence: Evidence): Verdict | undefined {
  for (const history of [evidence.reference, evidence.subject]) {
    const lost = history.records.find((record) =>
      record.outcomes.some((outcome) => outcome.kind === 'unknown'),
    )
    if (lost) return inconclusive(`step ${lost.stepIndex + 1} on ${history.target.name} is unknown`)
    for (const report of history.state) {
      if (report.kind === 'unavailable') {
        return inconclusive(`${history.target.name} ${report.node}: ${report.reason}`)
      }
    }
  }
  return undefined
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
