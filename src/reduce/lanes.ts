import type { Case } from '../model/case.js'
import { assert } from '../model/errors.js'

/** What running a candidate showed. */
export interface Answer {
  readonly fails: boolean
  /** What happened in place of the finding, in a few words: `both sides agree`. Only where it does not fail. */
  readonly instead?: string | undefined
}

/**
 * The one question a reducer asks: does this smaller case show the same thing? It runs the case, in the place of that
 * worker, 0 and up; a worker runs one candidate at a time.
 */
export type StillFails = (candidate: Case, worker: number) => Promise<Answer>

/** A candidate whose answer is wanted, and where it stood among its like. */
export interface Asked {
  readonly position: number
  readonly key: string
  readonly candidate: Case
  /** It is not run: there was no budget left for it. */
  readonly isOverBudget?: boolean
}

interface Entry {
  answer?: Answer
  failure?: { readonly error: unknown }
  readonly isRecalled: boolean
}

interface LaneOptions {
  readonly workers?: number | undefined
  readonly known?: ReadonlyMap<string, Answer> | undefined
  readonly remember?: ((key: string, answer: Answer) => void) | undefined
}

/** Runs candidates at once, one a worker, each candidate once, and remembers every answer. */
export class Lanes {
  runs = 0
  private readonly entries = new Map<string, Entry>()
  private readonly idle: number[]
  private readonly running = new Set<Promise<void>>()

  constructor(
    private readonly stillFails: StillFails,
    private readonly options: LaneOptions,
  ) {
    this.idle = Array.from({ length: options.workers ?? 1 }, (_, worker) => worker)
    for (const [key, answer] of options.known ?? []) {
      this.entries.set(key, { answer, isRecalled: true })
    }
  }

  get hasIdle(): boolean {
    return this.idle.length > 0
  }

  /** Starts a candidate that nobody asked for yet; there must be an idle worker. */
  ask({ key, candidate }: Asked): void {
    if (this.entries.has(key)) return
    const worker = this.idle.shift()
    assert(worker !== undefined, 'a candidate was asked for while every worker was busy')
    const entry: Entry = { isRecalled: false }
    this.entries.set(key, entry)
    this.runs += 1
    const run = this.run(key, entry, () => this.stillFails(candidate, worker)).then(() => {
      this.running.delete(run)
      this.idle.push(worker)
    })
    this.running.add(run)
  }

  isRecalled(key: string): boolean {
    return this.entries.get(key)?.isRecalled === true
  }

  isAnswered({ key, isOverBudget }: Asked): boolean {
    const entry = this.entries.get(key)
    return isOverBudget === true || entry?.answer !== undefined || entry?.failure !== undefined
  }

  answerOf(key: string): Answer | undefined {
    return this.entries.get(key)?.answer
  }

  /** The answer to a candidate that is answered; throws what running it threw. */
  take({ key }: Asked): Answer {
    const entry = this.entries.get(key)
    if (entry?.failure) throw entry.failure.error
    assert(entry?.answer, 'an answer was taken before it was there')
    return entry.answer
  }

  /** Waits until one of the candidates that run is answered. */
  async someAnswer(): Promise<void> {
    assert(this.running.size > 0, 'an answer is awaited and nothing runs')
    await Promise.race(this.running)
  }

  /** Waits for all that still runs; throws nothing. */
  async settle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running)
  }

  private async run(key: string, entry: Entry, ask: () => Promise<Answer>): Promise<void> {
    try {
      entry.answer = await ask()
      this.options.remember?.(key, entry.answer)
    } catch (error) {
      entry.failure = { error }
    }
  }
}
