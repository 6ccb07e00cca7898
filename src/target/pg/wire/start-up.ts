import type { Socket } from 'node:net'
import type pg from 'pg'
import { connectClient } from '../connect.js'
import type { ConnectionSettings } from '../connection-settings.js'
import { FrameReader } from './frame-reader.js'
import { WireConnection } from './wire-connection.js'

/** The most that an endpoint may say before it is ready. */
const START_UP_BYTES_MAX = 1 << 20

const READY = 'Z'.charCodeAt(0)

/** What a server gave at start-up to cancel by. */
export interface BackendKey {
  readonly processId: number
  readonly secretKey: number
}

/** A connection that is ready for its first statement. */
export interface Started {
  readonly connection: WireConnection
  /** Undefined where the server gave none. */
  readonly key: BackendKey | undefined
  readonly isTls: boolean
}

/** The driver keeps these, and its type declarations do not show them. */
interface ClientInside {
  readonly processID: number | null
  readonly secretKey: number | null
  readonly connection: {
    readonly ssl: unknown
    readonly stream: Socket
    once(event: 'connect' | 'sslconnect', listener: () => void): void
  }
}

/**
 * Lets the driver do the start-up (TLS, SCRAM, parameters) and takes the socket over when the server is ready. All bytes
 * are read along from the first one, so that none is lost between the two. Throws ConnectFailure.
 */
export async function startUp(settings: ConnectionSettings): Promise<Started> {
  const reader = new FrameReader()
  let bytes = 0
  const client = await connectClient(settings, (starting) => {
    const { connection } = insideOf(starting)
    connection.once(connection.ssl ? 'sslconnect' : 'connect', () =>
      connection.stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= START_UP_BYTES_MAX) reader.push(chunk)
        else connection.stream.destroy(new Error(`it says more than ${START_UP_BYTES_MAX} bytes`))
      }),
    )
  })
  const { connection, processID, secretKey } = insideOf(client)
  connection.stream.removeAllListeners('data')
  for (let frame = reader.next(); frame && frame.type !== READY; ) frame = reader.next()
  const key =
    processID === null || secretKey === null ? undefined : { processId: processID, secretKey }
  return {
    connection: new WireConnection(connection.stream, reader),
    key,
    isTls: Boolean(connection.ssl),
  }
}

function insideOf(client: pg.Client): ClientInside {
  return client as unknown as ClientInside
}
