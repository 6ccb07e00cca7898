import { randomBytes } from 'node:crypto'
import type { Investigation } from '../campaign/investigate.js'
import { type Trial, tryPlan } from '../campaign/trial.js'
import type { Case } from '../model/case.js'
import { fittingOracles } from './left-out.js'
import { ORACLES, PROGRAMS } from './registry.js'
import type { SideSpecs } from './settings.js'
import { type OpenedSides, openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

/** Both sides for a verb that runs a case or two and keeps no record. */
export interface BothSides {
  readonly opened: OpenedSides
  /** Looks into a mismatch without making its case smaller. */
  readonly investigation: Investigation
  tryCase(whole: Case): Promise<Trial>
}

const CONFIRM = 2

/** Opens both sides, does the work and closes them. Throws UsageError and TargetLost as openSides does. */
export async function withBothSides<T>(
  specs: SideSpecs,
  timeoutMs: number,
  work: (both: BothSides) => Promise<T>,
): Promise<T> {
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  const opened = await openSides(specs, ({ detail }) => say(detail))
  try {
    const nextScope = scopes(randomBytes(3).toString('hex'))
    const settings = { timeoutMs, nowNs: clock.nowNs, nextScope, programs: PROGRAMS }
    const oracles = fittingOracles(ORACLES, opened.sides, (event) => {
      if (event.type === 'incident') say(event.detail)
    })
    const investigation: Investigation = {
      settings,
      oracles,
      confirm: CONFIRM,
      reduceBudgetMs: 0,
      nowMs: clock.nowMs,
      signal: new AbortController().signal,
      perturbed: opened.perturbed,
      disturbances: opened.disturbances,
    }
    const tryCase = (whole: Case) => tryPlan(whole.plan, opened.sides, oracles, settings)
    return await work({ opened, investigation, tryCase })
  } finally {
    await opened.close()
  }
}
