/** What was measured of one case. */
export interface ReducedCase {
  readonly mutant: string
  readonly workload: string
  readonly index: number
  readonly oracle: string
  readonly kind: string
  /** The fingerprint of the reduced case. */
  readonly finding: string
  readonly statements: { readonly before: number; readonly after: number }
  /** The texts and parameters of all statements. */
  readonly bytes: { readonly before: number; readonly after: number }
  readonly executions: number
  readonly ms: number
  /** Of everything: the drivers, DuckDB and the nodes of the lab. With confirmation and votes. */
  readonly cpuSeconds: number
  readonly minimal: boolean
  readonly flaky: boolean
  readonly case: string
  /** Every single removal that was tried afterwards, and those with which it still shows. */
  readonly removable: {
    readonly tried: number
    readonly still: readonly { readonly of: string; readonly what: string }[]
  }
  readonly onMutant: boolean
  readonly onHealthy: string
  readonly deltaDebugging: {
    readonly statements: number
    readonly bytes: number
    readonly executions: number
    readonly ms: number
    readonly finished: boolean
  }
}

const WORST_SHOWN = 10

/** The figures of all cases, and the worst of them whole. */
export function reductionReport(cases: readonly ReducedCase[]): string {
  if (cases.length === 0) return 'no case was measured'
  const worst = cases.toSorted((a, b) => b.bytes.after - a.bytes.after).slice(0, WORST_SHOWN)
  return [
    ...cases.map(line),
    '',
    ...sums(cases),
    '',
    ...worst.map(
      (one) =>
        `--- ${one.mutant}, ${one.workload} #${one.index}, ${one.kind}, ${stillText(one)}\n${one.case}`,
    ),
  ].join('\n')
}

function line(one: ReducedCase): string {
  const { statements, bytes, executions, ms, deltaDebugging: plain } = one
  return [
    one.mutant.padEnd(34),
    `${one.workload} #${one.index}`.padEnd(22),
    `${statements.before} → ${statements.after} statements`.padEnd(22),
    `${bytes.before} → ${bytes.after} bytes`.padEnd(22),
    `${executions} executions, ${(ms / 1000).toFixed(1)} s`.padEnd(26),
    `${stillText(one)}; cause ${isSameCause(one) ? 'the mutant' : `mutant ${one.onMutant}, healthy ${one.onHealthy}`}`,
    `; ddmin ${plain.statements} statements, ${plain.bytes} bytes, ${plain.executions} executions, ${(plain.ms / 1000).toFixed(1)} s${plain.finished ? '' : ', not finished'}`,
  ].join(' ')
}

function stillText({ removable: { tried, still }, minimal }: ReducedCase): string {
  const counts = ['session', 'step', 'item', 'token'].map(
    (of) => [of, still.filter((one) => one.of === of).length] as const,
  )
  const shown = counts.filter(([, count]) => count > 0).map(([of, count]) => `${count} ${of}`)
  return `${minimal ? 'said minimal' : 'out of budget'}, of ${tried} removals ${shown.join(', ') || 'none'} still shows`
}

function isSameCause({ onMutant, onHealthy }: ReducedCase): boolean {
  return onMutant && onHealthy === 'agrees'
}

function sums(cases: readonly ReducedCase[]): readonly string[] {
  const removed = cases.map(({ bytes }) => 1 - bytes.after / bytes.before)
  const plainRemoved = cases.map((one) => 1 - one.deltaDebugging.bytes / one.bytes.before)
  const executions = sum(cases.map((one) => one.executions))
  const seconds = sum(cases.map((one) => one.ms)) / 1000
  const stepMinimal = cases.filter(
    ({ removable }) => !removable.still.some(({ of }) => of === 'step' || of === 'session'),
  )
  const itemMinimal = stepMinimal.filter(
    ({ removable }) => !removable.still.some(({ of }) => of === 'item'),
  )
  const tokenMinimal = cases.filter(({ removable }) => removable.still.length === 0)
  const plain = cases.map((one) => one.deltaDebugging)
  return [
    `${cases.length} cases over ${new Set(cases.map((one) => one.mutant)).size} mutants, ${Math.min(...cases.map((one) => one.statements.before))} to ${Math.max(...cases.map((one) => one.statements.before))} statements`,
    `bytes removed: median ${percent(median(removed))}, worst ${percent(Math.min(...removed))}; of all bytes ${percent(1 - sum(cases.map((one) => one.bytes.after)) / sum(cases.map((one) => one.bytes.before)))}`,
    `final statements: ${quantiles(cases.map((one) => one.statements.after))}`,
    `final bytes: ${quantiles(cases.map((one) => one.bytes.after))}`,
    `executions: ${quantiles(cases.map((one) => one.executions))}, sum ${executions}; seconds: ${quantiles(cases.map((one) => one.ms / 1000))}, sum ${seconds.toFixed(0)}`,
    `candidates: ${(executions / seconds).toFixed(1)} a second, ${(executions / sum(cases.map((one) => one.cpuSeconds))).toFixed(1)} a second of processor time`,
    `1-minimal by trying every removal: steps ${stepMinimal.length}, items too ${itemMinimal.length}, every token too ${tokenMinimal.length} of ${cases.length}`,
    `the mutant is still the cause: ${cases.filter(isSameCause).length} of ${cases.length}`,
    `plain delta debugging: bytes removed median ${percent(median(plainRemoved))}, final statements ${quantiles(plain.map((one) => one.statements))}, final bytes ${quantiles(plain.map((one) => one.bytes))}, executions ${quantiles(plain.map((one) => one.executions))}, sum ${sum(plain.map((one) => one.executions))}, ${(sum(plain.map((one) => one.ms)) / 1000).toFixed(0)} s, finished ${plain.filter((one) => one.finished).length} of ${cases.length}`,
  ]
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return `median ${short(at(0.5))}, p90 ${short(at(0.9))}, max ${short(sorted.at(-1) ?? 0)}`
}

function short(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(1)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
