import type { Reply } from '../src/model/outcome.js'
import type { Session, Target } from '../src/model/target.js'

/** A target that stops answering when its time is over, so that a plan of any length ends. */
export interface TimeLimited {
  readonly target: Target
  /** Until when, on the clock that it was made with. */
  until(deadlineMs: number): void
  /** Whether a statement was not sent because the time was over. */
  wasCut(): boolean
}

const CUT: Reply = {
  outcomes: [{ kind: 'unknown', reason: 'timeout', detail: 'the time for this file is over' }],
  status: undefined,
}

/** What is opened when the time is over. */
const CUT_SESSION: Session = {
  send: async () => CUT,
  cancel: async () => {},
  close: async () => {},
}

export function timeLimited(inner: Target, nowMs: () => number): TimeLimited {
  let deadlineMs = Number.POSITIVE_INFINITY
  let isCut = false
  const limited = (session: Session): Session => ({
    send: async (statement, { timeoutMs }) => {
      const leftMs = deadlineMs - nowMs()
      if (leftMs <= 0) isCut = true
      return leftMs <= 0 ? CUT : session.send(statement, { timeoutMs: Math.min(timeoutMs, leftMs) })
    },
    cancel: () => session.cancel(),
    close: () => session.close(),
  })
  const target: Target = {
    facts: inner.facts,
    reset: (scope) => inner.reset(scope),
    open: async (node, scope) =>
      nowMs() > deadlineMs ? CUT_SESSION : limited(await inner.open(node, scope)),
    state: (scope) => inner.state(scope),
    clean: (scope) => inner.clean(scope),
    close: () => inner.close(),
  }
  return {
    target,
    until: (ms) => {
      deadlineMs = ms
      isCut = false
    },
    wasCut: () => isCut,
  }
}
