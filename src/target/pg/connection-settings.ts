import { UsageError } from '../../model/errors.js'
import { passwordFrom } from './pgpass.js'

export const SSL_MODES = [
  'disable',
  'prefer',
  'require',
  'no-verify',
  'verify-ca',
  'verify-full',
] as const

/** As libpq's. `prefer` and `require` encrypt without checking who answers; `no-verify` is another name of `require`. */
export type SslMode = (typeof SSL_MODES)[number]

/** How to reach one endpoint. */
export interface ConnectionSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly password?: string | undefined
  readonly sslMode: SslMode
  /** Path of a file with the certificates of authorities. */
  readonly sslRootCert?: string | undefined
}

/** What stands beside the URL: PG* variables and the text of a pgpass file, read by the caller. */
export interface ConnectionDefaults {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly pgpass?: string | undefined
}

const DEFAULT_PORT = 5432
const PORT_MAX = 65_535
const EXAMPLE = 'postgres://user@host:5432/database'

/** Host and port, for people; never a password. */
export function addressOf({ host, port }: Pick<ConnectionSettings, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * The endpoints of a URL, one for each of its hosts: `postgres://user:pw@h1:5432,h2:5433/db?sslmode=require`. What the URL
 * leaves out comes from PG* variables, a missing password from pgpass. Throws UsageError, which never repeats the URL.
 */
export function parsePgUrl(url: string, defaults: ConnectionDefaults): ConnectionSettings[] {
  const parts = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(
    url,
  )
  if (!parts) return refuse('That is no PostgreSQL URL.')
  const [, userInfo = '', hosts = '', path = '', query = ''] = parts
  const parameters = new URLSearchParams(query)
  const { environment: env, pgpass } = defaults
  const [user, password] = credentials(userInfo)
  const common = {
    user: user || parameters.get('user') || env.PGUSER || 'postgres',
    sslMode: sslModeOf(parameters.get('sslmode') ?? env.PGSSLMODE ?? 'prefer'),
    sslRootCert: parameters.get('sslrootcert') ?? env.PGSSLROOTCERT,
  }
  const database = decode(path) || parameters.get('dbname') || env.PGDATABASE || common.user
  return hostList(hosts, parameters, env).map(({ host, port }) => ({
    ...common,
    host,
    port,
    database,
    password:
      password ??
      parameters.get('password') ??
      env.PGPASSWORD ??
      (pgpass === undefined
        ? undefined
        : passwordFrom(pgpass, { host, port, database, user: common.user })),
  }))
}

function credentials(userInfo: string): [user: string, password: string | undefined] {
  const colon = userInfo.indexOf(':')
  if (colon < 0) return [decode(userInfo), undefined]
  return [decode(userInfo.slice(0, colon)), decode(userInfo.slice(colon + 1))]
}

type HostPort = Pick<ConnectionSettings, 'host' | 'port'>

function hostList(
  hosts: string,
  parameters: URLSearchParams,
  env: ConnectionDefaults['environment'],
): HostPort[] {
  const listed = hosts || parameters.get('host') || env.PGHOST || 'localhost'
  const port = parameters.get('port') ?? env.PGPORT
  return listed.split(',').map((text) => hostPort(text, port))
}

function hostPort(text: string, defaultPort: string | undefined): HostPort {
  const parts = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+))(?::([^:]*))?$/.exec(decode(text))
  const host = parts?.[1] ?? parts?.[2]
  if (host === undefined) return refuse('The URL has a host that cannot be read.')
  return { host, port: portOf(parts?.[3] || defaultPort || String(DEFAULT_PORT)) }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > PORT_MAX)
    return refuse('The URL has a port that is no number from 1 to 65535.')
  return port
}

function sslModeOf(text: string): SslMode {
  if (text === 'allow') return 'prefer'
  const mode = SSL_MODES.find((known) => known === text)
  return mode ?? refuse(`"${text}" is no sslmode.`, `The modes are ${SSL_MODES.join(', ')}.`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse('The URL has a percent sign that encodes nothing.', 'Write % as %25.')
  }
}

function refuse(message: string, hint = `Write it like ${EXAMPLE}.`): never {
  throw new UsageError(message, hint)
}
