import { type Conclusion, investigate } from '../src/campaign/investigate.js'
import { showsAgain, signatureOf } from '../src/campaign/signature.js'
import { type Sides, type TrialSettings, tryPlan } from '../src/campaign/trial.js'
import { mutantNamed } from '../src/cli/mutant.js'
import { ORACLES } from '../src/cli/registry.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { printCase } from '../src/corpus/case-file.js'
import { MUTANTS, type MutantName } from '../src/lab/mutants.js'
import { type Plan, statementsOf } from '../src/model/plan.js'
import { parseSeed } from '../src/random/seed.js'
import { duckdbGrammar } from '../src/target/duckdb/grammar.js'
import { benchArguments, benchCount, orUsage } from './bench-arguments.js'
import { cpuSeconds } from './cpu-time.js'
import { deltaDebug } from './delta-debugging.js'
import { Journal } from './journal.js'
import { type MutantFinding, mutantFindings } from './mutant-findings.js'
import { MutantSides } from './mutant-sides.js'
import { type ReducedCase, reductionLine, reductionReport } from './reduction-report.js'
import { removals } from './removals.js'

/**
 * How small findings become: `npm run bench:reduction -- --cases 1 --mutants plus-inf --budget 30`. For each mutant so many
 * generated cases of 20 to 300 statements that show it are reduced, checked for what could still go and for whether the
 * mutant is still the cause, and reduced again by plain delta debugging within the same time. What is in the journal is not
 * measured again.
 */
const SYNTAX = {
  script: 'bench:reduction',
  options: {
    cases: { type: 'string', default: '1' },
    mutants: { type: 'string', default: MUTANTS.map(({ name }) => name).join(',') },
    /** Seconds for the reduction of one case, and as many for delta debugging. */
    budget: { type: 'string', default: '30' },
    /** Executions for delta debugging. */
    executions: { type: 'string', default: '1000' },
    journal: { type: 'string', default: 'reports/bench/reduction.ndjson' },
    seed: { type: 'string', default: '1' },
    /** Only print what is in the journal. */
    print: { type: 'boolean', default: false },
  },
} as const
const { values: flags } = benchArguments(SYNTAX)
const mutants = orUsage(SYNTAX, () => flags.mutants.split(',').map(mutantNamed))
const counts = {
  cases: benchCount(flags.cases, '--cases', SYNTAX),
  budget: benchCount(flags.budget, '--budget', SYNTAX),
  executions: benchCount(flags.executions, '--executions', SYNTAX),
  seed: orUsage(SYNTAX, () => parseSeed(flags.seed)),
}
const LENGTHS = [80, 160, 300]
const STATEMENTS = { min: 20, max: 300 }
/** Generated cases a mutant, of which only some show it. */
const TRIES = 120

const settings: TrialSettings = {
  timeoutMs: 30_000,
  nowNs: clock.nowNs,
  nextScope: scopes(`reduction${process.pid}`),
}
const journal = new Journal<ReducedCase>(flags.journal)
if (!flags.print) await measureAll()
console.log(reductionReport(journal.entries))

async function measureAll(): Promise<void> {
  const places = await MutantSides.open()
  try {
    for (const mutant of mutants) await measure(mutant, places)
  } finally {
    await places.close()
  }
}

async function measure(mutant: MutantName, places: MutantSides): Promise<void> {
  const before = journal.entries.filter((entry) => entry.mutant === mutant)
  let missing = counts.cases - before.length
  if (missing <= 0) return
  const findings = mutantFindings(await places.with(mutant), {
    seed: counts.seed,
    settings,
    maxSteps: LENGTHS,
    first: MUTANTS.findIndex(({ name }) => name === mutant),
    statements: STATEMENTS,
    tries: TRIES,
    known: new Set(before.map(({ workload, index }) => `${workload} #${index}`)),
  })
  for await (const finding of findings) {
    const entry = await reduceOne(mutant, finding, places)
    if (!entry) continue
    journal.add(entry)
    console.error(reductionLine(entry))
    missing -= 1
    if (missing === 0) break
    await places.with(mutant)
  }
}

async function reduceOne(
  mutant: MutantName,
  { id, found }: MutantFinding,
  places: MutantSides,
): Promise<ReducedCase | undefined> {
  const sides = await places.with(mutant)
  const cpuBefore = cpuSeconds()
  const conclusion = await investigate(found, id, sides, {
    settings,
    oracles: ORACLES,
    confirm: 2,
    reduceBudgetMs: counts.budget * 1000,
    nowMs: clock.nowMs,
    signal: new AbortController().signal,
    grammar: duckdbGrammar,
    perturbed: async () => [],
  })
  if (conclusion.kind !== 'finding' || !conclusion.reduction) return undefined
  const cpu = cpuSeconds() - cpuBefore
  const { plan } = conclusion.case
  const smallest = smallestOf(conclusion)
  return {
    mutant,
    workload: id.workload,
    index: id.index,
    kind: conclusion.mismatch.mismatch,
    oracle: found.oracle.name,
    finding: conclusion.id,
    statements: {
      before: statementsOf(conclusion.original.plan).length,
      after: statementsOf(plan).length,
    },
    bytes: { before: bytesOf(conclusion.original.plan), after: bytesOf(plan) },
    executions: conclusion.reduction.executions,
    ms: conclusion.reduceMs,
    cpuSeconds: cpu,
    minimal: conclusion.reduction.minimal,
    flaky: conclusion.status !== 'confirmed',
    case: printCase({ header: {}, plan }),
    removable: await removable(plan, question(smallest, sides)),
    ...(await causeOf(mutant, smallest, places)),
    deltaDebugging: await plainly(
      found.trial.evidence.plan,
      question(found, await places.with(mutant)),
    ),
  }
}

type Found = MutantFinding['found']
type Concluded = Extract<Conclusion, { kind: 'finding' }>

/** Whether a plan shows a finding again, as the reducer asks. */
function question(found: Found, sides: Sides): (plan: Plan) => Promise<boolean> {
  const { oracle } = found
  const signature = signatureOf(found, sides.profile)
  const oracles = ORACLES.slice(0, ORACLES.indexOf(oracle) + 1)
  return async (plan) =>
    showsAgain(await tryPlan(plan, sides, oracles, settings), signature) !== undefined
}

/** What can still be taken out. */
async function removable(
  plan: Plan,
  shows: (plan: Plan) => Promise<boolean>,
): Promise<ReducedCase['removable']> {
  const all = removals(plan)
  const still: { of: string; what: string }[] = []
  for (const { of, what, plan: candidate } of all) {
    if (await shows(candidate)) still.push({ of, what })
  }
  return { tried: all.length, still }
}

/** The finding as its smallest case shows it: another oracle may have seen it there, and a plainer type. */
function smallestOf({ case: { header }, trial, mismatch }: Concluded): Found {
  const oracle = ORACLES.find(({ name }) => name === header.oracle)
  if (!oracle) throw new Error(`no oracle is called ${header.oracle}`)
  return { trial, mismatch, oracle }
}

/** The reduced case on the lab with the mutant and without: it is the cause if only the first differs. */
async function causeOf(
  mutant: MutantName,
  smallest: Found,
  places: MutantSides,
): Promise<Pick<ReducedCase, 'onMutant' | 'onHealthy'>> {
  const { plan } = smallest.trial.evidence
  const onMutant = await question(smallest, await places.with(mutant))(plan)
  const healthy = await tryPlan(plan, await places.with(undefined), ORACLES, settings)
  const wrong = healthy.verdicts.find(({ verdict }) => verdict.kind === 'mismatch')
  return { onMutant, onHealthy: wrong ? `${wrong.oracle.name} differs` : 'agrees' }
}

async function plainly(
  plan: Plan,
  shows: (plan: Plan) => Promise<boolean>,
): Promise<ReducedCase['deltaDebugging']> {
  const asked = new Map<string, boolean>()
  const startedMs = clock.nowMs()
  const isSpent = () =>
    clock.nowMs() - startedMs > counts.budget * 1000 || asked.size >= counts.executions
  const reduced = await deltaDebug(plan, async (candidate) => {
    const key = JSON.stringify([candidate.sessions, candidate.steps])
    const known = asked.get(key)
    if (known !== undefined || isSpent()) return known ?? false
    const shown = await shows(candidate)
    asked.set(key, shown)
    return shown
  })
  return {
    statements: statementsOf(reduced).length,
    bytes: bytesOf(reduced),
    executions: asked.size,
    ms: clock.nowMs() - startedMs,
    finished: !isSpent(),
  }
}

/** The texts and parameters of a plan. */
function bytesOf(plan: Plan): number {
  return statementsOf(plan).reduce((sum, { sql, params }) => {
    const values = params.map(({ type, text }) => `${type}${text ?? 'NULL'}`).join('')
    return sum + Buffer.byteLength(sql + values)
  }, 0)
}
