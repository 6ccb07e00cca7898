import type { Column, TransactionStatus } from '../../../model/outcome.js'
import { type Frame, shown } from './frame-reader.js'
import { MessageReader } from './message-reader.js'

/** What an ErrorResponse or a NoticeResponse says. */
export interface Report {
  readonly severity: string
  readonly sqlstate: string | undefined
  readonly message: string
}

type Content =
  | { readonly kind: 'row-description'; readonly columns: readonly Column[] }
  | { readonly kind: 'command-complete'; readonly tag: string }
  | { readonly kind: 'error' | 'notice'; readonly report: Report }
  | { readonly kind: 'ready'; readonly status: TransactionStatus }
  | { readonly kind: 'copy-out' | 'copy-in'; readonly isBinary: boolean; readonly columns: number }
  | { readonly kind: Bare }

/** Messages of which only their being there counts. */
type Bare =
  | 'data-row'
  | 'copy-data'
  | 'copy-done'
  | 'parse-complete'
  | 'bind-complete'
  | 'close-complete'
  | 'no-data'
  | 'parameter-description'
  | 'portal-suspended'
  | 'empty-query'
  | 'parameter-status'
  | 'notification'
  | 'start-up'

/** One message of the backend. `hasBrokenText`: a text in it is not UTF-8, and was read as well as it goes. */
export type BackendMessage = Content & { readonly hasBrokenText: boolean }

/** Reads the contents of a message; those of rows and of COPY are left to others. Throws WireViolation. */
export function readMessage(frame: Frame): BackendMessage {
  const reader = new MessageReader(frame)
  const content = readContent(String.fromCharCode(frame.type), reader)
  if (content.kind !== 'data-row' && content.kind !== 'copy-data') reader.finish()
  return { ...content, hasBrokenText: reader.hasBrokenText }
}

function readContent(type: string, reader: MessageReader): Content {
  switch (type) {
    case 'T':
      return { kind: 'row-description', columns: readColumns(reader) }
    case 'C':
      return { kind: 'command-complete', tag: reader.text() }
    case 'E':
      return { kind: 'error', report: readReport(reader) }
    case 'N':
      return { kind: 'notice', report: readReport(reader) }
    case 'Z':
      return { kind: 'ready', status: readStatus(reader) }
    case 'H':
      return { kind: 'copy-out', ...readCopy(reader) }
    case 'G':
      return { kind: 'copy-in', ...readCopy(reader) }
    default:
      return { kind: readBare(type, reader) }
  }
}

function readBare(type: string, reader: MessageReader): Bare {
  switch (type) {
    case 'D':
      return 'data-row'
    case 'd':
      return 'copy-data'
    case 'c':
      return 'copy-done'
    case '1':
      return 'parse-complete'
    case '2':
      return 'bind-complete'
    case '3':
      return 'close-complete'
    case 'n':
      return 'no-data'
    case 's':
      return 'portal-suspended'
    case 'I':
      return 'empty-query'
    case 't':
      return skipOids(reader)
    case 'S':
      return skipTexts(reader, 'parameter-status')
    case 'A':
      reader.int32()
      return skipTexts(reader, 'notification')
    default:
      throw reader.violation('belongs to the start of a connection or to replication')
  }
}

function skipOids(reader: MessageReader): Bare {
  const count = reader.int16() & 0xffff // Up to 65535, as in Bind.
  for (let i = 0; i < count; i += 1) reader.uint32()
  return 'parameter-description'
}

function skipTexts(reader: MessageReader, kind: Bare): Bare {
  reader.text()
  reader.text()
  return kind
}

function readColumns(reader: MessageReader): readonly Column[] {
  const count = reader.int16()
  if (count < 0) throw reader.violation('describes fewer than no columns')
  const columns: Column[] = []
  for (let i = 0; i < count; i += 1) columns.push(readColumn(reader))
  return columns
}

function readColumn(reader: MessageReader): Column {
  const name = reader.text()
  reader.uint32() // Its table.
  reader.int16() // Its place in the table.
  const oid = reader.uint32()
  reader.int16() // Its size.
  const modifier = reader.int32()
  const format = reader.int16()
  if (format !== 0 && format !== 1) throw reader.violation(`names a format ${format}`)
  const type = { kind: 'pg', oid, modifier } as const
  return { name, type: format === 1 ? { ...type, format: 'binary' } : type }
}

/** Fields are a letter and a text; a zero ends them. */
function readReport(reader: MessageReader): Report {
  const fields = new Map<string, string>()
  for (;;) {
    const code = reader.uint8()
    if (code === 0) break
    fields.set(String.fromCharCode(code), reader.text())
  }
  return {
    severity: fields.get('V') ?? fields.get('S') ?? '',
    sqlstate: fields.get('C'),
    message: fields.get('M') ?? '',
  }
}

function readStatus(reader: MessageReader): TransactionStatus {
  const status = reader.uint8()
  const letter = String.fromCharCode(status)
  if (letter === 'I' || letter === 'T' || letter === 'E') return letter
  throw reader.violation(`says ${shown(status)}, which is no transaction status`)
}

function readCopy(reader: MessageReader): { isBinary: boolean; columns: number } {
  const isBinary = reader.uint8() === 1
  const columns = reader.int16()
  if (columns < 0) throw reader.violation('has fewer than no columns')
  for (let i = 0; i < columns; i += 1) reader.int16()
  return { isBinary, columns }
}
