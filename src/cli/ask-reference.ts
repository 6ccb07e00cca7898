import { randomBytes } from 'node:crypto'
import { referenceAnswers } from '../campaign/reference-answers.js'
import { execute } from '../campaign/trial.js'
import type { Answers } from '../corpus/export/answers.js'
import type { Plan } from '../model/plan.js'
import type { SideSpecs } from './settings.js'
import { openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'

/** What the reference answers to a plan, without any subject. Throws UsageError and TargetLost as openSides does. */
export async function askReference(
  plan: Plan,
  specs: SideSpecs,
  timeoutMs: number,
): Promise<Answers> {
  const alone: SideSpecs = { ...specs, subject: { kind: 'none', name: 'none' } }
  const opened = await openSides(alone, () => undefined)
  try {
    const { reference, profile } = opened.sides
    const nextScope = scopes(randomBytes(3).toString('hex'))
    const settings = { timeoutMs, nowNs: clock.nowNs, nextScope }
    const side = { scope: nextScope(), settings, oracles: [], profile: undefined }
    const history = await execute(plan, reference, side)
    return referenceAnswers({ plan, reference: history }, profile.unstable)
  } finally {
    await opened.close()
  }
}
