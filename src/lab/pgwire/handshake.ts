import { randomInt } from 'node:crypto'
import { decodeUtf8, MessageReader } from '../../wire/message-reader.js'
import { malformed, ProtocolError } from '../../wire/protocol-error.js'
import type { Login } from '../engine.js'
import {
  writeAuthentication,
  writeKeyData,
  writeNegotiate,
  writeParameterStatus,
} from './backend-message.js'
import type { Connection, TlsFiles } from './connection.js'
import { AUTH_BYTES_MAX } from './limits.js'
import { startScram } from './scram.js'
import { PARAMETER_STATUS } from './settings.js'

/** Who may log in. */
export type PgAuth =
  | { readonly kind: 'trust' }
  /** SCRAM-SHA-256; passwords by user. */
  | { readonly kind: 'scram'; readonly users: ReadonlyMap<string, string> }

export interface HandshakeOptions {
  readonly auth: PgAuth
  readonly tls: TlsFiles | undefined
  /** Interrupts what the connection of this key is running; a wrong key does nothing. */
  readonly cancel: (key: BackendKey) => void
}

/** What a client needs to cancel a statement from another connection. */
export interface BackendKey {
  readonly processId: number
  readonly secret: number
}

const SSL_REQUEST = 80_877_103
const GSSENC_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102
const PROTOCOL_MAJOR = 3

/** Everything before the first statement, up to the authentication. Undefined when the connection wants nothing more. */
export async function handshake(
  connection: Connection,
  options: HandshakeOptions,
): Promise<Login | undefined> {
  for (;;) {
    const frame = await connection.startupFrame()
    if (!frame) return undefined
    const reader = new MessageReader(frame.body)
    const code = reader.int32()
    switch (code) {
      case SSL_REQUEST:
        if (options.tls) connection.startTls(options.tls)
        else connection.writeRaw('N')
        break
      case GSSENC_REQUEST:
        connection.writeRaw('N')
        break
      case CANCEL_REQUEST:
        options.cancel({ processId: reader.int32(), secret: reader.int32() })
        return undefined
      default:
        return startup(connection, code, reader, options.auth)
    }
  }
}

async function startup(
  connection: Connection,
  version: number,
  reader: MessageReader,
  auth: PgAuth,
): Promise<Login | undefined> {
  if (version >> 16 !== PROTOCOL_MAJOR) {
    const asked = `${version >> 16}.${version & 0xffff}`
    const message = `unsupported frontend protocol ${asked}: server supports 3.0 to 3.0`
    throw new ProtocolError(message, '0A000', true)
  }
  const parameters = readParameters(reader)
  const unknown = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'))
  if ((version & 0xffff) > 0 || unknown.length > 0) writeNegotiate(connection.writer, unknown)
  const user = parameters.get('user')
  if (!user) throw new ProtocolError('no PostgreSQL user name specified', '28000', true)
  if (auth.kind === 'scram' && !(await authenticate(connection, user, auth.users))) return undefined
  writeAuthentication(connection.writer, 0, new Uint8Array())
  return { user, database: parameters.get('database') || user }
}

function readParameters(reader: MessageReader): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (let name = reader.cstring(); name !== ''; name = reader.cstring()) {
    parameters.set(name, reader.cstring())
  }
  reader.end()
  return parameters
}

const SASL = 10
const SASL_CONTINUE = 11
const SASL_FINAL = 12
const MECHANISM = 'SCRAM-SHA-256'

/** False when the client has gone meanwhile. */
async function authenticate(
  connection: Connection,
  user: string,
  users: ReadonlyMap<string, string>,
): Promise<boolean> {
  const scram = startScram(user, users.get(user))
  writeAuthentication(connection.writer, SASL, Buffer.from(`${MECHANISM}\0\0`))
  const initial = await passwordMessage(connection)
  if (!initial) return false
  if (initial.cstring() !== MECHANISM) throw malformed('unsupported SASL mechanism')
  const first = scram.first(decodeUtf8(initial.nullableBytes() ?? new Uint8Array()))
  writeAuthentication(connection.writer, SASL_CONTINUE, Buffer.from(first))
  const answer = await passwordMessage(connection)
  if (!answer) return false
  const final = scram.final(decodeUtf8(answer.rest()))
  writeAuthentication(connection.writer, SASL_FINAL, Buffer.from(final))
  return true
}

async function passwordMessage(connection: Connection): Promise<MessageReader | undefined> {
  const frame = await connection.messageFrame(AUTH_BYTES_MAX)
  if (!frame) return undefined
  if (frame.type !== 'p') throw malformed('expected a password response')
  return new MessageReader(frame.body)
}

const SECRET_MAX = 2 ** 31

/** A key that nobody guesses. */
export function newBackendKey(processId: number): BackendKey {
  return { processId, secret: randomInt(SECRET_MAX) }
}

/** What a client is told once it is let in. */
export function writeWelcome(connection: Connection, key: BackendKey): void {
  for (const [name, value] of PARAMETER_STATUS) {
    writeParameterStatus(connection.writer, name, value)
  }
  writeKeyData(connection.writer, key.processId, key.secret)
}
