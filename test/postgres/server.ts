import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../src/lab/supervise/free-ports.js'
import type { ConnectionSettings } from '../../src/target/pg/connection-settings.js'
import { type Account, type Found, findPostgres } from './binaries.js'
import { type Certificate, makeCertificate } from './certificate.js'

const READY_TIMEOUT_MS = 30_000
const READY_LOOK_MS = 20
/** A port that was free may be taken by the time the server asks for it. */
const STARTS_MAX = 3

/** Whoever owns the data; it may do everything and needs no password. */
const OWNER = 'goldeneye'
/** A user that is let in over TLS only, and with its password. A test creates it. */
export const SEALED_USER = 'sealed'

/**
 * Runs until its standard input ends, which it does however the process at the other end dies, and leaves nothing behind.
 * A job in the background has no standard input, hence the third descriptor.
 */
const KEEPER = `
exec 3<&0
program=$1 directory=$2
shift 2
"$program" "$@" &
server=$!
{ cat <&3 >/dev/null; kill -QUIT $server; } 2>/dev/null &
wait $server
rm -rf "$directory"
`

/** A running PostgreSQL of this test's own. */
export interface Postgres {
  readonly major: number
  /** Everything of it; gone once it has stopped. */
  readonly directory: string
  /** As its owner, without TLS and password. */
  readonly settings: ConnectionSettings
  /** What it serves TLS with; undefined where there is no openssl to make one. */
  readonly certificate: Certificate | undefined
  readonly stop: () => Promise<void>
}

/** Why there is none, as a sentence: its tests are skipped. */
export interface NoPostgres {
  readonly reason: string
}

/**
 * A fresh PostgreSQL on a free port of loopback, in a directory of its own; it takes about a second. Throws with the
 * server's own words when it is installed and does not start.
 */
export async function startPostgres(): Promise<Postgres | NoPostgres> {
  const found = findPostgres()
  if (found.kind === 'none') return { reason: found.reason }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(found)
    } catch (error) {
      if (attempt === STARTS_MAX || !/could not bind/.test(String(error))) throw error
    }
  }
}

async function start(found: Extract<Found, { kind: 'found' }>): Promise<Postgres> {
  const { directory: programs, account, major } = found
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-postgres-'))
  try {
    const certificate = makeCertificate(directory)
    giveTo(account, [directory, certificate?.certificatePath, certificate?.keyPath])
    initialise(programs, directory, account)
    const [port] = (await freePorts(1)) as [number]
    const keeper = spawn(
      '/bin/sh',
      ['-c', KEEPER, 'keeper', join(programs, 'postgres'), directory].concat(
        serverArguments(join(directory, 'data'), port, { certificate, major }),
      ),
      // A group of its own: an interrupt from the keyboard reaches it through the end of its input alone.
      { ...account, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'pipe'] },
    )
    const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
    const stop = () => {
      keeper.stdin.end()
      return ended
    }
    await untilReady(keeper, join(directory, 'data')).catch(async (error: unknown) => {
      await stop()
      throw error
    })
    const settings = { host: '127.0.0.1', port, user: OWNER, database: 'postgres' }
    return { major, directory, settings: { ...settings, sslMode: 'disable' }, certificate, stop }
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

function giveTo({ uid, gid }: Account, paths: readonly (string | undefined)[]): void {
  if (uid === undefined || gid === undefined) return
  for (const path of paths) if (path !== undefined) chownSync(path, uid, gid)
}

function initialise(programs: string, directory: string, account: Account): void {
  const data = join(directory, 'data')
  const { status, stderr } = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', OWNER, '-E', 'UTF8', '--no-locale', '--no-sync', '-A', 'trust'],
    { ...account, cwd: '/', encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`)
  writeFileSync(
    join(data, 'pg_hba.conf'),
    `host all ${OWNER} 127.0.0.1/32 trust
hostssl all ${SEALED_USER} 127.0.0.1/32 scram-sha-256
`,
  )
}

function serverArguments(
  data: string,
  port: number,
  { certificate, major }: Pick<Postgres, 'certificate' | 'major'>,
): readonly string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 40,
    shared_buffers: '16MB',
    autovacuum: 'off',
    // A cancel request that meets Bind is dropped, and Bind may be busy for long with loading the compiler.
    jit: 'off',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // No errors of statements.
    log_min_messages: 'log',
    logging_collector: 'on',
    log_destination: major < 15 ? 'csvlog' : 'csvlog,jsonlog',
  }
  if (certificate) {
    settings.ssl = 'on'
    settings.ssl_cert_file = certificate.certificatePath
    settings.ssl_key_file = certificate.keyPath
  }
  return ['-D', data].concat(
    Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  )
}

/** The server's own file says so, wherever its log goes. */
function untilReady(keeper: ChildProcess, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const end = (then: () => void) => {
      clearTimeout(timer)
      clearInterval(look)
      then()
    }
    const refuse = (why: string) => end(() => reject(new Error(`PostgreSQL ${why}: ${log}`)))
    const timer = setTimeout(refuse, READY_TIMEOUT_MS, `is not ready in ${READY_TIMEOUT_MS} ms`)
    const look = setInterval(() => isReady(data) && end(resolve), READY_LOOK_MS)
    keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000)
    })
    keeper.once('exit', () => refuse('ended'))
  })
}

function isReady(data: string): boolean {
  const file = join(data, 'postmaster.pid')
  return existsSync(file) && /^ready\b/m.test(readFileSync(file, 'utf8'))
}
