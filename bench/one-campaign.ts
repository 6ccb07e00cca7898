import { runCampaign } from '../src/campaign/campaign.js'
import { supportsOf } from '../src/campaign/requirements.js'
import { mismatchOf, tryPlan } from '../src/campaign/trial.js'
import { ORACLES, PROGRAMS, WORKLOADS } from '../src/cli/registry.js'
import { openSides } from '../src/cli/sides.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { parseTargetSpec, type TargetSpec } from '../src/config/target-spec.js'
import { planOf } from '../src/generate/sample.js'
import type { CaseId } from '../src/model/plan.js'
import { caseSeed } from '../src/random/seed.js'
import type { EventBody } from '../src/report/events.js'
import { duckdbGrammar } from '../src/target/duckdb/grammar.js'

/** The most steps of a generated plan, as `goldeneye run` has it. */
const STEPS_MAX = 80

/** A campaign as `goldeneye run` makes it, with the workloads and oracles as shipped. */
export interface CampaignRequest {
  readonly seed: bigint
  readonly cases?: number
  readonly durationMs?: number
  readonly maxFindings?: number
  /** For making a finding smaller. */
  readonly reduceBudgetMs: number
  /** How often a mismatch is run again before it is believed; 2 where nothing is said. */
  readonly confirm?: number
  /** Whether the reference is doubted under other settings too; true where nothing is said. */
  readonly perturbs?: boolean
}

/** What a campaign said, and what it took. */
export interface CampaignResult {
  readonly events: readonly EventBody[]
  readonly statements: number
  readonly cases: number
  readonly elapsedMs: number
}

/** Two opened sides, on which campaigns run one after the other. */
export interface CampaignPlace {
  campaign(request: CampaignRequest): Promise<CampaignResult>
  /** Runs one generated case twice; gives the kind of mismatch if both runs show the same. */
  shown(id: CaseId): Promise<string | undefined>
  close(): Promise<void>
}

/** Opens DuckDB as the reference and a subject, given as on the command line or as a whole. */
export async function openPlace(subject: string | TargetSpec): Promise<CampaignPlace> {
  const specs = {
    reference: parseTargetSpec('duckdb', '--reference'),
    subject: typeof subject === 'string' ? parseTargetSpec(subject, '--subject') : subject,
    passwords: new Map(),
  }
  let events: EventBody[] = []
  const opened = await openSides(specs, (incident) =>
    events.push({ type: 'incident', ...incident }),
  )
  let campaigns = 0
  const context = { supports: supportsOf(opened.sides.profile).has, maxSteps: STEPS_MAX }
  const settingsOf = (name: string) => ({
    timeoutMs: 30_000,
    nowNs: clock.nowNs,
    nextScope: scopes(name),
    programs: PROGRAMS,
  })
  const shown = async ({ workload: name, seed, index }: CaseId): Promise<string | undefined> => {
    const workload = WORKLOADS.find((one) => one.name === name)
    if (!workload) return undefined
    const plan = planOf(workload, context, caseSeed(BigInt(seed), name, index))
    campaigns += 1
    const settings = settingsOf(`case${campaigns}`)
    const once = async () => {
      const trial = await tryPlan(plan, opened.sides, ORACLES, settings)
      return mismatchOf(trial)?.mismatch.mismatch
    }
    const [first, second] = [await once(), await once()]
    return first === second ? first : undefined
  }
  const campaign = async (request: CampaignRequest): Promise<CampaignResult> => {
    events = []
    campaigns += 1
    const startedMs = clock.nowMs()
    await runCampaign(
      opened.sides,
      {
        ...request,
        workloads: WORKLOADS,
        oracles: ORACLES,
        context,
        budget: request,
        settings: settingsOf(`bench${campaigns}`),
        confirm: request.confirm ?? 2,
        nowMs: clock.nowMs,
        signal: new AbortController().signal,
        grammar: duckdbGrammar,
        perturbed: request.perturbs === false ? async () => [] : opened.perturbed,
        pause: async () => {},
      },
      (event) => events.push(event),
    )
    const finished = events.filter((event) => event.type === 'case-finished')
    const statements = finished.reduce((sum, event) => sum + event.statements, 0)
    return { events, statements, cases: finished.length, elapsedMs: clock.nowMs() - startedMs }
  }
  return { campaign, shown, close: () => opened.close() }
}

/** One campaign against one subject. */
export async function campaignOf({
  subject,
  ...request
}: CampaignRequest & { readonly subject: string }): Promise<CampaignResult> {
  const place = await openPlace(subject)
  try {
    return await place.campaign(request)
  } finally {
    await place.close()
  }
}
