import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Kept, keep } from '../../processes/keeper.js'
import type { Programs } from './data-folder.js'

const READY_TIMEOUT_MS = 60_000
const READY_LOOK_MS = 20
const LOG_CHARACTERS_MAX = 4000

/** What every server here is started with: nothing of it has to outlive the process that started it. */
const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '16MB',
  min_wal_size: '8MB',
  // A cancel request that meets Bind is dropped, and Bind may be busy for long with loading the compiler.
  jit: 'off',
  // No errors of statements: they are wanted.
  log_min_messages: 'log',
  fsync: 'off',
  full_page_writes: 'off',
}

/** Settings of a server by name. */
export type Settings = Readonly<Record<string, string | number>>

/** One server: its data folder, its port and what else is set. */
export interface ServerPlan {
  readonly programs: Programs
  readonly data: string
  readonly port: number
  readonly settings: Settings
  /** Removed once all is gone that is in it. */
  readonly around?: string | undefined
}

/** Starts a server; the folder around its data folder is removed when it ends. It may not be ready yet: see untilReady. */
export function startServer({ programs, data, port, settings, around }: ServerPlan): Kept {
  const all = { ...SETTINGS, port, ...settings }
  return keep({
    program: join(programs.directory, 'postgres'),
    arguments: [
      '-D',
      data,
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    account: programs.account,
    directory: dirname(data),
    around,
  })
}

/** Until it takes connections. Throws with the server's own words, when it ends or takes too long. */
export function untilReady({ process: keeper }: Kept, data: string): Promise<void> {
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
      log = (log + text).slice(-LOG_CHARACTERS_MAX)
    })
    keeper.once('exit', () => refuse('ended'))
  })
}

/** The server's own file says so, wherever its log goes; a standby is ready when it can be read. */
function isReady(data: string): boolean {
  const file = join(data, 'postmaster.pid')
  return existsSync(file) && /^ready\b/m.test(readFileSync(file, 'utf8'))
}
