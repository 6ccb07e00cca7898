import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { statement } from '../../../src/model/statement.js'
import type { Scope } from '../../../src/model/target.js'
import { openPgTarget } from '../../../src/target/pg/pg-target.js'
import { psqlShell } from '../../../src/target/pg/psql.js'
import { lab } from '../../../src/target/profile/lab.js'
import { linesOf } from '../wire/backend.js'
import { startServer } from './lab-server.js'

const SCOPE: Scope = { schema: 'goldeneye_kept_c1' }
const LIMITS = { timeoutMs: 20_000 }

async function openTarget(port: number, directory: string) {
  const endpoint = { host: '127.0.0.1', port, user: 'me', database: 'lab', password: 'planted' }
  const target = await openPgTarget({
    name: 'subject',
    endpoints: [{ ...endpoint, sslMode: 'disable' }],
    profile: { ...lab, sessionSetup: [] },
    files: { kind: 'shared', directory },
  })
  onTestFinished(() => target.close())
  return target
}

test('what is kept stays when the target is closed, and the way back to it works', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-keep-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const { port } = await startServer()
  const target = await openTarget(port, directory)
  await target.reset(SCOPE)
  const session = await target.open('any', SCOPE)
  const command = `psql 'postgres://me@127.0.0.1:${port}/lab?sslmode=disable'`
  const first = "SET search_path = 'goldeneye_kept_c1';"
  expect(session.shell).toEqual({ command, first })
  for (const sql of [
    'CREATE TABLE t (i INTEGER)',
    'INSERT INTO t VALUES (7)',
    "ATTACH '${dir:lake}/x.duckdb' AS ${db:x}",
  ]) {
    const { outcomes } = await session.send(statement(sql), LIMITS)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done'])
  }
  const kept = await target.keep(SCOPE)
  const folder = join(directory, SCOPE.schema)
  expect(kept).toEqual({
    shells: [{ command, first }],
    cleanUp: [
      `${command} -c 'DETACH "goldeneye_kept_c1_x"'`,
      `${command} -c 'DROP SCHEMA "goldeneye_kept_c1" CASCADE'`,
      `rm -r ${folder}`,
    ],
    notes: [],
  })
  expect(JSON.stringify(kept)).not.toContain('planted')
  await target.close()
  expect(existsSync(join(folder, 'lake', 'x.duckdb'))).toBe(true)

  const other = await openTarget(port, directory)
  const elsewhere = { schema: 'goldeneye_other' }
  await other.reset(elsewhere)
  const again = await other.open('any', elsewhere)
  const send = async (sql: string) => linesOf(await again.send(statement(sql), LIMITS))
  await send(first)
  expect(await send('SELECT i FROM t')).toEqual([expect.stringContaining('7')])
  await send('DETACH "goldeneye_kept_c1_x"')
  await send('DROP SCHEMA "goldeneye_kept_c1" CASCADE')
  expect(
    await send("SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'goldeneye_kept%'"),
  ).toEqual([expect.stringContaining('0')])
})

test('the command of a shell: what is unusual is quoted, and libpq knows every word', () => {
  const settings = {
    host: '::1',
    port: 5433,
    user: "o'neil",
    database: 'my db',
    password: 'planted',
  }
  const shell = psqlShell(
    { ...settings, sslMode: 'no-verify', sslRootCert: '/c a.pem' },
    'goldeneye_x',
  )
  expect(shell.command).toBe(
    "psql 'postgres://o'\\''neil@[::1]:5433/my%20db?sslmode=require&sslrootcert=%2Fc%20a.pem'",
  )
})
