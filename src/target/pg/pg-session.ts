import type { Reply } from '../../model/outcome.js'
import type { Statement } from '../../model/statement.js'
import type { Limits, Session, Shell } from '../../model/target.js'
import type { Binder } from '../binder.js'
import { castParameters, wireParameter } from './parameter-oids.js'
import type { PgLink } from './pg-link.js'
import type { WireReply, WireStatement } from './wire/wire-statement.js'

/** What a session needs of its target. `link` is a reason in words where no connection could be made. */
export interface PgSessionHost {
  readonly link: PgLink | string
  /** The endpoint that this session is pinned to. */
  readonly node: string
  readonly binder: Binder
  readonly cancelGraceMs: number
  readonly onClose: () => void
  readonly shell?: Shell | undefined
  /** PostgreSQL's words are sent where a statement has them. */
  readonly wantsPostgresWords?: boolean | undefined
}

/** One connection to one node of a cluster. A session whose connection could not be made answers `unknown`. */
export class PgSession implements Session {
  private readonly names = new Map<string, string>()
  private nameCount = 0

  constructor(private readonly host: PgSessionHost) {}

  get shell(): Shell | undefined {
    return this.host.shell
  }

  get node(): string {
    return this.host.node
  }

  /** The last notices of the endpoint, oldest first. */
  get notices(): readonly string[] {
    return typeof this.host.link === 'string' ? [] : this.host.link.notices
  }

  async send(statement: Statement, { timeoutMs, signal }: Limits): Promise<Reply> {
    const { link, binder, cancelGraceMs } = this.host
    if (typeof link === 'string')
      return {
        outcomes: [{ kind: 'unknown', reason: 'connection-lost', detail: link }],
        status: undefined,
      }
    const wire = this.bind(statement)
    const reply = await link.run(wire, { timeoutMs, cancelGraceMs, signal })
    this.remember(wire, reply)
    // Whoever forgets prepared statements forgets ours.
    if (/\b(?:DISCARD|DEALLOCATE)\s+ALL\b/i.test(wire.text)) this.names.clear()
    return binder.redactReply(reply)
  }

  async cancel(): Promise<void> {
    if (typeof this.host.link !== 'string') await this.host.link.cancel()
  }

  async close(): Promise<void> {
    this.host.onClose()
    if (typeof this.host.link !== 'string') await this.host.link.close()
  }

  /** A statement with parameters cannot be a simple query. */
  private bind({ sql, postgres, params, delivery, wire }: Statement): WireStatement {
    const { binder, wantsPostgresWords } = this.host
    const text = binder.bind(wantsPostgresWords ? (postgres ?? sql) : sql)
    const format = wire?.parameters ?? 'text'
    const cast = castParameters(format === 'binary' ? text : '')
    const parameters = params.map((parameter, i) => {
      const bound = parameter.text === null ? null : binder.bind(parameter.text)
      return wireParameter({ ...parameter, text: bound }, i + 1, { format, cast })
    })
    if (delivery === 'prepared') return { ...this.named(text, parameters), wire }
    const isQuery = delivery === 'simple' || delivery === 'copy'
    return {
      text,
      parameters,
      delivery: isQuery && params.length > 0 ? 'extended' : delivery,
      wire,
    }
  }

  private named(text: string, parameters: WireStatement['parameters']): WireStatement {
    const known = this.names.get(nameKey({ text, parameters }))
    if (known === undefined) this.nameCount += 1
    const name = known ?? `goldeneye_${this.nameCount}`
    return {
      text,
      parameters,
      delivery: 'prepared',
      prepared: { name, isParsed: known !== undefined },
    }
  }

  /** A name is used again only after a success: after an error it is not known how far the server came. */
  private remember(wire: WireStatement, reply: WireReply): void {
    if (!wire.prepared || wire.prepared.isParsed || reply.status === undefined) return
    if (reply.outcomes.every(({ kind }) => kind === 'rows' || kind === 'done'))
      this.names.set(nameKey(wire), wire.prepared.name)
  }
}

function nameKey({ text, parameters }: Pick<WireStatement, 'text' | 'parameters'>): string {
  return `${parameters.map(({ oid }) => oid).join()} ${text}`
}
