import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { UsageError } from '../../model/errors.js'
import { addressOf, type ConnectionSettings } from './connection-settings.js'
import { type ProbeAnswer, probeEndpoint } from './tls-probe.js'

export const CONNECT_TIMEOUT_MS = 10_000

/** Why a connection could not be made. `message` and `hint` are for people and hold no password. */
export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure'
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }

  asUsageError(): UsageError {
    return new UsageError(this.message, this.hint)
  }
}

/**
 * A connected client, with TLS where the settings want it and the endpoint has it. `onStart` gets it before it connects.
 * Throws ConnectFailure.
 */
export async function connectClient(
  settings: ConnectionSettings,
  onStart: (client: pg.Client) => void = () => undefined,
): Promise<pg.Client> {
  const answer = await probeEndpoint(settings, CONNECT_TIMEOUT_MS)
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    user: settings.user,
    database: settings.database,
    password: settings.password ?? '', // Not undefined, or the driver would look for one by itself.
    ssl: tlsFor(settings, answer),
    application_name: 'goldeneye',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => undefined) // What happens later is heard on the socket.
  onStart(client)
  try {
    await client.connect()
    return client
  } catch (error) {
    // The driver keeps a half-open socket after an error of the endpoint.
    void client.end().catch(() => undefined)
    socketOf(client)?.destroy()
    throw explain(error as pg.DatabaseError & NodeJS.ErrnoException, settings)
  }
}

/** The driver keeps its socket, and its type declarations do not show it. */
function socketOf(client: pg.Client): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream
}

function tlsFor(settings: ConnectionSettings, answer: ProbeAnswer): false | ConnectionOptions {
  const address = addressOf(settings)
  switch (answer.kind) {
    case 'unreachable':
      throw unreachableEndpoint(address, answer.code)
    case 'foreign':
      throw foreignEndpoint(address, answer.said)
    case 'plain':
      if (settings.sslMode === 'disable' || settings.sslMode === 'prefer') return false
      throw new ConnectFailure(
        `${address} does not offer TLS, and sslmode=${settings.sslMode} demands it.`,
        'Switch TLS on in the server, or use sslmode=prefer or sslmode=disable.',
      )
    case 'tls':
      return settings.sslMode === 'disable' ? false : tlsOptions(settings)
  }
}

function tlsOptions({ sslMode, sslRootCert }: ConnectionSettings): ConnectionOptions {
  if (sslMode === 'prefer' || sslMode === 'require' || sslMode === 'no-verify')
    return { rejectUnauthorized: false }
  const ca = sslRootCert === undefined ? {} : { ca: readCertificates(sslRootCert) }
  // verify-ca: the certificate must be known, whatever name it was made for.
  const anyName = sslMode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}
  return { rejectUnauthorized: true, ...ca, ...anyName }
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConnectFailure(
      `The certificates in ${path} cannot be read.`,
      'Check the path in sslrootcert.',
    )
  }
}

function unreachableEndpoint(address: string, code: string): ConnectFailure {
  switch (code) {
    case 'ECONNREFUSED':
      return new ConnectFailure(
        `Nothing listens on ${address}: the connection was refused.`,
        'Start the server, or check host and port.',
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConnectFailure(`The host of ${address} is not known.`, 'Check the host name.')
    default:
      return new ConnectFailure(
        `${address} cannot be reached (${code}).`,
        'Check host, port, network and firewall.',
      )
  }
}

function foreignEndpoint(
  address: string,
  said: Extract<ProbeAnswer, { kind: 'foreign' }>['said'],
): ConnectFailure {
  const what = {
    http: 'it speaks HTTP',
    closed: 'it closes the connection',
    garbage: 'its answer is not of the protocol',
    silence: 'it accepts connections and says nothing',
  }[said]
  return new ConnectFailure(
    `${address} is not a PostgreSQL server: ${what}.`,
    'Give the port on which it speaks the PostgreSQL protocol.',
  )
}

function explain(
  error: pg.DatabaseError & NodeJS.ErrnoException,
  settings: ConnectionSettings,
): ConnectFailure {
  const { user, database } = settings
  const address = addressOf(settings)
  const message = withoutPassword(error.message, settings.password)
  if (error.code === '28P01' || /password authentication failed/i.test(message))
    return new ConnectFailure(
      `${address} refuses the password of user "${user}".`,
      'Set PGPASSWORD, a line in ~/.pgpass, or the password in the URL.',
    )
  if (/password must be|no password/i.test(message))
    return new ConnectFailure(
      `${address} asks for a password of user "${user}", and none was given.`,
      'Set PGPASSWORD, a line in ~/.pgpass, or the password in the URL.',
    )
  if (/no encryption|SSL off|SSL required|requires? (?:SSL|TLS)|insecure/i.test(message))
    return new ConnectFailure(`${address} demands TLS.`, 'Use sslmode=require.')
  if (error.code === '3D000')
    return new ConnectFailure(
      `${address} has no database "${database}".`,
      'Check the database at the end of the URL.',
    )
  if (/certificate|self-signed|altnames/i.test(`${message} ${error.code}`))
    return new ConnectFailure(
      `The certificate of ${address} is not trusted: ${message}.`,
      'Give its authority as sslrootcert=, or use sslmode=require.',
    )
  return new ConnectFailure(
    `${address} does not accept the connection: ${message}.`,
    'Check user and database, and what the server writes in its log.',
  )
}

function withoutPassword(message: string, password: string | undefined): string {
  return password ? message.replaceAll(password, '***') : message
}
