import { runCampaign } from '../src/campaign/campaign.js'
import { supportsOf } from '../src/campaign/requirements.js'
import { ORACLES, WORKLOADS } from '../src/cli/registry.js'
import { openSides } from '../src/cli/sides.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { parseTargetSpec } from '../src/config/target-spec.js'
import type { EventBody } from '../src/report/events.js'

/** A campaign as `goldeneye run` makes it, with the workloads and oracles as shipped. */
export interface CampaignRequest {
  readonly subject: string
  readonly seed: bigint
  readonly cases?: number
  readonly durationMs?: number
  readonly maxFindings?: number
  /** For making a finding smaller. */
  readonly reduceBudgetMs: number
}

/** What a campaign said, and what it took. */
export interface CampaignResult {
  readonly events: readonly EventBody[]
  readonly statements: number
  readonly cases: number
  readonly elapsedMs: number
}

export async function campaignOf(request: CampaignRequest): Promise<CampaignResult> {
  const specs = {
    reference: parseTargetSpec('duckdb', '--reference'),
    subject: parseTargetSpec(request.subject, '--subject'),
    passwords: new Map(),
  }
  const events: EventBody[] = []
  const opened = await openSides(specs, (incident) =>
    events.push({ type: 'incident', ...incident }),
  )
  const startedMs = clock.nowMs()
  try {
    await runCampaign(
      opened.sides,
      {
        seed: request.seed,
        workloads: WORKLOADS,
        oracles: ORACLES,
        context: { supports: supportsOf(opened.sides.profile).has, maxSteps: 80 },
        budget: request,
        settings: { timeoutMs: 30_000, nowNs: clock.nowNs, nextScope: scopes('test') },
        confirm: 2,
        reduceBudgetMs: request.reduceBudgetMs,
        nowMs: clock.nowMs,
        signal: new AbortController().signal,
        perturbed: opened.perturbed,
        pause: async () => {},
      },
      (event) => events.push(event),
    )
  } finally {
    await opened.close()
  }
  const finished = events.filter((event) => event.type === 'case-finished')
  const statements = finished.reduce((sum, event) => sum + event.statements, 0)
  return { events, statements, cases: finished.length, elapsedMs: clock.nowMs() - startedMs }
}
