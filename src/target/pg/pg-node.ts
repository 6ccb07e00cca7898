import type { Outcome } from '../../model/outcome.js'
import type { Profile } from '../../model/profile.js'
import { quoteString } from '../../sql/identifiers.js'
import { ConnectFailure } from './connect.js'
import { addressOf, type ConnectionSettings } from './connection-settings.js'
import { PgLink, type RunLimits } from './pg-link.js'

/** Of this program's own statements. */
const OWN_TIMEOUT_MS = 30_000

/** One endpoint, with a connection for this program's own statements that is made again when it was lost. */
export class PgNode {
  readonly address: string
  private link: PgLink | undefined
  readonly limits: RunLimits

  constructor(
    readonly settings: ConnectionSettings,
    private readonly profile: Profile,
    cancelGraceMs: number,
  ) {
    this.address = addressOf(settings)
    this.limits = { timeoutMs: OWN_TIMEOUT_MS, cancelGraceMs }
  }

  /** Throws ConnectFailure. */
  async connected(): Promise<PgLink> {
    if (this.link?.death === undefined && this.link) return this.link
    this.link = await this.connect()
    return this.link
  }

  /** A new connection, with the profile's statements sent. Throws ConnectFailure. */
  async connect(): Promise<PgLink> {
    const link = await PgLink.open(this.settings)
    // Of an endpoint without the setting, times are compared in the zone that it has.
    const answer = await link.query("SET TimeZone = 'UTC'", this.limits)
    if (answer.kind === 'unknown' || answer.kind === 'violation') {
      await link.close()
      throw new ConnectFailure(
        `${this.address} accepts the login and then does not answer: ${reasonOf(answer)}.`,
        'Look into the log of the server.',
      )
    }
    for (const statement of this.profile.sessionSetup) {
      const outcome = await link.query(statement, this.limits)
      if (outcome.kind === 'rows' || outcome.kind === 'done') continue
      await link.close()
      throw new ConnectFailure(
        `${this.address} refuses "${statement}": ${reasonOf(outcome)}.`,
        `Is it what the profile "${this.profile.name}" is for? Choose another profile.`,
      )
    }
    return link
  }

  /** One statement of this program's own. A node that cannot be reached is an unknown outcome. */
  async query(sql: string): Promise<Outcome> {
    try {
      return await (await this.connected()).query(sql, this.limits)
    } catch (error) {
      if (!(error instanceof ConnectFailure)) throw error
      return { kind: 'unknown', reason: 'connection-lost', detail: error.message }
    }
  }

  async useSchema(link: PgLink, schema: string): Promise<Outcome> {
    return link.query(`SET search_path = ${quoteString(schema)}`, this.limits)
  }

  async close(): Promise<void> {
    await this.link?.close()
  }
}

/** Why an outcome is no success, in words. */
export function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'error') return outcome.message
  if (outcome.kind === 'violation') return `it breaks the protocol: ${outcome.what}`
  return outcome.kind === 'unknown' ? outcome.detail : outcome.kind
}
