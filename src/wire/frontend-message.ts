import type { Frame } from './frame-reader.js'
import { MessageReader } from './message-reader.js'
import { malformed } from './protocol-error.js'

/** What a client says after start-up. */
export type FrontendMessage =
  | { readonly kind: 'query'; readonly sql: string }
  | Parse
  | Bind
  | { readonly kind: 'describe'; readonly of: 'statement' | 'portal'; readonly name: string }
  | { readonly kind: 'execute'; readonly portal: string; readonly rowsMax: number }
  | { readonly kind: 'close'; readonly of: 'statement' | 'portal'; readonly name: string }
  | { readonly kind: 'flush' }
  | { readonly kind: 'sync' }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'copy-data'; readonly bytes: Buffer }
  | { readonly kind: 'copy-done' }
  | { readonly kind: 'copy-fail'; readonly reason: string }

export interface Parse {
  readonly kind: 'parse'
  readonly name: string
  readonly sql: string
  /** 0 where the client does not say. */
  readonly parameterOids: readonly number[]
}

export interface Bind {
  readonly kind: 'bind'
  readonly portal: string
  readonly statement: string
  readonly parameterFormats: readonly number[]
  readonly parameters: readonly (Buffer | null)[]
  readonly resultFormats: readonly number[]
}

/** Reads one message. Throws a fatal ProtocolError when it is malformed or of a type that does not exist. */
export function readFrontendMessage({ type, body }: Frame): FrontendMessage {
  const reader = new MessageReader(body)
  const message = readFields(type, reader)
  reader.end()
  return message
}

function readFields(type: string, reader: MessageReader): FrontendMessage {
  switch (type) {
    case 'Q':
      return { kind: 'query', sql: reader.cstring() }
    case 'P':
      return readParse(reader)
    case 'B':
      return readBind(reader)
    case 'D':
      return { kind: 'describe', of: readTarget(reader), name: reader.cstring() }
    case 'E':
      return { kind: 'execute', portal: reader.cstring(), rowsMax: reader.int32() }
    case 'C':
      return { kind: 'close', of: readTarget(reader), name: reader.cstring() }
    case 'H':
      return { kind: 'flush' }
    case 'S':
      return { kind: 'sync' }
    case 'X':
      return { kind: 'terminate' }
    case 'd':
      return { kind: 'copy-data', bytes: reader.rest() }
    case 'c':
      return { kind: 'copy-done' }
    case 'f':
      return { kind: 'copy-fail', reason: reader.cstring() }
    default:
      throw malformed(`invalid frontend message type ${type.charCodeAt(0)}`)
  }
}

function readParse(reader: MessageReader): Parse {
  const name = reader.cstring()
  const sql = reader.cstring()
  const parameterOids = reader.list(reader.uint16(), () => reader.uint32())
  return { kind: 'parse', name, sql, parameterOids }
}

function readBind(reader: MessageReader): Bind {
  const portal = reader.cstring()
  const statement = reader.cstring()
  const parameterFormats = reader.list(reader.uint16(), () => reader.int16())
  const parameters = reader.list(reader.uint16(), () => reader.nullableBytes())
  const resultFormats = reader.list(reader.uint16(), () => reader.int16())
  return { kind: 'bind', portal, statement, parameterFormats, parameters, resultFormats }
}

function readTarget(reader: MessageReader): 'statement' | 'portal' {
  const target = String.fromCharCode(reader.uint8())
  if (target === 'S') return 'statement'
  if (target === 'P') return 'portal'
  throw malformed(`invalid target of Describe or Close: ${target}`)
}
