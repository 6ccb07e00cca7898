import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minimizedFiles } from '../src/cli/minimize-files.js'
import { candidatesOf, withObserved } from '../src/cli/minimize-observe.js'
import type { Candidate } from '../src/corpus/minimize/candidate.js'
import { chooseCases } from '../src/corpus/minimize/choose.js'
import { diceOf } from '../src/random/dice.js'
import { benchArguments, benchCount } from './bench-arguments.js'
import { cpuSeconds } from './cpu-time.js'
import { exactWeight } from './exact-cover.js'
import { writeGenerated } from './generated-corpus.js'

/**
 * A corpus of 5 000 generated cases minimized, and one of twice as many that holds the first: `npm run bench:minimize`, or
 * with another number behind it. Prints what stays and what it took, and how far the choice is from the exact optimum on
 * small corpora cut out of it.
 */
const SYNTAX = { script: 'bench:minimize', words: ['cases'] } as const
const { positionals } = benchArguments(SYNTAX)
const CASES = benchCount(positionals[0] ?? '5000', 'cases', SYNTAX)
const WORKERS = 2
const CHOICES = 5
const SMALL_CORPORA = 100
const SMALL_CASES = 16

interface Measured {
  readonly cases: number
  readonly collectMs: number
  /** Processor time of this process and its references; NaN where it cannot be had. */
  readonly collectCpuMs: number
  readonly chooseMs: number
  readonly candidates: readonly Candidate[]
}

const folder = mkdtempSync(join(tmpdir(), 'goldeneye-bench-'))
try {
  const half = await measure(0, CASES)
  const whole = await measure(CASES, 2 * CASES)
  // The first half was in the index by then; each case is run once, so the times add up.
  compare(half, {
    ...whole,
    collectMs: half.collectMs + whole.collectMs,
    collectCpuMs: half.collectCpuMs + whole.collectCpuMs,
  })
  await again(whole)
  judge(whole.candidates)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Adds cases to the corpus, observes them, and chooses among all. */
async function measure(first: number, end: number): Promise<Measured> {
  const corpus = join(folder, 'corpus')
  writeGenerated(corpus, first, end)
  const startedMs = performance.now()
  const startedCpu = cpuSeconds()
  const { candidates, cpu } = await observedCandidates(corpus)
  const collectMs = performance.now() - startedMs
  const collectCpuMs = (cpu - startedCpu) * 1000
  const { chooseMs, choice } = timedChoice(candidates)
  const kept = choice.kept.length
  console.log(
    `${end} cases: features ${choice.featuresBefore} before = ${choice.featuresAfter} after, ` +
      `kept ${kept} (${((100 * kept) / end).toFixed(1)} %), ` +
      `observed ${end - first} in ${seconds(collectMs)} (${seconds(collectCpuMs)} of processors), ` +
      `chosen in ${chooseMs.toFixed(0)} ms`,
  )
  return { cases: end, collectMs, collectCpuMs, chooseMs, candidates }
}

/** What was observed, and the processor time used until then: a reference takes its own with it when it is closed. */
async function observedCandidates(corpus: string) {
  const files = minimizedFiles([corpus])
  const task = {
    index: join(folder, 'features.ndjson'),
    workers: WORKERS,
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    isQuiet: false,
  }
  return withObserved(files, task, async ({ index, broken }) => {
    for (const { error } of broken) console.error(error.message)
    return { candidates: candidatesOf(files, index, () => false), cpu: cpuSeconds() }
  })
}

/** The median of several choices, which take milliseconds. */
function timedChoice(candidates: readonly Candidate[]) {
  const times: number[] = []
  for (let round = 0; round < CHOICES; round += 1) times.push(timeOf(() => chooseCases(candidates)))
  const choice = chooseCases(candidates)
  return { choice, chooseMs: times.sort((a, b) => a - b)[CHOICES >> 1] ?? 0 }
}

/** Processor time of this process: the choice waits for nothing. */
function timeOf(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function compare(half: Measured, whole: Measured): void {
  const times = (of: (one: Measured) => number) => (of(whole) / of(half)).toFixed(2)
  console.log(
    `twice the corpus takes ${times((one) => one.collectMs + one.chooseMs)} times the time, ` +
      `${times((one) => one.collectCpuMs + one.chooseMs)} times the processor time, ` +
      `${times((one) => one.chooseMs)} times for the choice alone`,
  )
}

/** A second run finds all in the index. */
async function again({ cases }: Measured): Promise<void> {
  const startedMs = performance.now()
  await observedCandidates(join(folder, 'corpus'))
  console.log(`${cases} cases again, from the index: ${seconds(performance.now() - startedMs)}`)
}

/** The choice against the exact optimum, on small corpora drawn from the large one. */
function judge(candidates: readonly Candidate[]): void {
  const losses = Array.from({ length: SMALL_CORPORA }, (_, at) => {
    const dice = diceOf(at + 1)
    const corpus = [...new Set(Array.from({ length: SMALL_CASES }, () => dice.pick(candidates)))]
    const chosen = chooseCases(corpus).kept.reduce((sum, kept) => sum + kept.candidate.weight, 0)
    return chosen / exactWeight(corpus) - 1
  })
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  console.log(
    `${SMALL_CORPORA} corpora of ${SMALL_CASES} cases against the exact optimum: ` +
      `mean ${percent(mean)} dearer, worst ${percent(Math.max(...losses))}`,
  )
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
