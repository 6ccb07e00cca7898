import type { CaseId } from '../model/plan.js'
import type { Workload } from '../model/workload.js'

/** When a campaign stops looking. Whichever comes first; at least one of the first two is set. */
export interface Budget {
  readonly cases?: number | undefined
  readonly durationMs?: number | undefined
  readonly maxFindings?: number | undefined
}

/** One case to run. */
export interface Ticket {
  readonly workload: Workload
  readonly id: CaseId
}

/**
 * Hands out cases, the workloads in turn: a case is (seed, workload, index) and nothing else, so which worker takes it,
 * and when, changes nothing in it.
 */
export class Schedule {
  private given = 0
  private readonly next = new Map<string, number>()

  constructor(
    private readonly workloads: readonly Workload[],
    private readonly seed: bigint,
    private readonly casesMax: number | undefined,
  ) {}

  take(): Ticket | undefined {
    if (this.casesMax !== undefined && this.given >= this.casesMax) return undefined
    const workload = this.workloads[this.given % this.workloads.length]
    if (!workload) return undefined
    const index = Math.floor(this.given / this.workloads.length)
    this.given += 1
    this.next.set(workload.name, index + 1)
    return { workload, id: { workload: workload.name, seed: this.seed.toString(), index } }
  }

  /** By workload: the index of the first case that was not handed out. */
  checkpoint(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.next)
  }
}
