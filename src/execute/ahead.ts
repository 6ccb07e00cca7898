import type { StepRecord } from '../model/history.js'
import type { Reply } from '../model/outcome.js'
import type { Plan, Step } from '../model/plan.js'

/** A statement that was sent before its turn. */
export interface Sent {
  readonly invokedNs: bigint
  readonly reply: Promise<Reply>
}

/** What one step of a plan answered, and when. */
export type Answered = Pick<StepRecord, 'invokedNs' | 'completedNs'> & Reply

/** A statement is given so long to come to where it waits. Where it comes later, it is answered all the same. */
const COMES_TO_WAIT_MS = 20

/**
 * The steps that wait for another one, which stand behind it without a gap: statements that say so, of sessions that do
 * nothing else meanwhile.
 */
export function waitersBehind({ steps }: Plan, index: number): readonly number[] {
  const busy = new Set([steps[index]?.session])
  const waiters: number[] = []
  for (let at = index + 1; isWaiting(steps[at], busy); at += 1) {
    busy.add(steps[at]?.session)
    waiters.push(at)
  }
  return isWaiting(steps[index], new Set()) ? [] : waiters
}

function isWaiting(step: Step | undefined, busy: ReadonlySet<string | undefined>): boolean {
  return step?.kind === 'statement' && step.statement.waits === true && !busy.has(step.session)
}

/** The statements of one execution that were sent ahead and are not answered yet. */
export class Ahead {
  private readonly sent = new Map<number, Sent>()

  constructor(
    private readonly send: (index: number) => Promise<Reply>,
    private readonly nowNs: () => bigint,
  ) {}

  /** Sends one after the other, so that they wait in their order. */
  async start(indices: readonly number[]): Promise<void> {
    for (const index of indices) {
      const sent = { invokedNs: this.nowNs(), reply: this.send(index) }
      // What it throws is thrown in its turn, which does not come when the step before it throws.
      sent.reply.catch(() => undefined)
      this.sent.set(index, sent)
      await answeredOr(COMES_TO_WAIT_MS, sent.reply)
    }
  }

  /** Sends a step in its turn, or waits for the answer of one that was sent ahead. */
  async answer(index: number): Promise<Answered> {
    const { invokedNs, reply } = this.sent.get(index) ?? {
      invokedNs: this.nowNs(),
      reply: this.send(index),
    }
    return { invokedNs, ...(await reply), completedNs: this.nowNs() }
  }
}

async function answeredOr(ms: number, reply: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  const answered = reply.then(
    () => undefined,
    () => undefined,
  )
  await Promise.race([answered, late])
  clearTimeout(timer)
}
