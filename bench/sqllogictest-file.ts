import { countStatements } from '../src/campaign/case-events.js'
import { referenceDisagrees } from '../src/campaign/doubt.js'
import { type Extensions, unmetNeed } from '../src/campaign/needs.js'
import { mismatchOf, type Trial, type TrialSettings, tryPlan } from '../src/campaign/trial.js'
import { ORACLES } from '../src/cli/registry.js'
import type { OpenedSides } from '../src/cli/sides.js'
import { loadCase } from '../src/corpus/load.js'
import { checkAgainstFile } from '../src/corpus/sqllogictest/check.js'
import { TargetLost, UsageError } from '../src/model/errors.js'
import type { Outcome } from '../src/model/outcome.js'
import type { Plan } from '../src/model/plan.js'
import { skeleton } from '../src/sql/skeleton.js'
import type { TimeLimited } from './time-limited.js'

/** What became of one file: a line of the bench's record. */
export interface FileResult {
  readonly file: string
  readonly broken?: string
  readonly statements: number
  readonly executedOnBoth: number
  readonly failedOnBoth: number
  readonly isCut: boolean
  /** A target was lost meanwhile. */
  readonly isLost?: boolean
  readonly skipped: readonly { readonly reason: string; readonly count: number }[]
  /** Statements that the subject says it cannot do (0A000), left out when the file was run again. */
  readonly refused: readonly { readonly message: string; readonly sql: string }[]
  readonly differences: readonly Difference[]
  readonly inconclusive?: string | undefined
  readonly againstFile: readonly FileDifference[]
  readonly checked: number
  readonly elapsedMs: number
}

export interface Difference {
  readonly kind: string
  readonly summary: string
  readonly sql: string
  readonly skeleton: string
  readonly reference: string
  readonly subject: string
  readonly line: number | undefined
  /** Set where the reference does not agree with itself. */
  readonly doubt: string | undefined
  /** Whether it came again when the file was run once more. */
  readonly again: boolean
}

export interface FileDifference {
  readonly what: string
  readonly line: number
  readonly sql: string
  readonly expected: string
  readonly actual: string
}

/** The sides of the bench, and how long one file may take. */
export interface Bench {
  readonly opened: OpenedSides
  readonly reference: TimeLimited
  readonly subject: TimeLimited
  readonly extensions: readonly Extensions[]
  readonly settings: TrialSettings
  readonly nowMs: () => number
  readonly fileMs: number
  readonly testData: string | undefined
}

const TEXT_MAX = 300
const ORACLE = ORACLES.filter(({ name }) => name === 'differential')
/** How often a file is run again without what differed, or was refused. */
const ROUNDS_MAX = 6
/** How many differences are looked into in one file. */
const DIFFERENCES_MAX = 3

/** Runs one file on both sides. Never throws for what the file or a side says. */
export async function runFile(path: string, file: string, bench: Bench): Promise<FileResult> {
  const startedMs = bench.nowMs()
  const done = (more: Partial<FileResult>): FileResult => ({
    ...{ file, statements: 0, executedOnBoth: 0, failedOnBoth: 0, isCut: false, skipped: [] },
    ...{ refused: [], differences: [], againstFile: [], checked: 0 },
    elapsedMs: Math.round(bench.nowMs() - startedMs),
    ...more,
  })
  try {
    const loaded = await loadCase(path, { testData: bench.testData })
    const unmet = loaded.needs && unmetNeed(loaded.needs, bench.extensions, bench.opened.sides)
    const skipped = loaded.skipped.map(({ reason, count }) => ({ reason, count }))
    if (unmet !== undefined) return done({ skipped: [{ reason: unmet, count: loaded.found }] })
    const run = new FileRun(bench, loaded.expectations ?? new Map(), startedMs + bench.fileMs)
    await run.run(loaded.case.plan)
    return done({ skipped, ...run.result(), elapsedMs: Math.round(bench.nowMs() - startedMs) })
  } catch (error) {
    if (error instanceof UsageError) return done({ broken: error.message })
    if (error instanceof TargetLost) return done({ inconclusive: error.message, isLost: true })
    throw error
  }
}

type Expectations = Parameters<typeof checkAgainstFile>[0]

class FileRun {
  private readonly refused: { message: string; sql: string }[] = []
  private readonly differences: Difference[] = []
  private againstFile: readonly FileDifference[] = []
  private counts = { statements: 0, executedOnBoth: 0, failedOnBoth: 0 }
  private inconclusive: string | undefined
  private isCut = false
  private checked = 0

  constructor(
    private readonly bench: Bench,
    private readonly expectations: Expectations,
    private readonly deadlineMs: number,
  ) {}

  async run(whole: Plan): Promise<void> {
    let left: readonly number[] = whole.steps.map((_, index) => index)
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const plan = { ...whole, steps: left.flatMap((index) => whole.steps[index] ?? []) }
      const trial = await this.trial(plan)
      if (round === 0) this.first(trial)
      this.counts = countStatements(trial.evidence)
      const out = await this.toLeaveOut(trial, left)
      if (out.size === 0 || this.bench.nowMs() > this.deadlineMs) return
      left = left.filter((_, index) => !out.has(index))
    }
  }

  /** The steps without which the file is run again, to see what is behind them. */
  private async toLeaveOut(trial: Trial, left: readonly number[]): Promise<ReadonlySet<number>> {
    const verdict = trial.verdicts[0]?.verdict
    if (verdict === undefined || verdict.kind === 'agree') return new Set()
    const at = verdict.stepIndex
    const refused = new Set(refusedSteps(trial))
    if (at !== undefined && refused.has(at)) {
      for (const index of refused) this.refuse(trial, index)
      return refused
    }
    if (verdict.kind === 'inconclusive') this.inconclusive ??= verdict.because
    const found = mismatchOf(trial)
    if (!found || at === undefined) return new Set()
    await this.differ(trial, found, left[at])
    return new Set(this.differences.length < DIFFERENCES_MAX ? [at] : [])
  }

  result() {
    const { refused, differences, againstFile, inconclusive, isCut, checked } = this
    return { ...this.counts, refused, differences, againstFile, inconclusive, isCut, checked }
  }

  private async trial(plan: Plan): Promise<Trial> {
    const { reference, subject, opened, settings } = this.bench
    reference.until(this.deadlineMs)
    subject.until(this.deadlineMs)
    const sides = { ...opened.sides, reference: reference.target, subject: subject.target }
    const trial = await tryPlan(plan, sides, ORACLE, settings)
    this.isCut ||= reference.wasCut() || subject.wasCut()
    return trial
  }

  private first(trial: Trial): void {
    const { records } = trial.evidence.reference
    this.checked = records.filter(({ stepIndex }) => this.expectations.has(stepIndex)).length
    const parted = checkAgainstFile(this.expectations, trial.evidence.reference)
    this.againstFile = parted.map(({ stepIndex, line, what, expected, actual }) => ({
      ...{ what, line, sql: clip(sqlOf(trial, stepIndex)) },
      ...{ expected: clip(expected), actual: clip(actual) },
    }))
  }

  private refuse(trial: Trial, index: number): void {
    const outcome = trial.evidence.subject.records[index]?.outcomes.at(-1)
    const message = outcome?.kind === 'error' ? outcome.message : ''
    this.refused.push({ message: clip(message), sql: clip(sqlOf(trial, index)) })
  }

  private async differ(
    trial: Trial,
    found: NonNullable<ReturnType<typeof mismatchOf>>,
    original: number | undefined,
  ): Promise<void> {
    const { mismatch, oracle } = found
    const { opened, settings } = this.bench
    const at = mismatch.stepIndex ?? 0
    const perturbed = await opened.perturbed()
    const doubt = await referenceDisagrees(trial, opened.sides, oracle, { settings, perturbed })
    const again = mismatchOf(await this.trial(trial.evidence.plan))
    this.differences.push({
      kind: mismatch.mismatch,
      summary: clip(mismatch.summary),
      sql: clip(sqlOf(trial, at)),
      skeleton: clip(skeleton(sqlOf(trial, at))),
      reference: clip(mismatch.reference),
      subject: clip(mismatch.subject),
      line: original === undefined ? undefined : this.expectations.get(original)?.line,
      doubt: doubt === undefined ? undefined : clip(doubt),
      again: again?.mismatch.stepIndex === at,
    })
  }
}

/** What the subject says that it cannot do, and the reference can. */
function refusedSteps({ evidence }: Trial): readonly number[] {
  return evidence.plan.steps.flatMap((_, index) => {
    const theirs = evidence.subject.records[index]?.outcomes.at(-1)
    const ours = evidence.reference.records[index]?.outcomes.at(-1)
    return isRefusal(theirs) && !isRefusal(ours) ? [index] : []
  })
}

function isRefusal(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'error' && outcome.sqlstate === '0A000'
}

function sqlOf({ evidence }: Trial, index: number): string {
  const step = evidence.plan.steps[index]
  return step?.kind === 'statement' ? step.statement.sql : (step?.kind ?? '')
}

function clip(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}...` : text
}
