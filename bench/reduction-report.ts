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
  return [...cases.map(reductionLine), '', ...sums(cases), '', ...worst.map(wholeCase)].join('\n')
}

function wholeCase(one: ReducedCase): string {
  const title = `${one.mutant}, ${one.workload} #${one.index}, ${one.kind}, ${stillText(one)}`
  return `--- ${title}\n${one.case}`
}

/** One case on one line. */
export function reductionLine(one: ReducedCase): string {
  const { statements, bytes, executions, ms } = one
  return [
    one.mutant.padEnd(34),
    `${one.workload} #${one.index}`.padEnd(22),
    `${statements.before} → ${statements.after} statements`.padEnd(22),
    `${bytes.before} → ${bytes.after} bytes`.padEnd(22),
    `${executions} executions, ${secondsText(ms)}`.padEnd(26),
    `${stillText(one)}; ${causeText(one)}; ${plainText(one)}`,
  ].join(' ')
}

function causeText(one: ReducedCase): string {
  if (isSameCause(one)) return 'the mutant is the cause'
  return `shows on the mutant: ${one.onMutant}, on the healthy lab: ${one.onHealthy}`
}

function plainText({ deltaDebugging: plain }: ReducedCase): string {
  const made = `ddmin ${plain.statements} statements, ${plain.bytes} bytes`
  const end = plain.finished ? '' : ', not finished'
  return `${made}, ${plain.executions} executions, ${secondsText(plain.ms)}${end}`
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
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
  const before = cases.map(({ statements }) => statements.before)
  const mutants = new Set(cases.map((one) => one.mutant)).size
  return [
    `${cases.length} cases over ${mutants} mutants, ${Math.min(...before)} to ${Math.max(...before)} statements`,
    removedText(cases),
    `final statements: ${quantiles(cases.map((one) => one.statements.after))}`,
    `final bytes: ${quantiles(cases.map((one) => one.bytes.after))}`,
    ...workTexts(cases),
    minimalText(cases),
    `the mutant is still the cause: ${cases.filter(isSameCause).length} of ${cases.length}`,
    ...plainTexts(cases),
  ]
}

function removedText(cases: readonly ReducedCase[]): string {
  const removed = cases.map(({ bytes }) => 1 - bytes.after / bytes.before)
  const [before, after] = [
    sum(cases.map(({ bytes }) => bytes.before)),
    sum(cases.map(({ bytes }) => bytes.after)),
  ]
  const all = percent(1 - after / before)
  const worst = percent(Math.min(...removed))
  return `bytes removed: median ${percent(median(removed))}, worst ${worst}; of all bytes ${all}`
}

function workTexts(cases: readonly ReducedCase[]): readonly string[] {
  const executions = cases.map((one) => one.executions)
  const seconds = cases.map((one) => one.ms / 1000)
  const rate = sum(executions) / sum(seconds)
  const rateOfCpu = sum(executions) / sum(cases.map((one) => one.cpuSeconds))
  return [
    `executions: ${quantiles(executions)}, sum ${sum(executions)}`,
    `seconds: ${quantiles(seconds)}, sum ${sum(seconds).toFixed(0)}`,
    `candidates: ${rate.toFixed(1)} a second, ${rateOfCpu.toFixed(1)} a second of processor time`,
  ]
}

function minimalText(cases: readonly ReducedCase[]): string {
  const without = (...kinds: readonly string[]) =>
    cases.filter(({ removable }) => !removable.still.some(({ of }) => kinds.includes(of))).length
  const steps = without('step', 'session')
  const items = without('step', 'session', 'item')
  const tokens = without('step', 'session', 'item', 'token')
  const counts = `steps ${steps}, items too ${items}, every token too ${tokens}`
  return `1-minimal by trying every removal: ${counts} of ${cases.length}`
}

function plainTexts(cases: readonly ReducedCase[]): readonly string[] {
  const plain = cases.map((one) => one.deltaDebugging)
  const removed = cases.map((one) => 1 - one.deltaDebugging.bytes / one.bytes.before)
  const executions = plain.map((one) => one.executions)
  const finished = plain.filter((one) => one.finished).length
  return [
    `plain delta debugging: bytes removed median ${percent(median(removed))}`,
    `    final statements: ${quantiles(plain.map((one) => one.statements))}`,
    `    final bytes: ${quantiles(plain.map((one) => one.bytes))}`,
    `    executions: ${quantiles(executions)}, sum ${sum(executions)}`,
    `    ${secondsText(sum(plain.map((one) => one.ms)))}, finished ${finished} of ${cases.length}`,
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
