import type {
  Cell,
  Column,
  DeclaredType,
  Outcome,
  TransactionStatus,
} from '../../../model/outcome.js'
import { classOfPgError } from '../sqlstate.js'
import { type BackendMessage, type Report, readMessage } from './backend-message.js'
import { affectedRows, countOfTag, verbOfTag } from './command-tag.js'
import { CopyBinaryRows } from './copy-binary.js'
import { CopyRows } from './copy-text.js'
import { readDataRow } from './data-row.js'
import { bytesOf, type Frame, shown } from './frame-reader.js'
import { copyFail, execute, flush, sync } from './frontend-message.js'
import type { Owed, Paging } from './script.js'
import { TooLarge, WireViolation } from './wire-violation.js'

/** A result that is larger than this ends the connection: memory is ours, and no oracle needs it. */
export const RESULT_BYTES_MAX = 256 << 20

/** What a row and a cell take in memory beside their text, roughly. */
const ROW_BYTES = 64
const CELL_BYTES = 16

const DATA_ROW = 'D'.charCodeAt(0)

/** Rows that are being read. */
interface OpenResult {
  readonly columns: readonly Column[]
  readonly isBinary: readonly boolean[]
  readonly rows: Cell[][]
  /** Rows since the last Execute. */
  pageRows: number
}

/** A COPY TO STDOUT that is being read. */
interface OpenCopy {
  readonly columns: number
  /** Undefined for a COPY of the plan's, in whatever format it wants: it is read and left. */
  readonly reader: CopyRows | CopyBinaryRows | undefined
  isDone: boolean
}

/**
 * A fold over what the backend answers to one script: it holds each message against what is owed, and makes outcomes of
 * them. It sends nothing; what has to be said next is returned.
 *
 * A message that has no place, or whose structure is wrong, is thrown as WireViolation: nobody knows where the connection
 * is after it. What is wrong inside of a message becomes the outcome of its statement, and the conversation goes on.
 */
export class Answers {
  readonly outcomes: Outcome[] = []
  status: TransactionStatus | undefined
  private readonly owed: Owed[]
  private result: OpenResult | undefined
  private copy: OpenCopy | undefined
  /** What is wrong with the current statement's answer. */
  private flaw: WireViolation | undefined
  /** After an error only ReadyForQuery may come. */
  private hasFailed = false
  private bytes = 0

  constructor(owed: readonly Owed[]) {
    this.owed = [...owed]
  }

  /** Everything that was owed has come. */
  get isFinished(): boolean {
    return this.owed.length === 0
  }

  /** Takes one message and returns what to send because of it. Throws WireViolation and TooLarge. */
  take(frame: Frame): Buffer | undefined {
    if (frame.type === DATA_ROW) return this.takeRow(frame)
    const message = readMessage(frame)
    if (message.hasBrokenText) this.flawed(frame, 'has text that is not UTF-8')
    if (this.hasFailed && message.kind !== 'ready') throw notNow(frame)
    return this.takeMessage(message, frame)
  }

  private takeMessage(message: BackendMessage, frame: Frame): Buffer | undefined {
    switch (message.kind) {
      case 'parse-complete':
        return this.paid('parse', frame)
      case 'bind-complete':
        return this.paid('bind', frame)
      case 'parameter-description':
        if (this.head !== 'describe-only') throw notNow(frame)
        return undefined
      case 'row-description':
        return this.described(message.columns, frame)
      case 'no-data':
        return this.described(undefined, frame)
      case 'command-complete':
        return this.completed(message.tag, frame)
      case 'empty-query':
        return this.completed(undefined, frame)
      case 'portal-suspended':
        return this.suspended(frame)
      case 'error':
        return this.failed(message.report)
      case 'ready':
        return this.ready(message.status, frame)
      case 'copy-out':
        return this.beginCopy(message, frame)
      case 'copy-data':
        return this.copied(frame)
      case 'copy-done':
        return this.endCopy(frame)
      case 'copy-in':
        return this.refuseCopy(frame)
      default:
        throw notNow(frame)
    }
  }

  private get head(): Owed['kind'] | undefined {
    return this.owed[0]?.kind
  }

  private get isRunning(): boolean {
    return this.head === 'query' || this.head === 'execute'
  }

  private get paging(): Paging | undefined {
    const head = this.owed[0]
    return head?.kind === 'execute' ? head.paging : undefined
  }

  private paid(kind: Owed['kind'], frame: Frame): undefined {
    if (this.head !== kind) throw notNow(frame)
    this.owed.shift()
  }

  private described(columns: readonly Column[] | undefined, frame: Frame): undefined {
    if (this.head === 'describe-only') {
      this.push(
        columns ? { kind: 'rows', columns, rows: [] } : { kind: 'done', affected: undefined },
      )
      this.owed.shift()
      return
    }
    // In a simple query a row description begins a result, and NoData has no place.
    const isBeginning = this.head === 'query' && columns !== undefined
    if ((this.head !== 'describe' && !isBeginning) || this.result || this.copy) throw notNow(frame)
    if (this.head === 'describe') this.owed.shift()
    if (columns === undefined) return
    const isBinary = columns.map(({ type }) => type.kind === 'pg' && type.format === 'binary')
    this.result = { columns, isBinary, rows: [], pageRows: 0 }
  }

  private takeRow(frame: Frame): undefined {
    const { result, paging } = this
    if (!result || this.copy || !this.isRunning || this.hasFailed) throw notNow(frame)
    result.pageRows += 1
    this.holdBytes(frame, ROW_BYTES + CELL_BYTES * result.columns.length)
    if (paging && result.pageRows > paging.rowsMax)
      this.flawed(frame, `has a row more than the ${paging.rowsMax} that were asked for`)
    if (this.flaw) return
    // Rows are many: a closure for each, as `attempt` wants it, shows.
    try {
      result.rows.push(readDataRow(frame, result.isBinary))
    } catch (error) {
      this.keepFlaw(error)
    }
  }

  private completed(tag: string | undefined, frame: Frame): Buffer | undefined {
    const { paging } = this
    if (!this.isRunning || (this.copy && !this.copy.isDone)) throw notNow(frame)
    if (tag === undefined && this.result) throw notNow(frame)
    this.push(this.outcomeOf(tag, frame))
    if (this.head === 'execute') this.owed.shift()
    return paging ? this.endPages() : undefined
  }

  private outcomeOf(tag: string | undefined, frame: Frame): Outcome {
    const result = this.result ?? copyResult(this.copy)
    if (tag === undefined) return { kind: 'done', affected: undefined }
    const verb = verbOfTag(tag)
    if (!result) return { kind: 'done', affected: affectedRows(tag), tag: verb }
    const { columns, rows } = result
    if (this.paging) return { kind: 'rows', columns, rows, tag: verb }
    const count = countOfTag(tag)
    if (count !== undefined && count !== rows.length)
      this.flawed(frame, `counts ${count} rows where ${rows.length} have come`)
    return { kind: 'rows', columns, rows, tag: verb, count }
  }

  /** A page is full, or the endpoint withholds rows. */
  private suspended(frame: Frame): Buffer | undefined {
    const { paging, result } = this
    if (!paging || !result) throw notNow(frame)
    if (result.pageRows < paging.rowsMax)
      this.flawed(frame, `suspends a page of ${result.pageRows} rows of ${paging.rowsMax}`)
    if (!this.flaw && !paging.isAbandoned) {
      result.pageRows = 0
      return Buffer.concat([execute(paging.rowsMax), flush()])
    }
    this.push({ kind: 'rows', columns: result.columns, rows: result.rows })
    this.owed.shift()
    return this.endPages()
  }

  private endPages(): Buffer {
    this.owed.push({ kind: 'sync' })
    return sync()
  }

  private failed({ sqlstate, message }: Report): Buffer | undefined {
    this.push({
      kind: 'error',
      errorClass: classOfPgError(sqlstate, message),
      sqlstate,
      message,
    })
    this.hasFailed = true
    if (this.head === 'query') this.owed[0] = { kind: 'sync' }
    const next = this.owed.findIndex(({ kind }) => kind === 'sync')
    this.owed.splice(0, next < 0 ? this.owed.length : next)
    return next < 0 ? this.endPages() : undefined
  }

  private ready(status: TransactionStatus, frame: Frame): undefined {
    const isAnswered = this.head === 'query' && this.outcomes.length > 0
    if ((this.head !== 'sync' && !isAnswered) || this.result || this.copy) throw notNow(frame)
    this.owed.shift()
    this.hasFailed = false
    this.status = status
    if (this.flaw) this.outcomes.push(this.flaw.asOutcome())
    this.flaw = undefined
  }

  private beginCopy({ columns, isBinary }: CopyMessage, frame: Frame): undefined {
    if (!this.isRunning || this.result || this.copy) throw notNow(frame)
    const head = this.owed[0]
    const asked = head?.kind === 'query' ? head.asRows : undefined
    const given = isBinary ? 'binary' : 'text'
    if (asked && asked !== given)
      this.flawed(frame, `begins a COPY in ${given} that was asked for in ${asked}`)
    this.copy = { columns, reader: asked && readerOf(given, columns), isDone: false }
  }

  private copied(frame: Frame): undefined {
    const { copy } = this
    if (!copy || copy.isDone) throw notNow(frame)
    this.holdBytes(frame, ROW_BYTES + CELL_BYTES * copy.columns)
    this.attempt(() => copy.reader?.push(frame.buffer.subarray(frame.body, frame.end)))
  }

  private endCopy(frame: Frame): undefined {
    const { copy } = this
    if (!copy || copy.isDone) throw notNow(frame)
    copy.isDone = true
    this.attempt(() => copy.reader?.finish())
  }

  /** In COPY FROM STDIN a server ignores a Sync, so the one that was sent is sent again. */
  private refuseCopy(frame: Frame): Buffer {
    if (!this.isRunning || this.result || this.copy) throw notNow(frame)
    const refusal = copyFail('COPY FROM STDIN is not supported here')
    const wasSynced = this.owed.some(({ kind }) => kind === 'sync')
    return wasSynced ? Buffer.concat([refusal, sync()]) : refusal
  }

  /** Ends the current statement with an outcome, or with what was wrong with it. */
  private push(outcome: Outcome): void {
    this.outcomes.push(this.flaw?.asOutcome() ?? outcome)
    this.flaw = undefined
    this.result = undefined
    this.copy = undefined
  }

  private attempt(read: () => void): void {
    try {
      read()
    } catch (error) {
      this.keepFlaw(error)
    }
  }

  private keepFlaw(error: unknown): void {
    if (!(error instanceof WireViolation)) throw error
    this.flaw ??= error
  }

  private flawed(frame: Frame, what: string): void {
    const sentence = `a message of type ${shown(frame.type)} ${what}`
    this.flaw ??= new WireViolation(sentence, bytesOf(frame))
  }

  private holdBytes({ start, end }: Frame, overhead: number): void {
    this.bytes += end - start + overhead
    if (this.bytes > RESULT_BYTES_MAX)
      throw new TooLarge(`a result of more than ${RESULT_BYTES_MAX} bytes`)
  }
}

type CopyMessage = Extract<BackendMessage, { readonly isBinary: boolean }>

function readerOf(format: 'text' | 'binary', columns: number): CopyRows | CopyBinaryRows {
  return format === 'text' ? new CopyRows(columns) : new CopyBinaryRows(columns)
}

/** COPY tells no names and no types. */
function copyResult(copy: OpenCopy | undefined) {
  if (!copy?.reader) return undefined
  const { format } = copy.reader
  const type: DeclaredType = { kind: 'pg', oid: 0, modifier: -1, ...(format && { format }) }
  const columns = Array.from({ length: copy.columns }, () => ({ name: '', type }))
  return { columns, rows: copy.reader.rows }
}

function notNow(frame: Frame): WireViolation {
  const what = `a message of type ${shown(frame.type)} has no place here`
  return new WireViolation(what, bytesOf(frame))
}
