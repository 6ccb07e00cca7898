import type { Outcome } from '../../model/outcome.js'
import { quoteString } from '../../sql/identifiers.js'
import type { ConnectionSettings } from '../pg/connection-settings.js'
import { PgNode, reasonOf } from '../pg/pg-node.js'
import { postgres } from '../profile/postgres.js'

const STREAMING_TIMEOUT_MS = 60_000
const STREAMING_LOOK_MS = 20
const CANCEL_GRACE_MS = 2000
/** Waits between looks at a standby that is behind; together they bound how long it may be. */
const REPLAY_WAITS_MS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 2000, 4000, 8000]

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A connection of this program's own, that is made again when it was lost. Who makes it closes it. */
function nodeAt(settings: ConnectionSettings): PgNode {
  return new PgNode(settings, postgres, CANCEL_GRACE_MS)
}

function cellOf(outcome: Outcome): string | undefined {
  return (outcome.kind === 'rows' ? outcome.rows[0]?.[0] : undefined) ?? undefined
}

/** Until so many standbys stream from the primary. Throws with what was seen last. */
export async function untilStreaming(
  primary: ConnectionSettings,
  { standbys }: { readonly standbys: number },
): Promise<void> {
  const node = nodeAt(primary)
  try {
    let answer: Outcome | undefined
    for (let waited = 0; waited < STREAMING_TIMEOUT_MS; waited += STREAMING_LOOK_MS) {
      answer = await node.query(
        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'",
      )
      if (Number(cellOf(answer)) >= standbys) return
      await sleep(STREAMING_LOOK_MS)
    }
    const seen = answer && (cellOf(answer) ?? reasonOf(answer))
    throw new Error(`of ${standbys} standbys ${seen} stream after ${STREAMING_TIMEOUT_MS} ms`)
  } finally {
    await node.close()
  }
}

/** What a look at a standby came to: it has replayed all, or why that cannot be said. */
export type Replayed =
  | { readonly kind: 'replayed' }
  | { readonly kind: 'not'; readonly because: string }

/**
 * Looks whether a standby shows all that the primary has acknowledged, with connections of its own. The position is that
 * of what the primary has flushed: an acknowledged commit is never behind it.
 */
export class ReplayWatch {
  private readonly primary: PgNode
  private readonly standbys: ReadonlyMap<string, PgNode>

  constructor([primary, ...standbys]: readonly [ConnectionSettings, ...ConnectionSettings[]]) {
    this.primary = nodeAt(primary)
    this.standbys = new Map(standbys.map(nodeAt).map((node) => [node.address, node]))
  }

  /** The addresses of the standbys. */
  get addresses(): readonly string[] {
    return [...this.standbys.keys()]
  }

  /** Waits until the standby has replayed what the primary has acknowledged by now. The primary itself always has. */
  async wait(address: string): Promise<Replayed> {
    const standby = this.standbys.get(address)
    if (!standby) return { kind: 'replayed' }
    const told = await this.primary.query('SELECT pg_current_wal_flush_lsn()')
    const position = cellOf(told)
    if (position === undefined)
      return { kind: 'not', because: `the primary does not say where it is: ${reasonOf(told)}` }
    const question = `SELECT pg_last_wal_replay_lsn() >= ${quoteString(position)}::pg_lsn`
    for (const waitMs of REPLAY_WAITS_MS) {
      const answer = await standby.query(question)
      if (answer.kind !== 'rows') return { kind: 'not', because: reasonOf(answer) }
      if (cellOf(answer) === 't') return { kind: 'replayed' }
      await sleep(waitMs)
    }
    return { kind: 'not', because: `the standby has not replayed ${position}` }
  }

  async close(): Promise<void> {
    await Promise.all([this.primary, ...this.standbys.values()].map((node) => node.close()))
  }
}
