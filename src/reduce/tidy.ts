import type { Plan, Step } from '../model/plan.js'

/**
 * The plan with what no longer means anything taken out: an `open` of an open session, a `close` of
 * a closed one, sessions without a step, a `same` name that no other step shares. Undefined when a
 * statement's session is closed: no target could run that.
 */
export function tidy(plan: Plan): Plan | undefined {
  const kept = sensibleSteps(plan.steps)
  if (!kept) return undefined
  const steps = withoutLonelyNames(kept)
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

function withoutLonelyNames(steps: readonly Step[]): readonly Step[] {
  const counts = new Map<string, number>()
  for (const step of steps) {
    const name = sameName(step)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return steps.map((step) => {
    const name = sameName(step)
    if (step.kind !== 'statement' || name === undefined || counts.get(name) !== 1) return step
    const { same, ...statement } = step.statement
    return { ...step, statement }
  })
}

function sameName(step: Step): string | undefined {
  return step.kind === 'statement' ? step.statement.same : undefined
}
