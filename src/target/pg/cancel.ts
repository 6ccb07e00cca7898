import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionSettings } from './connection-settings.js'
import type { BackendKey } from './wire/start-up.js'

const CANCEL_REQUEST_CODE = 80_877_102
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const CANCEL_TIMEOUT_MS = 2000

/**
 * Asks the server, on a connection of its own, to cancel what a session is running. Whether it did shows in the session
 * alone, so nothing that goes wrong here is reported.
 */
export async function requestCancel(
  settings: Pick<ConnectionSettings, 'host' | 'port'>,
  key: BackendKey,
  isTls: boolean,
): Promise<void> {
  const socket = connect({ host: settings.host, port: settings.port })
  socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.once('connect', () => {
    if (isTls) overTls(socket, key)
    else socket.end(cancelRequest(key))
  })
  socket.resume()
  await closed
}

function overTls(socket: Socket, key: BackendKey): void {
  socket.write(SSL_REQUEST)
  socket.once('data', (answer: Buffer) => {
    if (answer.toString('latin1') !== 'S') return void socket.end(cancelRequest(key))
    const secure = connectTls({ socket, rejectUnauthorized: false }, () =>
      secure.end(cancelRequest(key)),
    )
    secure.on('error', () => socket.destroy())
    secure.resume()
  })
}

function cancelRequest({ processId, secretKey }: BackendKey): Buffer {
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4)
  message.writeInt32BE(processId, 8)
  message.writeInt32BE(secretKey, 12)
  return message
}
