import { clientCounts } from '../src/campaign/client-counts.js'
import { supportsOf } from '../src/campaign/requirements.js'
import { type Sides, type Trial, type TrialSettings, tryPlan } from '../src/campaign/trial.js'
import { ORACLES, PROGRAMS } from '../src/cli/registry.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { planOf } from '../src/generate/sample.js'
import type { Mismatch, Oracle } from '../src/model/verdict.js'
import { ducklakeWriters } from '../workloads/ducklake-writers/ducklake-writers.js'

const STATEMENT_TIMEOUT_MS = 60_000
const STEPS_MAX = 80

/** How a run of writers is to be. */
export interface WritersRequest {
  readonly seed: bigint
  readonly writers: number
  readonly commits: number
  /** Tells the schemas of several runs on one target apart. */
  readonly name: string
  /** Aborted, the run ends in its midst, and Interrupted is thrown. */
  readonly signal?: AbortSignal | undefined
  /** Default: all that there are. */
  readonly oracles?: readonly Oracle[] | undefined
}

/** What an oracle found in a run. */
export interface FoundBy extends Pick<Mismatch, 'summary'> {
  readonly oracle: string
  readonly kind: Mismatch['mismatch']
}

/** What a run of writers came to. */
export interface WritersRun {
  /** In the order of the oracles, as a campaign has it: the first one is what a finding is called. */
  readonly found: readonly FoundBy[]
  /** Why an oracle could not say anything. */
  readonly inconclusive: readonly string[]
  /** Counted as in a report: `commits acknowledged`, `client-ended ...`. */
  readonly counts: ReadonlyMap<string, number>
  readonly seconds: number
}

/** One case of `ducklake-writers` as a campaign runs it, judged by every oracle that has a say there, without confirmation. */
export async function runWriters(sides: Sides, request: WritersRequest): Promise<WritersRun> {
  const { seed, writers, commits, name, signal, oracles: asked = ORACLES } = request
  const supports = supportsOf(sides.profile)
  const context = { supports: supports.has, maxSteps: STEPS_MAX, clients: { writers, commits } }
  const { able: oracles } = supports.divide(asked)
  const settings: TrialSettings = {
    timeoutMs: STATEMENT_TIMEOUT_MS,
    nowNs: clock.nowNs,
    nextScope: scopes(`writers_${name}`),
    programs: PROGRAMS,
    signal,
  }
  const startedNs = clock.nowNs()
  const plan = planOf(ducklakeWriters, context, seed)
  const trial = await tryPlan(plan, sides, oracles, settings)
  return { ...cameTo(trial), seconds: Number(clock.nowNs() - startedNs) / 1e9 }
}

function cameTo({ verdicts, evidence }: Trial): Omit<WritersRun, 'seconds'> {
  const counted = evidence.concurrent ? clientCounts(evidence.concurrent) : []
  return {
    found: verdicts.flatMap(({ oracle, verdict }) =>
      verdict.kind === 'mismatch'
        ? [{ oracle: oracle.name, kind: verdict.mismatch, summary: verdict.summary }]
        : [],
    ),
    inconclusive: verdicts.flatMap(({ oracle, verdict }) =>
      verdict.kind === 'inconclusive' ? [`${oracle.name}: ${verdict.because}`] : [],
    ),
    counts: new Map(counted.map(({ what, because, count }) => [`${what} ${because}`, count])),
  }
}
