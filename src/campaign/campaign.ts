import { planOf } from '../generate/sample.js'
import { TargetLost } from '../model/errors.js'
import type { Workload, WorkloadContext } from '../model/workload.js'
import { caseSeed } from '../random/seed.js'
import type { EventBody } from '../report/events.js'
import { canaryCaught } from './canary.js'
import { caseFinished } from './case-events.js'
import { type FoundAt, findingEvents } from './finding-events.js'
import type { Conclusion, Investigation } from './investigate.js'
import { KnownDifferences } from './known/known-differences.js'
import { knownMatched, skippedAsKnown } from './known/known-events.js'
import type { Unknown } from './known/look-past.js'
import { pursue } from './known/pursue.js'
import { type Budget, Schedule, type Ticket } from './schedule.js'
import { likeness } from './signature.js'
import { mismatchOf, type Sides, type Trial, tryPlan } from './trial.js'
import { lossIncidents } from './undecided-events.js'

/** Like findings are investigated this often in one run; further ones are only counted. */
const LIKE_FINDINGS_MAX = 3

/** So often one that shows in one way is made smaller only to turn out to be known; then further ones are left, aloud. */
const LIKE_KNOWN_MAX = 8
const LIKE_KNOWN = `it was not looked into: ${LIKE_KNOWN_MAX} that showed like it were known differences once they were smaller`

/** How often a case is tried again when a target was lost under it, and the pause before each time. */
const LOST_ATTEMPTS = 5
const LOST_PAUSE_MS = 1_000

export interface CampaignOptions extends Investigation {
  readonly seed: bigint
  readonly workloads: readonly Workload[]
  readonly context: WorkloadContext
  readonly budget: Budget
  /** What is accepted and no finding; without it, nothing is. */
  readonly known?: KnownDifferences | undefined
  readonly pause: (ms: number) => Promise<void>
}

/** Why a campaign ended. */
export type CampaignEnd =
  | { readonly kind: 'budget'; readonly reason: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'lost'; readonly target: string; readonly reason: string }

/** One configured search. What it learns goes to `emit`, in order; it prints nothing and keeps no files. */
export async function runCampaign(
  sides: Sides,
  options: CampaignOptions,
  emit: (event: EventBody) => void,
): Promise<CampaignEnd> {
  const campaign = new Campaign(sides, options, emit)
  return campaign.run()
}

class Campaign {
  private readonly schedule: Schedule
  private readonly startedMs: number
  private readonly features = new Set<string>()
  private readonly likes = new Map<string, number>()
  /** By the way in which it showed: how often one was made smaller before it turned out to be known. */
  private readonly knownShows = new Map<string, number>()
  private readonly ids = new Set<string>()
  private readonly known: KnownDifferences
  private opened = 0
  private canarySent = false
  private end: CampaignEnd | undefined

  constructor(
    private readonly sides: Sides,
    private readonly options: CampaignOptions,
    private readonly emit: (event: EventBody) => void,
  ) {
    this.schedule = new Schedule(options.workloads, options.seed, options.budget.cases)
    this.startedMs = options.nowMs()
    this.known = options.known ?? new KnownDifferences([])
  }

  async run(): Promise<CampaignEnd> {
    try {
      await this.work()
    } finally {
      this.emit({ type: 'checkpoint', next: this.schedule.checkpoint() })
    }
    return this.end ?? { kind: 'budget', reason: 'every case was run' }
  }

  /**
   * One case after the other: cases on one endpoint share its catalog, and a transaction of one that looks at every
   * database is disturbed by another's DETACH. More machines take more shards, not more cases at once.
   */
  private async work(): Promise<void> {
    for (;;) {
      this.end ??= this.reasonToStop()
      if (this.end) return
      const ticket = this.schedule.take()
      if (!ticket) return
      try {
        await this.runCase(ticket)
      } catch (error) {
        if (!(error instanceof TargetLost)) throw error
        this.end = this.options.signal.aborted
          ? { kind: 'interrupted' }
          : { kind: 'lost', target: error.target, reason: error.reason }
      }
    }
  }

  private reasonToStop(): CampaignEnd | undefined {
    const { budget, signal, nowMs } = this.options
    if (signal.aborted) return { kind: 'interrupted' }
    if (budget.durationMs !== undefined && nowMs() - this.startedMs >= budget.durationMs) {
      return { kind: 'budget', reason: 'the time is used up' }
    }
    if (budget.maxFindings !== undefined && this.ids.size >= budget.maxFindings) {
      return { kind: 'budget', reason: `${this.ids.size} findings are enough` }
    }
    return undefined
  }

  private async runCase(ticket: Ticket): Promise<void> {
    const { workload, id } = ticket
    this.tell(id, 'running')
    const startedMs = this.options.nowMs()
    const seed = caseSeed(this.options.seed, workload.name, id.index)
    const { plan, notSent } = this.known.withoutKnownReads(
      planOf(workload, this.options.context, seed),
    )
    const { sides, options } = this
    const trial = await this.untilReached(() =>
      tryPlan(plan, sides, options.oracles, options.settings),
    )
    const elapsedMs = this.options.nowMs() - startedMs
    const { features } = trial.evidence.plan
    const newFeatures = features.filter((feature) => !this.features.has(feature))
    for (const feature of newFeatures) this.features.add(feature)
    this.tellLosses(ticket, trial)
    this.sendCanary(ticket, trial)
    const because = await this.look(ticket, trial)
    const skipped = skippedAsKnown(notSent)
    this.emit(caseFinished(id, trial, { elapsedMs, newFeatures, because, skipped }))
  }

  private tell({ workload, index }: Ticket['id'], phase: string): void {
    this.options.tell?.(`${workload} #${index}: ${phase}`)
  }

  private tellLosses({ id }: Ticket, trial: Trial): void {
    const where = `${id.workload} #${id.index}`
    for (const incident of lossIncidents(trial, this.sides, where)) this.emit(incident)
  }

  /** One canary a run, in the first case that agrees and has a row to lose. */
  private sendCanary({ id }: Ticket, trial: Trial): void {
    if (this.canarySent || mismatchOf(trial)) return
    const caught = canaryCaught(trial.evidence, this.options.oracles, this.sides.profile)
    if (caught === undefined) return
    this.canarySent = true
    this.emit({ type: 'canary', workload: id.workload, index: id.index, caught })
  }

  /** A target that comes back (a node that was restarted, a child that was replaced) costs a pause and not the run. */
  private async untilReached<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act()
      } catch (error) {
        const givenUp = attempt === LOST_ATTEMPTS || this.options.signal.aborted
        if (!(error instanceof TargetLost) || givenUp) throw error
        this.emit({ type: 'incident', kind: 'other', target: error.target, detail: error.reason })
        await this.options.pause(LOST_PAUSE_MS)
      }
    }
  }

  /** Looks into what is not known of a case's mismatches; gives the reason where it proves nothing. */
  private async look({ id }: Ticket, trial: Trial): Promise<string | undefined> {
    if (!mismatchOf(trial)) return undefined
    const { sides, known } = this
    const investigation = { ...this.options, tell: (phase: string) => this.tell(id, phase) }
    const { seen, costly, unknown, conclusion, because } = await this.untilReached(() =>
      pursue(trial, id, { sides, investigation, known, isWorthwhile: this.isWorthwhile }),
    )
    for (const one of seen) this.emit(knownMatched(one, id))
    for (const one of costly) count(this.knownShows, showsOf(one))
    if (unknown && !conclusion && this.isLikeKnown(unknown)) return LIKE_KNOWN
    if (!unknown || !conclusion) return because
    if (conclusion.kind === 'doubtful') return conclusion.because
    const { types } = sides.profile
    this.report(conclusion, { workload: id.workload, index: id.index, types })
    if (conclusion.status === 'unconfirmed') {
      return `a mismatch was seen once and not again: ${unknown.mismatch.summary}`
    }
    // Only what became a finding spares the next one like it: a mismatch that proved nothing says nothing about others.
    count(this.likes, likenessOf(unknown))
    return undefined
  }

  private readonly isWorthwhile = (unknown: Unknown): boolean => {
    const times = this.likes.get(likenessOf(unknown)) ?? 0
    return times < LIKE_FINDINGS_MAX && !this.isLikeKnown(unknown)
  }

  private isLikeKnown(unknown: Unknown): boolean {
    return (this.knownShows.get(showsOf(unknown)) ?? 0) >= LIKE_KNOWN_MAX
  }

  private report(conclusion: Extract<Conclusion, { kind: 'finding' }>, where: FoundAt): void {
    if (conclusion.status !== 'unconfirmed') this.ids.add(conclusion.id)
    this.opened += 1
    for (const event of findingEvents(conclusion, `F${this.opened}`, where)) {
      this.emit(event)
    }
  }
}

function likenessOf({ oracle, mismatch, evidence }: Unknown): string {
  return likeness(oracle, mismatch, evidence)
}

/** Whatever its statement is: in a case of many statements each would take a reduction of its own. */
function showsOf({ sighting: { oracle, kind, shows } }: Unknown): string {
  return JSON.stringify([oracle, kind, shows])
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
