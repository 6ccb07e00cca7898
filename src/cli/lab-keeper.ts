import type { Lab } from '../lab/lab.js'
import type { TargetIncident } from './opened-side.js'

const LOOK_EVERY_MS = 300
/** A node that does not come up this often is left alone, and the run goes on with the others. */
const RESTARTS_MAX = 3

/** Looks after the lab of a run: a node that died is reported and started again. Whoever makes it closes it. */
export class LabKeeper {
  private readonly restarts = new Map<string, number>()
  private readonly timer: NodeJS.Timeout
  private busy: Promise<void> | undefined

  constructor(
    private readonly lab: Lab,
    private readonly report: (incident: TargetIncident) => void,
  ) {
    this.timer = setInterval(() => {
      this.busy ??= this.look().finally(() => {
        this.busy = undefined
      })
    }, LOOK_EVERY_MS)
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.busy
  }

  private async look(): Promise<void> {
    for (const node of await this.lab.status()) {
      if (node.state !== 'up') await this.restart(node.name, node.reason)
    }
  }

  private async restart(name: string, reason: string | undefined): Promise<void> {
    const times = (this.restarts.get(name) ?? 0) + 1
    if (times > RESTARTS_MAX) return
    this.restarts.set(name, times)
    this.report({
      kind: 'node-killed',
      target: name,
      detail: reason ?? `node ${name} of the lab died`,
    })
    try {
      await this.lab.restart(name)
      this.report({
        kind: 'node-restarted',
        target: name,
        detail: `node ${name} was started again`,
      })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.report({
        kind: 'other',
        target: name,
        detail: `node ${name} does not start again: ${why}`,
      })
    }
  }
}
