import type { Plan, Step } from '../model/plan.js'

/**
 * The plan with what no longer means anything taken out: an `open` of an open session, a `close` of
 * a closed one, sessions without a step. Undefined when a statement's session is closed: no target
 * could run that.
 */
export function tidy(plan: Plan): Plan | undefined {
  const steps = sensibleSteps(plan.steps)
  if (!steps) return undefined
  const used = new Set(steps.map((step) => step.session))
  return { ...plan, steps, sessions: plan.sessions.filter(({ name }) => used.has(name)) }
}

function sensibleSteps(steps: readonly Step[]): readonly Step[] | undefined {
  const closed = new Set<string>()
  const kept: Step[] = []
  for (const step of steps) {
    const isClosed = closed.has(step.session)
    if (step.kind === 'statement' && isClosed) return undefined
    if (step.kind === 'open' && !isClosed) continue
    if (step.kind === 'close' && isClosed) continue
    if (step.kind === 'open') closed.delete(step.session)
    if (step.kind === 'close') closed.add(step.session)
    kept.push(step)
  }
  return kept
}
