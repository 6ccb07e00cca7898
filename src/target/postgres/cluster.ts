import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../processes/free-ports.js'
import type { Kept } from '../../processes/keeper.js'
import type { ConnectionSettings } from '../pg/connection-settings.js'
import type { Found } from './binaries.js'
import { copyForStandby, giveTo, initialise, OWNER } from './data-folder.js'
import { untilStreaming } from './replication.js'
import { type ServerPlan, type Settings, startServer, untilReady } from './server.js'

/** `sync`: a commit returns when every standby shows it. `async`: standbys follow when they can. */
export type Replication = 'sync' | 'async'

/** What a cluster is to be. */
export interface ClusterPlan {
  readonly programs: Extract<Found, { readonly kind: 'found' }>
  readonly standbys: number
  readonly replication: Replication
  /** More settings, the same on every server. */
  readonly settings?: Settings | undefined
}

/** A primary and its streaming standbys, all of this process. */
export interface PostgresCluster {
  readonly major: number
  /** The primary's first. */
  readonly endpoints: readonly [ConnectionSettings, ...ConnectionSettings[]]
  /** Ends every server; their folders are gone when it returns. They go as well when this process dies. */
  readonly stop: () => Promise<void>
}

/** A port that was free may be taken by the time a server asks for it. */
const STARTS_MAX = 3

/**
 * A fresh cluster on free ports of loopback, in a folder of its own below the one for temporary files; it takes about two
 * seconds. Throws with the words of PostgreSQL when it does not come up.
 */
export async function startPostgresCluster(plan: ClusterPlan): Promise<PostgresCluster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(plan)
    } catch (error) {
      if (attempt === STARTS_MAX || !/could not bind/.test(String(error))) throw error
    }
  }
}

async function start(plan: ClusterPlan): Promise<PostgresCluster> {
  const { account, major } = plan.programs
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-postgres-'))
  const started: Kept[] = []
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()))
    // Usually it is gone by now: with the last server.
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    giveTo(account, [directory])
    const servers = await prepare(plan, directory)
    for (const server of servers) started.push(startServer(server))
    await Promise.all(started.map((kept, i) => untilReady(kept, (servers[i] as ServerPlan).data)))
    const [primary, ...standbys] = servers.map(({ port }) => settingsOf(port))
    const endpoints = [primary as ConnectionSettings, ...standbys] as const
    await untilStreaming(endpoints[0], { standbys: plan.standbys })
    return { major, endpoints, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function settingsOf(port: number): ConnectionSettings {
  return { host: '127.0.0.1', port, user: OWNER, database: 'postgres', sslMode: 'disable' }
}

/** The data folders, of the primary and copied for its standbys, and how each server is started. */
async function prepare(plan: ClusterPlan, directory: string): Promise<readonly ServerPlan[]> {
  const { programs, standbys } = plan
  const names = ['primary', ...Array.from({ length: standbys }, (_, i) => `standby${i + 1}`)]
  const ports = await freePorts(names.length)
  const [primaryPort = 0] = ports
  for (const name of names) mkdirSync(join(directory, name))
  giveTo(
    programs.account,
    names.map((name) => join(directory, name)),
  )
  const dataOf = (name: string) => join(directory, name, 'data')
  initialise(programs, dataOf('primary'))
  for (const name of names.slice(1))
    copyForStandby(programs.account, dataOf('primary'), dataOf(name))
  return names.map((name, i) => ({
    programs,
    data: dataOf(name),
    port: ports[i] ?? 0,
    around: directory,
    settings: {
      ...plan.settings,
      ...(i === 0 ? primarySettings(plan) : standbySettings(name, primaryPort)),
    },
  }))
}

/** Enough WAL is kept for a standby that pauses, so that none ever has to be made anew. */
const WAL_KEPT = '512MB'

function primarySettings({ standbys, replication }: ClusterPlan): Settings {
  const common = { wal_keep_size: WAL_KEPT, max_wal_senders: standbys + 2 }
  if (replication === 'async' || standbys === 0) return common
  return {
    ...common,
    synchronous_standby_names: `${standbys} (*)`,
    synchronous_commit: 'remote_apply',
  }
}

function standbySettings(name: string, primaryPort: number): Settings {
  const primary = `host=127.0.0.1 port=${primaryPort} user=${OWNER} application_name=${name}`
  return {
    primary_conninfo: primary,
    hot_standby_feedback: 'on',
    wal_retrieve_retry_interval: '100ms',
  }
}
