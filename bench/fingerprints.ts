import { findingFacts } from '../src/campaign/finding-facts.js'
import { investigate } from '../src/campaign/investigate.js'
import { likeness } from '../src/campaign/signature.js'
import type { Sides, TrialSettings } from '../src/campaign/trial.js'
import { mutantNamed } from '../src/cli/mutant.js'
import { ORACLES } from '../src/cli/registry.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { printCase } from '../src/corpus/case-file.js'
import { fingerprint, signatureLines } from '../src/corpus/fingerprint.js'
import { MUTANTS, type MutantName } from '../src/lab/mutants.js'
import type { Evidence } from '../src/model/history.js'
import type { Mismatch } from '../src/model/verdict.js'
import { parseSeed } from '../src/random/seed.js'
import { duckdbGrammar } from '../src/target/duckdb/grammar.js'
import { benchArguments, benchCount, orUsage } from './bench-arguments.js'
import { evidenceFromJson, evidenceToJson } from './evidence-json.js'
import { fingerprintReport, type NamedFinding } from './fingerprint-report.js'
import { Journal } from './journal.js'
import { type MutantFinding, mutantFindings } from './mutant-findings.js'
import { MutantSides } from './mutant-sides.js'

/**
 * Whether findings of one fault have one name, and those of two faults two: `npm run bench:fingerprints -- --each 9`. So many
 * generated cases that show each mutant are reduced and named, and what became of all of them is printed. The journal
 * keeps the evidence of the smallest cases, so `--print` names them again by the rules of today without running anything.
 */
const SYNTAX = {
  script: 'bench:fingerprints',
  options: {
    each: { type: 'string', default: '9' },
    mutants: { type: 'string', default: MUTANTS.map(({ name }) => name).join(',') },
    /** Seconds for the reduction of one case. */
    budget: { type: 'string', default: '20' },
    journal: { type: 'string', default: 'reports/bench/fingerprints.ndjson' },
    seed: { type: 'string', default: '7' },
    /** Generated cases a mutant, of which only some show it. */
    tries: { type: 'string', default: '80' },
    print: { type: 'boolean', default: false },
  },
} as const
const { values: flags } = benchArguments(SYNTAX)
const mutants = orUsage(SYNTAX, () => flags.mutants.split(',').map(mutantNamed))
const counts = {
  each: benchCount(flags.each, '--each', SYNTAX),
  budget: benchCount(flags.budget, '--budget', SYNTAX),
  tries: benchCount(flags.tries, '--tries', SYNTAX),
  seed: orUsage(SYNTAX, () => parseSeed(flags.seed)),
}

/** Short plans reduce sooner, and show the same. */
const LENGTHS = [30]
const STATEMENTS = { min: 1, max: 120 }

/** What the journal keeps of a finding. */
interface Named {
  readonly mutant: string
  readonly workload: string
  readonly index: number
  readonly status: string
  /** By what a campaign tells like findings before they are reduced. */
  readonly likeness: string
  readonly oracle: string
  readonly mismatch: Mismatch
  readonly evidence: unknown
  readonly case: string
  readonly executions: number
  readonly ms: number
  readonly minimal: boolean
}

const settings: TrialSettings = {
  timeoutMs: 30_000,
  nowNs: clock.nowNs,
  nextScope: scopes(`fingerprints${process.pid}`),
}
/** Mutants that no further case shows. */
const exhausted = new Set<string>()
const journal = new Journal<Named>(flags.journal)
if (!flags.print) await measureAll()
const types = (await import('../src/target/profile/lab.js')).lab.types
console.log(fingerprintReport(journal.entries.map(named)))

/** The finding with its name by the rules of today. */
function named({ evidence, mismatch, ...entry }: Named): NamedFinding {
  const oracle = ORACLES.find(({ name }) => name === entry.oracle)
  if (!oracle) throw new Error(`no oracle is called ${entry.oracle}`)
  const facts = findingFacts(oracle, mismatch, { evidence: evidenceFromJson(evidence), types })
  return {
    ...entry,
    kind: mismatch.mismatch,
    id: fingerprint(facts),
    signature: signatureLines(facts),
  }
}

/** One finding of each mutant after the other, so that a run that is stopped has some of all. */
async function measureAll(): Promise<void> {
  const places = await MutantSides.open(1)
  try {
    for (let count = 1; count <= counts.each; count += 1) {
      for (const mutant of mutants) await measure(mutant, count, places)
    }
  } finally {
    await places.close()
  }
}

async function measure(mutant: MutantName, wanted: number, places: MutantSides): Promise<void> {
  const before = journal.entries.filter((entry) => entry.mutant === mutant)
  if (before.length >= wanted || exhausted.has(mutant)) return
  const sides = await places.with(mutant)
  const findings = mutantFindings(sides, {
    seed: counts.seed,
    settings,
    maxSteps: LENGTHS,
    statements: STATEMENTS,
    // A mutant's cases are spread over the workloads.
    first: before.length,
    tries: counts.tries,
    known: new Set(before.map(({ workload, index }) => `${workload} #${index}`)),
  })
  for await (const finding of findings) {
    const entry = await nameOne(mutant, finding, sides)
    if (!entry) continue
    journal.add(entry)
    console.error(
      `${mutant} ${entry.workload} #${entry.index}: ${entry.executions} executions, ${(entry.ms / 1000).toFixed(1)} s`,
    )
    return
  }
  exhausted.add(mutant)
}

async function nameOne(
  mutant: MutantName,
  { id, found }: MutantFinding,
  sides: Sides,
): Promise<Named | undefined> {
  const conclusion = await investigate(found, id, sides, {
    settings,
    oracles: ORACLES,
    confirm: 1,
    reduceBudgetMs: counts.budget * 1000,
    nowMs: clock.nowMs,
    signal: new AbortController().signal,
    perturbed: async () => [],
    grammar: duckdbGrammar,
  })
  if (conclusion.kind !== 'finding' || !conclusion.reduction) return undefined
  const { trial, mismatch, reduction } = conclusion
  return {
    mutant,
    workload: id.workload,
    index: id.index,
    status: conclusion.status,
    likeness: likeness(found.oracle, found.mismatch, found.trial.evidence),
    oracle: conclusion.case.header.oracle ?? found.oracle.name,
    mismatch,
    evidence: evidenceToJson(trial.evidence satisfies Evidence),
    case: printCase({ header: {}, plan: conclusion.case.plan }),
    executions: reduction.executions,
    ms: conclusion.reduceMs,
    minimal: reduction.minimal,
  }
}
