import type { Column, Outcome, Row, TransactionStatus, Unknown } from '../../model/outcome.js'
import type { Delivery } from '../../model/statement.js'
import type { WireParameter } from './parameter-oids.js'
import { classOfPgError } from './sqlstate.js'

/** One statement as it goes over the wire. */
export interface WireStatement {
  readonly text: string
  readonly delivery: Delivery
  readonly parameters: readonly WireParameter[]
  /** For `prepared`: its name in this session, and whether the server has parsed it before. */
  readonly prepared?: { readonly name: string; readonly isParsed: boolean } | undefined
}

/** What came back. `parsed` says whether a named statement is now known to the server. */
export interface WireReply {
  readonly outcomes: readonly Outcome[]
  readonly status: TransactionStatus | undefined
}

/** A result that is larger than this ends the connection: memory is ours, and no oracle needs it. */
export const RESULT_BYTES_MAX = 256 << 20

/** The part of the driver's connection that is used. It is not in its type declarations. */
interface WireConnection {
  once(event: 'readyForQuery', listener: (message: { status: TransactionStatus }) => void): void
  query(text: string): void
  parse(message: { name: string; text: string; types: readonly number[] }): void
  bind(message: { statement: string; values: readonly (string | null)[] }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { rows: number }): void
  sync(): void
  sendCopyFail(message: string): void
  readonly stream: { destroy(error?: Error): void }
}

interface RowDescription {
  readonly fields: readonly {
    readonly name: string
    readonly dataTypeID: number
    readonly dataTypeModifier: number
  }[]
}

/** The driver names an ErrorResponse of the endpoint `error`; every other error is of the connection. */
interface WireError {
  readonly name: string
  readonly message: string
  readonly severity?: string | undefined
  readonly code?: string | undefined
}

/** Errors after which the endpoint closes the connection. */
const ENDS_CONNECTION = new Set(['FATAL', 'PANIC'])

/**
 * One trip to the endpoint and back, for the driver's queue. Unlike the driver's own query it keeps the results before
 * an error, the command tags, and the status byte after it. It never rejects.
 */
export class Exchange {
  readonly reply: Promise<WireReply>
  private readonly outcomes: Outcome[] = []
  private columns: Column[] | undefined
  private rows: Row[] = []
  private bytes = 0
  private settle!: (reply: WireReply) => void
  private isFinished = false
  private connection: WireConnection | undefined

  constructor(private readonly statement: WireStatement) {
    this.reply = new Promise((resolve) => {
      this.settle = resolve
    })
  }

  /** Called by the driver when it is this exchange's turn. */
  submit(connection: WireConnection): void {
    this.connection = connection
    connection.once('readyForQuery', ({ status }) => this.finish(status))
    if (this.statement.delivery === 'simple') connection.query(this.statement.text)
    else this.submitExtended(connection)
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.columns = fields.map(({ name, dataTypeID, dataTypeModifier }) => ({
      name,
      type: { kind: 'pg', oid: dataTypeID, modifier: dataTypeModifier },
    }))
  }

  handleDataRow({ fields, length }: { fields: Row; length: number }): void {
    this.bytes += length
    if (this.bytes > RESULT_BYTES_MAX)
      this.abandon({ reason: 'connection-lost', detail: `more than ${RESULT_BYTES_MAX} bytes` })
    else this.rows.push(fields)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const tag = text.replace(/(?: \d+)+$/, '')
    const { columns, rows } = this
    this.outcomes.push(
      columns
        ? { kind: 'rows', columns, rows, tag }
        : { kind: 'done', affected: affectedRows(text), tag },
    )
    this.columns = undefined
    this.rows = []
  }

  handleEmptyQuery(): void {
    this.outcomes.push({ kind: 'done', affected: undefined })
  }

  /** The rows are never limited, so a suspended portal is an endpoint that withholds some. */
  handlePortalSuspended(): void {
    this.handleCommandComplete({ text: 'PORTAL SUSPENDED' })
  }

  handleError(error: WireError): void {
    if (error.name !== 'error' || ENDS_CONNECTION.has(error.severity ?? '')) {
      this.abandon({ reason: 'connection-lost', detail: error.message })
      return
    }
    const { message, code: sqlstate } = error
    this.outcomes.push({
      kind: 'error',
      errorClass: classOfPgError(sqlstate, message),
      sqlstate,
      message,
    })
  }

  /** The driver calls this when all went well; the listener on the connection hears of every end. */
  handleReadyForQuery(): void {}

  handleCopyInResponse(connection: WireConnection): void {
    connection.sendCopyFail('COPY FROM STDIN is not supported here')
  }

  handleCopyData(): void {}

  /** Ends the exchange without an answer, and the connection with it. */
  abandon({ reason, detail }: Pick<Unknown, 'reason' | 'detail'>): void {
    if (this.isFinished) return
    this.outcomes.push({ kind: 'unknown', reason, detail })
    this.finish(undefined)
    this.connection?.stream.destroy()
  }

  private finish(status: TransactionStatus | undefined): void {
    this.isFinished = true
    this.settle({ outcomes: this.outcomes, status })
  }

  private submitExtended(connection: WireConnection): void {
    const { text, parameters, prepared } = this.statement
    const name = prepared?.name ?? ''
    if (!prepared?.isParsed)
      connection.parse({ name, text, types: parameters.map(({ oid }) => oid) })
    connection.bind({ statement: name, values: parameters.map((parameter) => parameter.text) })
    connection.describe({ type: 'P', name: '' })
    connection.execute({ rows: 0 })
    connection.sync()
  }
}

const COUNTING = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/

/** Rows changed, from a command tag such as `INSERT 0 3`; undefined where the command changes none. */
function affectedRows(tag: string): number | undefined {
  const count = COUNTING.exec(tag)?.[1]
  return count === undefined ? undefined : Number(count)
}
