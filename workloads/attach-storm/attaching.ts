import { type Dice, freshNumber, reach, statement, transactionOf } from '../../src/index.js'
import { listDatabases } from './looking.js'
import {
  type Attached,
  allIdle,
  isHeld,
  say,
  someAttached,
  someSession,
  stateOf,
  surely,
  type World,
} from './world.js'

const MEMORY_ALIASES = ['m0', 'm1', 'm2', 'm3']
const FILE_ALIASES = ['f0', 'f1', 'f2']
const FILES = ['first', 'second']

/**
 * ATTACH of a database in memory, whether or not its alias is taken. An alias is not given again while a transaction holds
 * what had it before: DuckDB 1.5.6 ends such a transaction with an INTERNAL error.
 */
export function attachMemory(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session) return
  const alias = dice.pick(MEMORY_ALIASES)
  if (world.attached.has(alias)) {
    collide(world, session, { alias, dice })
    return
  }
  if (isHeld(world, alias)) return
  reach(world, 'attach')
  say(world, session, surely(`ATTACH ':memory:' AS \${db:${alias}}`))
  world.attached.set(alias, { alias, file: undefined, readOnly: false, tables: [] })
  addTable(world, session, alias)
  if (dice.chance(1, 3)) listDatabases(world, dice)
}

interface Collision {
  readonly alias: string
  readonly dice: Dice
}

/** The alias is taken: refused, or let pass by IF NOT EXISTS, or kept by OR REPLACE because the path is the same. */
function collide(world: World, session: string, { alias, dice }: Collision): void {
  const how = dice.pick(['', '', 'IF NOT EXISTS ', 'OR REPLACE '] as const)
  const sql = `ATTACH ${how}':memory:' AS \${db:${alias}}`
  if (how === '') {
    reach(world, 'alias-collision')
    say(world, session, statement(sql, { expect: 'binder' }))
    return
  }
  reach(world, how === 'OR REPLACE ' ? 'attach-or-replace' : 'attach-if-not-exists')
  say(world, session, surely(sql))
}

/** CREATE TABLE and a first row in a database that was just attached. */
export function addTable(world: World, session: string, alias: string): void {
  const table = `t${freshNumber(world)}`
  const name = `\${db:${alias}}.${table}`
  say(world, session, surely(`CREATE TABLE ${name} (i INTEGER PRIMARY KEY, v VARCHAR)`))
  say(world, session, surely(`INSERT INTO ${name} VALUES (0, 'first')`))
  world.attached.get(alias)?.tables.push(table)
}

/** ATTACH of a file: to write, to read, under a second alias, or before it was ever written. */
export function attachFile(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session || !world.context.supports('attach-file')) return
  const free = FILE_ALIASES.filter((alias) => !world.attached.has(alias) && !isHeld(world, alias))
  const alias = free[0]
  if (!alias) return
  const { file, readOnly } = fileAndMode(world, dice)
  const options = readOnly ? ' (READ_ONLY)' : ''
  const sql = `ATTACH '\${dir:files}/${file}.duckdb' AS \${db:${alias}}${options}`
  const attachment = { alias, file, readOnly, sql }
  const obstacle = obstacleTo(world, attachment)
  if (obstacle === undefined) attachFreeFile(world, session, attachment)
  else {
    reach(world, obstacle)
    say(world, session, statement(sql, { expect: 'binder' }))
  }
}

/** Often a file that is being read, to read it once more; else any file, to read only where it was written before. */
function fileAndMode(world: World, dice: Dice): Pick<FileAttachment, 'file' | 'readOnly'> {
  const read = [...world.attached.values()].find(({ readOnly }) => readOnly)?.file
  if (read !== undefined && dice.chance(1, 2)) return { file: read, readOnly: true }
  const file = dice.pick(FILES)
  return { file, readOnly: dice.chance(1, world.files.has(file) ? 2 : 8) }
}

/** A file is attached by one writer, or by any number of readers; an open transaction keeps what was detached. */
function obstacleTo(world: World, { file, readOnly }: FileAttachment): string | undefined {
  const holders = [...world.attached.values()].filter((other) => other.file === file)
  if (holders.some((other) => !(readOnly && other.readOnly))) return 'same-file-twice'
  if (holders.length > 0) reach(world, 'two-readers')
  if (isHeld(world, writerOf(file))) return 'attach-file-still-held'
  return !readOnly && isHeld(world, readerOf(file)) ? 'attach-file-still-held' : undefined
}

const writerOf = (file: string): string => `file ${file}`
const readerOf = (file: string): string => `file ${file} as a reader`

interface FileAttachment {
  readonly alias: string
  readonly file: string
  readonly readOnly: boolean
  readonly sql: string
}

function attachFreeFile(world: World, session: string, attachment: FileAttachment): void {
  const { alias, file, readOnly, sql } = attachment
  const known = world.files.get(file)
  if (readOnly && !known) {
    reach(world, 'read-only-without-file')
    say(world, session, statement(sql, { expect: 'io' }))
    return
  }
  reach(world, readOnly ? 'attach-read-only' : 'attach-file')
  if (known) reach(world, 'attach-file-again')
  say(world, session, surely(sql))
  const tables = known ?? []
  world.files.set(file, tables)
  world.attached.set(alias, { alias, file, readOnly, tables })
  if (!known) addTable(world, session, alias)
}

/** DETACH: of what nobody uses, of what others use or write to, of one's own default, of nothing. */
export function detach(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  if (!session) return
  const database = dice.chance(1, 12) ? undefined : worthDetaching(world, dice)
  if (!database) {
    reach(world, 'detach-unknown')
    say(world, session, statement('DETACH ${db:nobody}', { expect: 'binder' }))
    return
  }
  detachFrom(world, session, database)
  if (dice.chance(1, 3)) listDatabases(world, dice)
}

/** Half the time one that somebody uses, if there is one. */
function worthDetaching(world: World, dice: Dice): Attached | undefined {
  const sessions = [...world.sessions.values()]
  const used = [...world.attached.values()].filter(({ alias }) =>
    sessions.some(({ touched, home }) => touched.has(alias) || home === alias),
  )
  return used.length > 0 && dice.chance(1, 2) ? dice.pick(used) : someAttached(world, dice)
}

function detachFrom(world: World, session: string, { alias }: Attached): void {
  const sql = `DETACH \${db:${alias}}`
  if (stateOf(world, session).home === alias) {
    reach(world, 'detach-own-default')
    say(world, session, statement(sql, { expect: 'binder' }))
    return
  }
  const others = [...world.sessions.values()]
  if (others.some(({ touched }) => touched.has(alias))) reach(world, 'detach-while-busy')
  if (others.some(({ home }) => home === alias)) reach(world, 'detach-default-of-another')
  if (others.every(({ touched, home }) => !touched.has(alias) && home !== alias)) {
    reach(world, 'detach')
  }
  say(world, session, surely(sql))
  world.attached.delete(alias)
}

/** ATTACH inside a transaction: ROLLBACK takes it back, COMMIT keeps it. */
export function attachInTransaction(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  const alias = MEMORY_ALIASES.find((name) => !world.attached.has(name) && !isHeld(world, name))
  if (!session || !alias) return
  const commits = dice.chance(1, 2)
  reach(world, commits ? 'attach-commit' : 'attach-rollback')
  say(world, session, surely('BEGIN'))
  say(world, session, surely(`ATTACH ':memory:' AS \${db:${alias}}`))
  world.attached.set(alias, { alias, file: undefined, readOnly: false, tables: [] })
  addTable(world, session, alias)
  say(world, session, surely(commits ? 'COMMIT' : 'ROLLBACK'))
  if (!commits) world.attached.delete(alias)
  listDatabases(world, dice)
}

/** OR REPLACE of a file's alias by a database in memory: its tables are out of sight, and the file is free. */
export function replaceFile(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  const files = [...world.attached.values()].filter(({ file }) => file !== undefined)
  if (!session || files.length === 0 || !allIdle(world)) return
  const { alias } = dice.pick(files)
  reach(world, 'replace-file')
  say(world, session, surely(`ATTACH OR REPLACE ':memory:' AS \${db:${alias}}`))
  world.attached.set(alias, { alias, file: undefined, readOnly: false, tables: [] })
  addTable(world, session, alias)
}

/** What an open transaction of `session` holds from now on. */
export function hold(world: World, session: string, database: Attached): void {
  const { alias, file, readOnly } = database
  if (transactionOf(world.script, session) === 'idle') return
  const { touched } = stateOf(world, session)
  touched.add(alias)
  if (file !== undefined) touched.add(readOnly ? readerOf(file) : writerOf(file))
}
