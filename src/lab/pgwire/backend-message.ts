import type { TransactionStatus } from '../../model/outcome.js'
import type { MessageWriter } from '../../wire/message-writer.js'
import type { WireType } from './wire-type.js'

/** The messages of the server, written field by field. */

export function writeEmpty(
  writer: MessageWriter,
  type: '1' | '2' | '3' | 'I' | 'c' | 'n' | 's',
): void {
  writer.begin(type).end()
}

export function writeReady(writer: MessageWriter, status: TransactionStatus): void {
  writer.begin('Z').uint8(status.charCodeAt(0)).end()
}

export function writeParameterStatus(writer: MessageWriter, name: string, value: string): void {
  writer.begin('S').cstring(name).cstring(value).end()
}

/** The kind of authentication that is asked for, 0 for none any more, and what belongs to it. */
export function writeAuthentication(writer: MessageWriter, kind: number, data: Uint8Array): void {
  writer.begin('R').int32(kind).bytes(data).end()
}

export function writeKeyData(writer: MessageWriter, processId: number, secret: number): void {
  writer.begin('K').int32(processId).int32(secret).end()
}

export function writeNegotiate(writer: MessageWriter, unknownOptions: readonly string[]): void {
  writer.begin('v').int32(0).int32(unknownOptions.length)
  for (const option of unknownOptions) writer.cstring(option)
  writer.end()
}

export function writeCommandComplete(writer: MessageWriter, tag: string): void {
  writer.begin('C').cstring(tag).end()
}

export function writeParameterDescription(writer: MessageWriter, oids: readonly number[]): void {
  writer.begin('t').uint16(oids.length)
  for (const oid of oids) writer.uint32(oid)
  writer.end()
}

/** A column as it goes out: how, and in which format (0 text, 1 binary). */
export interface WireColumn {
  readonly name: string
  readonly type: WireType
  readonly format: 0 | 1
}

export function writeRowDescription(writer: MessageWriter, columns: readonly WireColumn[]): void {
  writer.begin('T').uint16(columns.length)
  for (const { name, type, format } of columns) {
    writer.cstring(name).int32(0).int16(0)
    writer.uint32(type.oid).int16(type.size).int32(type.modifier).int16(format)
  }
  writer.end()
}

/** A value that the format cannot hold throws, and leaves nothing of its row behind. */
export function writeDataRow(
  writer: MessageWriter,
  columns: readonly WireColumn[],
  row: readonly unknown[],
): void {
  const start = writer.size
  try {
    writer.begin('D').uint16(columns.length)
    for (const [index, { type, format }] of columns.entries()) {
      const value = row[index]
      if (value === null || value === undefined) writer.int32(-1)
      else writer.cell(format === 0 ? type.text(value) : type.binary(value))
    }
    writer.end()
  } catch (error) {
    writer.undo(start)
    throw error
  }
}

export interface Report {
  readonly severity: 'ERROR' | 'FATAL'
  readonly sqlstate: string
  readonly message: string
}

export function writeError(writer: MessageWriter, { severity, sqlstate, message }: Report): void {
  writer.begin('E')
  for (const [field, text] of [
    ['S', severity],
    ['V', severity],
    ['C', sqlstate],
    ['M', message],
  ] as const) {
    writer.uint8(field.charCodeAt(0)).cstring(text)
  }
  writer.uint8(0).end()
}

/** Asks the client for the rows of a COPY in text format. */
export function writeCopyIn(writer: MessageWriter, columnCount: number): void {
  writeCopy(writer, 'G', columnCount)
}

/** Says that the rows of a COPY in text format come now. */
export function writeCopyOut(writer: MessageWriter, columnCount: number): void {
  writeCopy(writer, 'H', columnCount)
}

function writeCopy(writer: MessageWriter, type: 'G' | 'H', columnCount: number): void {
  writer.begin(type).uint8(0).uint16(columnCount)
  for (let column = 0; column < columnCount; column += 1) writer.int16(0)
  writer.end()
}

/** One row of a COPY, with its line end. */
export function writeCopyData(writer: MessageWriter, line: string): void {
  writer.begin('d').utf8(line).end()
}
