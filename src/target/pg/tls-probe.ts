import { connect, type Socket } from 'node:net'
import type { ConnectionSettings } from './connection-settings.js'

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** What an endpoint answers to the question whether it speaks TLS. */
export type ProbeAnswer =
  | { readonly kind: 'tls' | 'plain' }
  /** It speaks something else, or nothing. */
  | { readonly kind: 'foreign'; readonly said: 'http' | 'closed' | 'garbage' | 'silence' }
  | { readonly kind: 'unreachable'; readonly code: string }

/**
 * Asks an endpoint for TLS as the PostgreSQL protocol has it. The answer tells a PostgreSQL server, with or without TLS,
 * from everything else, before any user name or password is sent.
 */
export function probeEndpoint(
  { host, port }: Pick<ConnectionSettings, 'host' | 'port'>,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const finish = (answer: ProbeAnswer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => finish(silenceOf(socket)))
    socket.once('connect', () => socket.write(SSL_REQUEST))
    socket.once('data', (bytes: Buffer) => finish(answerOf(bytes)))
    socket.once('end', () => finish({ kind: 'foreign', said: 'closed' }))
    socket.once('error', (error: NodeJS.ErrnoException) => finish(failureOf(error)))
  })
}

function silenceOf(socket: Socket): ProbeAnswer {
  if (socket.connecting) return { kind: 'unreachable', code: 'ETIMEDOUT' }
  return { kind: 'foreign', said: 'silence' }
}

function answerOf(bytes: Buffer): ProbeAnswer {
  const text = bytes.toString('latin1')
  // After its S a server waits for the client: more than that is another protocol, such as SSH.
  if (text === 'S') return { kind: 'tls' }
  // Some old servers answer with an error and go on without TLS.
  if (text === 'N' || text.startsWith('E')) return { kind: 'plain' }
  return { kind: 'foreign', said: text.startsWith('HTTP') ? 'http' : 'garbage' }
}

function failureOf(error: NodeJS.ErrnoException): ProbeAnswer {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    return { kind: 'foreign', said: 'closed' }
  // With several addresses of one host Node gives an AggregateError with its own code.
  return { kind: 'unreachable', code: error.code ?? 'unknown' }
}
