import type { ClientEvent } from '../../model/client.js'
import type { History, StepRecord } from '../../model/history.js'
import type { Plan } from '../../model/plan.js'
import { type Attempt, attemptsOf, newestOrder, ordersIn } from './attempts.js'
import { faultsOf, type OrderFault } from './order.js'
import { type SerialPart, serialPart } from './serial-plan.js'

/** A run of clients as a plan without them. */
export interface Serial {
  /** The steps of the plan with those of the clients between them; without an order, those before the first clients. */
  readonly plan: Plan
  /** What the subject answered to each step. */
  readonly records: readonly StepRecord[]
  /** Why there is no order; empty where there is one. */
  readonly faults: readonly OrderFault[]
  readonly leftOut: SerialPart['leftOut']
  /** See Concurrent. */
  readonly positions: readonly (number | undefined)[]
}

/**
 * The one order in which a run of clients can be done again, with what was answered put into that order. Where
 * nobody can tell an order, only what came before the clients is left.
 */
export function serialise(plan: Plan, { records, clients = [] }: History): Serial {
  const order = newestOrder(clients.flatMap(ordersIn))
  const groups = clients.map(attemptsOf)
  const faults = faultsOf(order, groups.flat())
  const starts = [...new Set(plan.clients?.map(({ at }) => at))].sort((a, b) => a - b)
  const parts = new Parts(plan, clients.flatMap(factsIn))
  let done = 0
  for (const [index, at] of starts.entries()) {
    parts.addSteps(records.slice(done, at))
    done = at
    if (faults.length > 0 || !order) return parts.end(faults)
    parts.addClients(serialPart(groups[index] ?? [], order))
  }
  parts.addSteps(records.slice(done))
  return parts.end(faults)
}

/** The serial plan while it is put together. */
class Parts {
  private readonly steps: Plan['steps'][number][] = []
  private readonly records: StepRecord[] = []
  private readonly positions: (number | undefined)[] = []
  private readonly leftOut: SerialPart['leftOut'][number][] = []

  constructor(
    private readonly plan: Plan,
    /** What clients said of themselves. */
    private readonly facts: readonly string[],
  ) {}

  addSteps(records: readonly StepRecord[]): void {
    for (const record of records) {
      const step = this.plan.steps[record.stepIndex]
      if (!step) continue
      this.records.push({ ...record, stepIndex: this.steps.length })
      this.steps.push(step)
      this.positions.push(undefined)
    }
  }

  addClients({ steps, records, positions, leftOut }: SerialPart): void {
    for (const [index, step] of steps.entries()) {
      const record = records[index]
      if (!record) continue
      this.records.push({ ...record, stepIndex: this.steps.length })
      this.steps.push(step)
      this.positions.push(positions[index])
    }
    this.leftOut.push(...leftOut)
  }

  end(faults: readonly OrderFault[]): Serial {
    const { clients: _, ...plan } = this.plan
    const features = [...new Set([...plan.features, ...this.facts])]
    return {
      plan: { ...plan, steps: this.steps, features },
      records: this.records,
      faults,
      leftOut: this.leftOut,
      positions: this.positions,
    }
  }
}

/** Every attempt of a run, group by group. */
export function attemptsIn(clients: History['clients']): readonly Attempt[] {
  return (clients ?? []).flatMap(attemptsOf)
}

function factsIn(events: readonly ClientEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'note' && event.note.kind === 'fact' ? [event.note.what] : [],
  )
}
