import type { Concurrent, History, Plan, StepRecord } from '../../src/index.js'

/**
 * What clients that ran at once were answered, in the order in which the answers came. That order is right for each client
 * by itself; of two clients it says only who was answered first.
 */
export function asAnswered(
  { plan, clients }: Concurrent,
  { target }: History,
): { readonly plan: Plan; readonly history: History } {
  const said = clients
    .flat()
    .flatMap((event) => (event.kind === 'statement' ? [event] : []))
    .sort((a, b) => Number(a.completedNs - b.completedNs))
  const steps: Plan['steps'] = said.map(({ session, statement }) => ({
    kind: 'statement',
    session,
    statement,
  }))
  const records = said.map(({ statement: _, kind: __, ...record }, stepIndex): StepRecord => {
    return { ...record, stepIndex }
  })
  const { sessions, features } = plan
  return { plan: { sessions, steps, features }, history: { target, records, state: [] } }
}
