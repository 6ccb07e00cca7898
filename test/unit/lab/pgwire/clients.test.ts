import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './harness.js'

const has = (program: string) => spawnSync(program, ['--version']).status === 0
const NO_OPENSSL = spawnSync('openssl', ['version']).status !== 0
const NO_PSQL = !has('psql')

let directory: string
let server: TestServer
let secured: TestServer | undefined

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'goldeneye-pgwire-'))
  server = await startTestServer()
  const auth = { kind: 'scram', users: new Map([['u', 'pässwörd']]) } as const
  secured = await startTestServer({ auth, ...(!NO_OPENSSL && { tls: selfSigned(directory) }) })
})
afterAll(async () => {
  await server.close()
  await secured?.close()
  rmSync(directory, { recursive: true })
})

function selfSigned(into: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(into, 'key.pem'), join(into, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

async function connected<T>(config: pg.ClientConfig, use: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ host: '127.0.0.1', user: 'u', database: 'd', ...config })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

test('pg: named statements, parameters and errors', async () => {
  await connected({ port: server.port }, async (client) => {
    const named = { name: 's', text: 'select $1::int + 1 as a, $2::varchar as b' }
    for (const value of [1, 2, 3]) {
      const { rows } = await client.query({ ...named, values: [value, 'é'] })
      expect(rows).toEqual([{ a: value + 1, b: 'é' }])
    }
    await expect(client.query('select * from nope')).rejects.toMatchObject({ code: '42P01' })
    expect((await client.query('select $1::blob a', [Buffer.from([0, 255])])).rows[0].a).toEqual(
      Buffer.from([0, 255]),
    )
  })
})

test('pg: SCRAM-SHA-256 lets the right password in and no other', async () => {
  const port = secured?.port ?? 0
  const one = await connected({ port, password: 'pässwörd' }, (client) =>
    client.query('select 1 a'),
  )
  expect(one.rows).toEqual([{ a: 1 }])
  await expect(connected({ port, password: 'x' }, async () => 0)).rejects.toMatchObject({
    code: '28P01',
  })
  const nobody = { port, user: 'nobody', password: 'x' }
  await expect(connected(nobody, async () => 0)).rejects.toMatchObject({ code: '28P01' })
})

test.skipIf(NO_OPENSSL)('pg: TLS (skipped without openssl)', async () => {
  const config = { password: 'pässwörd', ssl: { rejectUnauthorized: false } }
  const secure = { port: secured?.port ?? 0, ...config }
  expect((await connected(secure, (client) => client.query('select 1 a'))).rows).toEqual([{ a: 1 }])
  const plain = { port: server.port, ...config }
  await expect(connected(plain, async () => 0)).rejects.toThrow(/SSL/)
})

test.skipIf(NO_PSQL)('psql (skipped without psql)', async () => {
  const sql = "select 1, 'x', [1, NULL]; select 2"
  expect(await run('psql', ['-XAt', server.url, '-c', sql])).toBe('1|x|{1,NULL}\n2\n')
})

test.skipIf(!has('pgbench')).each(['simple', 'extended', 'prepared'])(
  'pgbench -M %s (skipped without pgbench)',
  async (mode) => {
    await connected({ port: server.port }, (client) =>
      client.query('create or replace table bench as select i a, 0 b from range(100) t(i)'),
    )
    const script = join(directory, 'script.sql')
    writeFileSync(
      script,
      '\\set x random(0, 99)\nbegin;\nselect b from bench where a = :x;\ncommit;\n',
    )
    const counts = ['-c', '2', '-t', '10', '-n', '-M', mode, '-f', script]
    const out = await run('pgbench', [...counts, server.url])
    expect(out).toMatch(/transactions actually processed: 20\/20/)
    expect(out).toMatch(/failed transactions: 0 /)
  },
)

/** The server lives in this process, so nothing may wait for the program without letting it work. */
function run(program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...parameters], (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })
}
