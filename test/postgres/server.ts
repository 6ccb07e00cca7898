import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../src/processes/free-ports.js'
import type { ConnectionSettings } from '../../src/target/pg/connection-settings.js'
import { type Found, findPostgres } from '../../src/target/postgres/binaries.js'
import { giveTo, initialise, OWNER } from '../../src/target/postgres/data-folder.js'
import { type Settings, startServer, untilReady } from '../../src/target/postgres/server.js'
import { type Certificate, makeCertificate } from './certificate.js'

/** A port that was free may be taken by the time the server asks for it. */
const STARTS_MAX = 3

/** A user that is let in over TLS only, and with its password. A test creates it. */
export const SEALED_USER = 'sealed'

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
  const found = findPostgres({ path: process.env.PATH })
  if (found.kind === 'none') return { reason: `${found.reason}; ${found.hint}` }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(found)
    } catch (error) {
      if (attempt === STARTS_MAX || !/could not bind/.test(String(error))) throw error
    }
  }
}

async function start(programs: Extract<Found, { kind: 'found' }>): Promise<Postgres> {
  const { account, major } = programs
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-postgres-'))
  const data = join(directory, 'data')
  try {
    const certificate = makeCertificate(directory)
    giveTo(account, [directory, certificate?.certificatePath, certificate?.keyPath])
    initialise(programs, data)
    const sealed = `hostssl all ${SEALED_USER} 127.0.0.1/32 scram-sha-256\n`
    appendFileSync(join(data, 'pg_hba.conf'), sealed)
    const [port] = (await freePorts(1)) as [number]
    const settings = settingsFor(certificate, major)
    const server = startServer({ programs, data, port, settings })
    await untilReady(server, data).catch(async (error: unknown) => {
      await server.stop()
      throw error
    })
    const owner = { host: '127.0.0.1', port, user: OWNER, database: 'postgres' }
    const { stop } = server
    return { major, directory, settings: { ...owner, sslMode: 'disable' }, certificate, stop }
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

function settingsFor(certificate: Certificate | undefined, major: number): Settings {
  const common = {
    max_connections: 40,
    autovacuum: 'off',
    synchronous_commit: 'off',
    logging_collector: 'on',
    log_destination: major < 15 ? 'csvlog' : 'csvlog,jsonlog',
  }
  if (!certificate) return common
  return {
    ...common,
    ssl: 'on',
    ssl_cert_file: certificate.certificatePath,
    ssl_key_file: certificate.keyPath,
  }
}
