import { type Plan, statementsOf } from '../model/plan.js'
import { formatCount, formatDuration, plural } from '../report/numbers.js'

/** How large a case is. */
export interface Size {
  readonly steps: number
  readonly statements: number
  /** Of the texts of its statements and of its parameters, in UTF-8. */
  readonly bytes: number
}

export function sizeOf(plan: Plan): Size {
  const statements = statementsOf(plan)
  const bytes = statements.reduce((sum, { sql, params }) => {
    const values = params.map(({ type, text }) => type + (text ?? '')).join('')
    return sum + Buffer.byteLength(sql + values)
  }, 0)
  return { steps: plan.steps.length, statements: statements.length, bytes }
}

/** Progress is told at most so often, in milliseconds. */
const TOLD_EVERY_MS = 1_000

/** Says how small a case is by now, not more often than a person reads. */
export class ReduceProgress {
  private toldMs: number | undefined
  /** When the first candidate was answered. */
  private startedMs = 0

  constructor(
    private readonly say: (text: string) => void,
    private readonly nowMs: () => number,
  ) {}

  tell({ case: { plan }, executions, recalled }: Told): void {
    const now = this.nowMs()
    if (this.toldMs === undefined) {
      this.startedMs = now
      this.toldMs = now
    }
    if (now - this.toldMs < TOLD_EVERY_MS) return
    this.toldMs = now
    const known = recalled > 0 ? ` and ${formatCount(recalled)} from the journal` : ''
    const { steps, statements, bytes } = sizeOf(plan)
    const size = `${plural(steps, 'step')}, ${plural(statements, 'statement')}, ${plural(bytes, 'byte')}`
    const work = `${plural(executions, 'execution')}${known}, ${formatDuration(now - this.startedMs)}`
    this.say(`${size} after ${work}`)
  }
}

interface Told {
  readonly case: { readonly plan: Plan }
  readonly executions: number
  readonly recalled: number
}
