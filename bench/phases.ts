import type { Session, Target } from '../src/model/target.js'
import type { Oracle } from '../src/model/verdict.js'

/** Adds up how long each phase of a campaign takes, over all that run at the same time. */
export class PhaseClock {
  private readonly spentMs = new Map<string, { ms: number; calls: number }>()

  async time<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now()
    try {
      return await work()
    } finally {
      this.add(phase, performance.now() - startedMs)
    }
  }

  oracle(oracle: Oracle): Oracle {
    const judge: Oracle['judge'] = (evidence, profile) => {
      const startedMs = performance.now()
      const verdict = oracle.judge(evidence, profile)
      this.add(`oracle ${oracle.name}`, performance.now() - startedMs)
      return verdict
    }
    return { ...oracle, judge }
  }

  table(): string {
    const rows = [...this.spentMs].sort(([, a], [, b]) => b.ms - a.ms)
    return rows
      .map(
        ([phase, { ms, calls }]) =>
          `${phase.padEnd(22)} ${ms.toFixed(0).padStart(8)} ms  ${String(calls).padStart(7)} calls  ${((ms * 1000) / calls).toFixed(0).padStart(7)} µs each`,
      )
      .join('\n')
  }

  private add(phase: string, ms: number): void {
    const spent = this.spentMs.get(phase) ?? { ms: 0, calls: 0 }
    spent.ms += ms
    spent.calls += 1
    this.spentMs.set(phase, spent)
  }
}

/** The same target, with its calls timed. */
export function timed(target: Target, side: string, clock: PhaseClock): Target {
  const time = <T>(phase: string, work: () => Promise<T>) => clock.time(`${side} ${phase}`, work)
  return {
    facts: target.facts,
    reset: (scope) => time('reset', () => target.reset(scope)),
    open: (node, scope) =>
      time('open', async () => timedSession(await target.open(node, scope), time)),
    state: (scope) => time('state', () => target.state(scope)),
    clean: (scope) => time('clean', () => target.clean(scope)),
    close: () => target.close(),
  }
}

function timedSession(
  session: Session,
  time: <T>(phase: string, work: () => Promise<T>) => Promise<T>,
): Session {
  return {
    send: (statement, limits) => time('send', () => session.send(statement, limits)),
    cancel: () => session.cancel(),
    close: () => time('close', () => session.close()),
  }
}
