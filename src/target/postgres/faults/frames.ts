import type { TransactionStatus } from '../../../model/outcome.js'
import type { Frame } from '../../../wire/frame-reader.js'
import { MessageReader } from '../../../wire/message-reader.js'
import { MessageWriter } from '../../../wire/message-writer.js'

/** A message as it travels. */
export function bytesOf({ type, body }: Frame): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function frame(type: string, write: (writer: MessageWriter) => void = () => undefined): Frame {
  const writer = new MessageWriter()
  write(writer)
  return { type, body: writer.take() }
}

/** A simple query. */
export function query(sql: string): Frame {
  return frame('Q', (writer) => writer.cstring(sql))
}

/** The server's word that a statement is done. */
export function completed(tag: string): Frame {
  return frame('C', (writer) => writer.cstring(tag))
}

/** The server's word that it is ready, and in which state of a transaction. */
export function ready(status: TransactionStatus): Frame {
  return frame('Z', (writer) => writer.uint8(status.charCodeAt(0)))
}

/** A message that says nothing but its type. */
export function bare(type: '1' | '2' | '3' | 'n'): Frame {
  return frame(type)
}

/** The description of no parameters. */
export function noParameters(): Frame {
  return frame('t', (writer) => writer.uint16(0))
}

/** The tag of a statement that is done; undefined for any other message. */
export function tagOf({ type, body }: Frame): string | undefined {
  return type === 'C' ? new MessageReader(body).cstring() : undefined
}

/** The status in the server's word that it is ready. */
export function statusOf({ body }: Frame): TransactionStatus {
  return String.fromCharCode(body[0] ?? 0) as TransactionStatus
}

/** The status in which an answer leaves the server; undefined where it does not end. */
export function statusAfter(answer: readonly Frame[]): TransactionStatus | undefined {
  const last = answer.at(-1)
  return last?.type === 'Z' ? statusOf(last) : undefined
}

/** The SQLSTATE of an error; undefined for any other message. */
export function sqlstateOf(message: Frame): string | undefined {
  return message.type === 'E' ? fieldsOf(message).get('C') : undefined
}

/** An error of another text or SQLSTATE; what else it says stays, but for details in the server's own words. */
export function errorWith(
  error: Frame,
  { sqlstate, message }: { readonly sqlstate?: string; readonly message?: string },
): Frame {
  const fields = new Map(fieldsOf(error))
  if (sqlstate !== undefined) fields.set('C', sqlstate)
  if (message !== undefined) {
    fields.set('M', message)
    for (const detail of ['D', 'H']) fields.delete(detail)
  }
  return frame('E', (writer) => {
    for (const [field, text] of fields) writer.uint8(field.charCodeAt(0)).cstring(text)
    writer.uint8(0)
  })
}

/** What an error says, by the letters of the protocol. */
function fieldsOf({ body }: Frame): ReadonlyMap<string, string> {
  const reader = new MessageReader(body)
  const fields = new Map<string, string>()
  for (let letter = reader.uint8(); letter !== 0; letter = reader.uint8()) {
    fields.set(String.fromCharCode(letter), reader.cstring())
  }
  return fields
}
