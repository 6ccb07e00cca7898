import { spawnSync } from 'node:child_process'
import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from '../../processes/keeper.js'

/** Whoever owns the data; it may do everything and needs no password. */
export const OWNER = 'goldeneye'

/** Gives files and folders to the account that the server runs as. */
export function giveTo({ uid, gid }: Account, paths: readonly (string | undefined)[]): void {
  if (uid === undefined || gid === undefined) return
  for (const path of paths) if (path !== undefined) chownSync(path, uid, gid)
}

/** The programs, and who runs them. */
export interface Programs {
  readonly directory: string
  readonly account: Account
}

/** Makes an empty data folder that lets in its owner, from loopback alone. Throws with the words of initdb. */
export function initialise({ directory, account }: Programs, data: string): void {
  // Small files of WAL: a folder is a third as large, and is copied for each standby.
  const small = ['--wal-segsize=1', '--no-sync']
  run(
    join(directory, 'initdb'),
    ['-D', data, '-U', OWNER, '-E', 'UTF8', '--no-locale', '-A', 'trust', ...small],
    account,
  )
  writeFileSync(
    join(data, 'pg_hba.conf'),
    `host all ${OWNER} 127.0.0.1/32 trust
host replication ${OWNER} 127.0.0.1/32 trust
`,
  )
}

/** Makes a standby's folder out of the primary's, which must not be running. */
export function copyForStandby(account: Account, primary: string, standby: string): void {
  run('cp', ['-R', primary, standby], account)
  writeFileSync(join(standby, 'standby.signal'), '')
  giveTo(account, [join(standby, 'standby.signal')])
}

function run(program: string, words: readonly string[], account: Account): void {
  const { status, stderr, error } = spawnSync(program, words, {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
}
