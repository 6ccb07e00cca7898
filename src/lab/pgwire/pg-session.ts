import { type FrontendMessage, readFrontendMessage } from '../../wire/frontend-message.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import { EngineError, type EngineResult, type EngineSession } from '../engine.js'
import { refuseCopy } from '../faults/catalog/copies.js'
import { type MessageFault, messageFault } from '../faults/wire/messages.js'
import { withPlanFaults } from '../faults/wire/session-faults.js'
import type { Mutations } from '../mutants.js'
import {
  writeCommandComplete,
  writeDataRow,
  writeEmpty,
  writeError,
  writeReady,
  writeRowDescription,
} from './backend-message.js'
import { commandTag } from './command-tag.js'
import type { Connection } from './connection.js'
import { copyIn, parseCopyIn } from './copy-in.js'
import { copyOut, parseCopyOut } from './copy-out.js'
import { DialectSession } from './dialect.js'
import { ExtendedQuery } from './extended-query.js'
import { MESSAGE_BYTES_MAX } from './limits.js'
import { type PreparedStatement, wireColumns } from './portal.js'
import { sqlstateOf } from './sqlstate.js'

const CANCEL_AGAIN_MS = 10

/** Messages after whose failure everything is skipped until a Sync. */
const EXTENDED = new Set<FrontendMessage['kind']>(['parse', 'bind', 'describe', 'execute', 'close'])

export interface PgSessionOptions {
  readonly connection: Connection
  readonly session: EngineSession
  /** They stay what they are while the client is connected. */
  readonly mutations: Mutations
  /** The client's prepared statements by name. */
  readonly statements: Map<string, PreparedStatement>
}

/** Answers a client that was let in, until it leaves. Messages are answered one at a time and in order. */
export class PgSession {
  private readonly extended: ExtendedQuery
  private readonly session: EngineSession
  private readonly connection: Connection
  private readonly mutations: Mutations
  private readonly fault: MessageFault | undefined
  private skipping = false
  private cancelling: NodeJS.Timeout | undefined
  /** The mutant `status-after-bind-error`: the next ReadyForQuery lies. */
  private forgetsStatus = false

  constructor({ connection, session, mutations, statements }: PgSessionOptions) {
    this.connection = connection
    this.mutations = mutations
    this.session = new DialectSession(session, (name) => this.extended.deallocate(name))
    const planned = withPlanFaults(this.session, mutations)
    this.extended = new ExtendedQuery({ connection, session: planned, mutations, statements })
    this.fault = messageFault(mutations, this.session)
    if (mutations.has('utf16-length')) connection.writer.textLength = ({ length }) => length
  }

  /**
   * Cancels what is being answered. A statement may be about to begin, and what comes before its query begins is lost on
   * DuckDB: so it is said again until the next ReadyForQuery. Nothing is left for the next statement.
   */
  cancel(): void {
    this.session.cancel()
    if (this.connection.isWaiting || this.connection.isGone) return
    clearInterval(this.cancelling)
    this.cancelling = setInterval(() => {
      if (this.connection.isWaiting || this.connection.isGone) clearInterval(this.cancelling)
      else this.session.cancel()
    }, CANCEL_AGAIN_MS)
  }

  async run(): Promise<void> {
    this.ready()
    for (;;) {
      const frame = await this.connection.messageFrame(MESSAGE_BYTES_MAX)
      if (!frame) return
      const said = readFrontendMessage(frame)
      if (said.kind === 'terminate') return
      const message = this.fault ? await this.fault(said) : said
      if (message) await this.answer(message)
    }
  }

  private async answer(message: FrontendMessage): Promise<void> {
    if (message.kind === 'sync') return this.sync()
    if (this.skipping) return
    try {
      if (this.mutations.has('no-copy')) refuseCopy(message)
      if (message.kind === 'query') await this.simpleQuery(message.sql)
      else await this.extended.answer(message)
    } catch (error) {
      this.failed(error, message.kind)
    }
    if (message.kind === 'query') this.ready()
  }

  private sync(): void {
    this.skipping = false
    this.ready()
  }

  private ready(): void {
    clearInterval(this.cancelling)
    this.extended.endOfBatch()
    const status = this.forgetsStatus ? 'I' : this.session.status()
    this.forgetsStatus = false
    writeReady(this.connection.writer, status)
  }

  private failed(error: unknown, kind: FrontendMessage['kind']): void {
    if (error instanceof EngineError) {
      const report = { sqlstate: sqlstateOf(error), message: error.message }
      writeError(this.connection.writer, { severity: 'ERROR', ...report })
    } else if (error instanceof ProtocolError && !error.fatal) {
      const { sqlstate, message } = error
      writeError(this.connection.writer, { severity: 'ERROR', sqlstate, message })
    } else throw error
    this.skipping = EXTENDED.has(kind) && !this.mutations.has('error-skips-nothing')
    const isBound = kind === 'bind' || kind === 'execute'
    if (isBound && this.session.status() !== 'I') {
      this.forgetsStatus = this.mutations.has('status-after-bind-error')
    }
  }

  /** As in DuckDB each statement stands for itself, and the first error ends the text. */
  private async simpleQuery(sql: string): Promise<void> {
    this.extended.forgetUnnamed()
    const copy = parseCopyIn(sql)
    if (copy) {
      const count = await copyIn(this.connection, this.session, copy)
      writeCommandComplete(this.connection.writer, commandTag('COPY', count))
      return
    }
    const texts = await this.session.split(sql)
    if (texts.length === 0) writeEmpty(this.connection.writer, 'I')
    for (const text of texts) {
      try {
        await this.oneStatement(text)
      } catch (error) {
        if (!this.mutations.has('batch-goes-on-after-error')) throw error
        this.failed(error, 'query')
      }
    }
  }

  private async oneStatement(text: string): Promise<void> {
    const copied = parseCopyOut(text)
    if (copied === undefined) await this.sendResult(await this.session.execute(text, []))
    else {
      const { connection, session, mutations } = this
      await copyOut(copied, { connection, session, mutations })
    }
  }

  private async sendResult({ columns, rows, verb, affected }: EngineResult): Promise<void> {
    const { writer } = this.connection
    if (columns) {
      const wire = wireColumns(columns, [], this.mutations)
      writeRowDescription(writer, wire)
      for (const row of rows) {
        writeDataRow(writer, wire, row)
        await this.connection.flushIfLarge()
      }
    }
    writeCommandComplete(writer, commandTag(verb, affected ?? rows.length))
  }
}
