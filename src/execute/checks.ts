import type { Check, CheckRecord } from '../model/check.js'
import type { Limits } from '../model/target.js'
import type { Dialect, DialectSession } from './dialect-session.js'

/** Where the sessions of an execution are found. */
interface Sessions {
  get(name: string): DialectSession | undefined
}

/**
 * Asks what oracles want to know behind each step. Sessions that are closed or in a transaction are left alone; several
 * sessions are asked at once, because nothing that only reads disturbs the other.
 */
export class Checks {
  readonly records: CheckRecord[] = []
  private readonly byStep: ReadonlyMap<number, readonly Check[]>

  constructor(
    checks: readonly Check[],
    private readonly how: Dialect & { readonly limits: Limits },
  ) {
    this.byStep = groupBy(checks, ({ after }) => after)
  }

  async ask(stepIndex: number, sessions: Sessions): Promise<void> {
    const here = groupBy(this.byStep.get(stepIndex) ?? [], ({ session }) => session)
    const all = [...here].map(([name, checks]) => this.askIn(sessions.get(name), checks))
    for (const records of await Promise.all(all)) this.records.push(...records)
  }

  private async askIn(
    session: DialectSession | undefined,
    checks: readonly Check[],
  ): Promise<readonly CheckRecord[]> {
    const records: CheckRecord[] = []
    for (const check of checks) {
      const reply = session?.isIdle ? await session.send(check.statement, this.how) : undefined
      records.push({ check, outcome: reply?.outcomes.at(-1) })
    }
    return records
  }
}

function groupBy<K, T>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return groups
}
