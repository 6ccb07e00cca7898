import { fingerprint } from '../corpus/fingerprint.js'
import type { Case } from '../model/case.js'
import type { CaseId, Plan } from '../model/plan.js'
import type { Mismatch, Oracle } from '../model/verdict.js'
import type { Answer } from '../reduce/lanes.js'
import { type Reduction, reduceCase } from '../reduce/reduce.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { attribute } from './attribute.js'
import { type Perturbed, referenceDisagrees } from './doubt.js'
import { culprit, type Signature, showsAgain, signatureOf } from './signature.js'
import { type Sides, type Trial, type TrialSettings, tryPlan } from './trial.js'
import type { Attribution } from './votes.js'

/** A finding that reduces only now and then is tried this often before a candidate is given up. */
const FLAKY_ATTEMPTS = 4

/** How often a confirmation is begun again because a process died in its midst. */
const CONFIRM_SERIES_MAX = 3

/** The most executions that the reduction of one finding may take. */
const REDUCE_EXECUTIONS_MAX = 400

export interface Investigation {
  readonly settings: TrialSettings
  readonly oracles: readonly Oracle[]
  /** How often a mismatch is run again before it is believed. */
  readonly confirm: number
  /** 0 leaves findings as they are: nothing is made smaller, and nobody is asked whose fault it is. */
  readonly reduceBudgetMs: number
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** References under other settings, started when the first mismatch needs them. */
  readonly perturbed: () => Promise<readonly Perturbed[]>
  /** How often a process of a target has died or come back so far; without it, never. */
  readonly disturbances?: (() => number) | undefined
  /** DuckDB's grammar for what is inside of statements; without it brackets and commas have to do. */
  readonly grammar?: (() => Promise<Grammar | undefined>) | undefined
}

/** What became of a mismatch. */
export type Conclusion =
  | { readonly kind: 'doubtful'; readonly because: string }
  | {
      readonly kind: 'finding'
      readonly id: string
      readonly status: 'confirmed' | 'flaky' | 'unconfirmed'
      readonly seen: number
      readonly reduction: Reduction | undefined
      readonly reduceMs: number
      readonly case: Case
      readonly original: Case
      readonly mismatch: Mismatch
      /** The trial of the smallest case that showed it. */
      readonly trial: Trial
      /** Whose fault it is, by vote; undefined where it was not seen again, or nobody was asked. */
      readonly attribution: Attribution | undefined
    }

/** The order of suspicion: the reference against itself, the mismatch again, then smaller, then whose fault, then its name. */
export async function investigate(
  found: { readonly trial: Trial; readonly oracle: Oracle; readonly mismatch: Mismatch },
  from: CaseId | undefined,
  sides: Sides,
  all: Investigation,
): Promise<Conclusion> {
  const { plan } = found.trial.evidence
  const perturbed = await all.perturbed()
  const doubt = await referenceDisagrees(found.trial, sides, found.oracle, {
    settings: all.settings,
    perturbed,
  })
  if (doubt) return { kind: 'doubtful', because: doubt }
  const signature = signatureOf(found.oracle, found.mismatch, plan)
  // Those before it must still agree, or the case has slipped; those behind it have no say.
  const oracles = all.oracles.slice(0, all.oracles.indexOf(found.oracle) + 1)
  const investigation: Investigation = { ...all, oracles }
  const seen = await confirmUndisturbed(plan, signature, sides, investigation)
  const status = seen === investigation.confirm ? 'confirmed' : seen > 0 ? 'flaky' : 'unconfirmed'
  const original: Case = { header: { from }, plan }
  const best = new SmallestTrial(found.trial, found.mismatch)
  const startedMs = investigation.nowMs()
  const reduction =
    status === 'unconfirmed' || investigation.reduceBudgetMs === 0
      ? undefined
      : await reduce(
          original,
          { signature, best, attempts: status === 'flaky' ? FLAKY_ATTEMPTS : 1 },
          sides,
          investigation,
        )
  const reduceMs = investigation.nowMs() - startedMs
  const accused = { ...best, oracle: found.oracle, isFlaky: status === 'flaky' }
  const attribution =
    status === 'unconfirmed' || investigation.reduceBudgetMs === 0
      ? undefined
      : await attribute(accused, sides, { ...investigation, perturbed })
  // What a smaller case still reaches of the original's features, nobody knows.
  const reduced = reduction ? { ...reduction.case.plan, features: [] } : plan
  const id = fingerprint({
    oracle: found.oracle.name,
    mismatch: best.mismatch,
    culprit: culprit(best.mismatch, best.trial.evidence.plan),
    evidence: best.trial.evidence,
  })
  const header = { finding: id, oracle: found.oracle.name, kind: found.mismatch.mismatch, from }
  return {
    kind: 'finding',
    id,
    status,
    seen,
    reduction,
    reduceMs,
    case: { header, plan: reduced },
    original: { header, plan },
    mismatch: best.mismatch,
    trial: best.trial,
    attribution,
  }
}

/** What was seen only now and then, while a process died or came back, says nothing: then once more from the start. */
async function confirmUndisturbed(
  plan: Plan,
  signature: Signature,
  sides: Sides,
  investigation: Investigation,
): Promise<number> {
  const { disturbances = () => 0, confirm: times } = investigation
  for (let series = 1; ; series += 1) {
    const before = disturbances()
    const seen = await confirm(plan, signature, sides, investigation)
    const isClear = seen === 0 || seen === times || disturbances() === before
    if (isClear || series === CONFIRM_SERIES_MAX) return seen
  }
}

async function confirm(
  plan: Plan,
  signature: Signature,
  sides: Sides,
  investigation: Investigation,
) {
  let seen = 0
  for (let time = 0; time < investigation.confirm; time += 1) {
    const trial = await tryPlan(plan, sides, investigation.oracles, investigation.settings)
    if (showsAgain(trial, signature)) seen += 1
  }
  return seen
}

/** Remembers the trial of the last candidate that still failed: the reducer goes on from exactly that one. */
class SmallestTrial {
  constructor(
    public trial: Trial,
    public mismatch: Mismatch,
  ) {}
}

interface ReduceTask {
  readonly signature: Signature
  readonly best: SmallestTrial
  readonly attempts: number
}

async function reduce(
  original: Case,
  task: ReduceTask,
  sides: Sides,
  investigation: Investigation,
) {
  const grammar = await investigation.grammar?.()
  const deadlineMs = investigation.nowMs() + investigation.reduceBudgetMs
  const stillFails = async (candidate: Case): Promise<Answer> => {
    for (let attempt = 0; attempt < task.attempts; attempt += 1) {
      const trial = await tryPlan(
        candidate.plan,
        sides,
        investigation.oracles,
        investigation.settings,
      )
      const mismatch = showsAgain(trial, task.signature)
      if (!mismatch) continue
      task.best.trial = trial
      task.best.mismatch = mismatch
      return { fails: true }
    }
    return { fails: false }
  }
  return reduceCase(original, stillFails, {
    grammar,
    maxExecutions: REDUCE_EXECUTIONS_MAX,
    shouldStop: () => investigation.signal.aborted || investigation.nowMs() > deadlineMs,
  })
}
