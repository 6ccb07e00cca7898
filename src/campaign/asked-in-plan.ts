import { questionIn } from '../judge/question.js'
import { type Plan, statementsOf } from '../model/plan.js'
import type { Investigation } from './investigate.js'
import { showingOf } from './showing.js'
import type { Found } from './signature.js'
import { mismatchOf, type Sides, tryPlan } from './trial.js'

/** So often each plan with its question is run before the finding is taken as it is. */
const TRIES_MAX = 3

/**
 * What an oracle found beside a plan, found by a statement of the plan: whoever runs the case sees it, and it can be made
 * smaller like any other. The finding as it is where its oracle has no such statement, or where that shows something else.
 */
export async function askedInPlan(
  found: Found,
  sides: Sides,
  { oracles, settings, signal }: Investigation,
): Promise<Found> {
  const plans = found.oracle.askInPlan?.(found.trial.evidence) ?? []
  const judges = oracles.slice(0, oracles.indexOf(found.oracle) + 1)
  const tries = Array.from({ length: TRIES_MAX }, () => plans).flat()
  for (const plan of tries) {
    if (signal.aborted) break
    const trial = await tryPlan(plan, sides, judges, settings)
    const shown = mismatchOf(trial)
    const again = shown && { trial, ...shown }
    if (again && isSame(again, found)) return again
  }
  return found
}

/** The same rule of the same oracle. */
function isSame(one: Found, other: Found): boolean {
  return wayOf(one) === wayOf(other)
}

function wayOf({ oracle, mismatch, trial }: Found): string {
  const { how } = showingOf(trial.evidence, mismatch)
  return JSON.stringify([oracle.name, mismatch.mismatch, how])
}

/** Whether a smaller plan still asks what a plan asks, word for word; undefined where it asks nothing. */
export function stillAsks(plan: Plan): ((smaller: Plan) => boolean) | undefined {
  const asked = questionsOf(plan)
  if (asked.length === 0) return undefined
  return (smaller) => {
    const left = questionsOf(smaller)
    return left.length === asked.length && left.every((sql, at) => sql === asked[at])
  }
}

function questionsOf(plan: Plan): readonly string[] {
  return statementsOf(plan)
    .map(({ sql }) => sql)
    .filter((sql) => questionIn(sql) !== undefined)
}
