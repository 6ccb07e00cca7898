import { randomBytes } from 'node:crypto'
import type { ObserveSettings } from '../campaign/observe.js'
import type { Target } from '../model/target.js'
import { ownFolder } from '../processes/own-folder.js'
import { clock, scopes } from './surroundings.js'

/** A reference of its own, on which one case runs at a time. */
export interface ReferenceLane {
  readonly target: Target
  readonly settings: ObserveSettings
}

/** Standalone DuckDBs, each in a process of its own, opened as they are needed. A class because it closes them. */
export class ReferenceLanes {
  private readonly lanes: ReferenceLane[] = []
  private readonly folder = ownFolder('goldeneye-')

  constructor(private readonly timeoutMs: number) {}

  /** So many lanes; those that are open already are among them. Throws UsageError. */
  async open(count: number): Promise<readonly ReferenceLane[]> {
    while (this.lanes.length < count) this.lanes.push(await this.openLane(this.lanes.length + 1))
    return this.lanes.slice(0, count)
  }

  async close(): Promise<void> {
    await Promise.all(this.lanes.map(({ target }) => target.close()))
    await this.folder.close()
  }

  private async openLane(number: number): Promise<ReferenceLane> {
    const { openDuckDBTarget } = await import('../target/duckdb/duckdb-target.js')
    const target = await openDuckDBTarget({
      name: `reference-${number}`,
      directory: this.folder.path,
      threads: 1, // Plans and times must not hang on how many cores there are.
      secrets: (name) => process.env[`GOLDENEYE_SECRET_${name.toUpperCase()}`],
    })
    const nextScope = scopes(`${randomBytes(3).toString('hex')}_${number}`)
    return { target, settings: { timeoutMs: this.timeoutMs, nowNs: clock.nowNs, nextScope } }
  }
}
