import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ConnectionSettings } from '../../src/target/pg/connection-settings.js'
import { CERTIFIED_HOST, makeCertificate } from './certificate.js'
import { type Postgres, SEALED_USER } from './server.js'
import { openTarget, send, sharedSession } from './session.js'

const PASSWORD = 'pä$$ wörd'

/** The client's ways through TLS and SCRAM-SHA-256, against a server that demands both of one user. */
export function secureConnections(postgres: Postgres): void {
  const { certificate } = postgres
  if (!certificate) {
    test.skip('TLS: there is no openssl to make a certificate with')
    return
  }
  const sslRootCert = certificate.certificatePath
  const sealed: ConnectionSettings = {
    ...postgres.settings,
    host: CERTIFIED_HOST,
    user: SEALED_USER,
    password: PASSWORD,
  }
  const owner = sharedSession(postgres)
  beforeAll(() => send(owner(), `CREATE ROLE ${SEALED_USER} LOGIN PASSWORD '${PASSWORD}'`))
  const address = `${CERTIFIED_HOST}:${sealed.port}`

  /** How the connection is secured, as the server sees it, or why there is none. */
  async function connect(settings: Partial<ConnectionSettings>): Promise<unknown> {
    try {
      const target = await openTarget(postgres, { endpoints: [{ ...sealed, ...settings }] })
      const session = await target.open('any', { schema: 'goldeneye_x' })
      const { outcomes } = await send(
        session,
        'SELECT current_user, ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      )
      return outcomes[0]?.kind === 'rows' ? outcomes[0].rows[0]?.join(' ') : outcomes
    } catch (error) {
      return (error as Error).message
    }
  }

  test.each<Partial<ConnectionSettings>>([
    { sslMode: 'prefer' },
    { sslMode: 'require' },
    { sslMode: 'verify-ca', sslRootCert, host: '127.0.0.1' },
    { sslMode: 'verify-full', sslRootCert },
  ])('a connection with sslmode $sslMode', async (settings) => {
    expect(await connect(settings)).toBe('sealed t TLSv1.3')
  })

  test('without TLS it is told to use it', async () => {
    expect(await connect({ sslMode: 'disable' })).toBe(`${address} demands TLS.`)
  })

  test('a wrong password', async () => {
    const refused = `${address} refuses the password of user "sealed".`
    expect(await connect({ sslMode: 'require', password: 'wrong' })).toBe(refused)
  })

  test('a certificate that nobody vouches for', async () => {
    expect(await connect({ sslMode: 'verify-full' })).toMatch(
      /^The certificate of localhost:\d+ is not trusted: self-signed certificate\.$/,
    )
  })

  test("another authority's certificate", async () => {
    const directory = mkdtempSync(join(tmpdir(), 'goldeneye-certificate-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const other = makeCertificate(directory)?.certificatePath
    expect(await connect({ sslMode: 'verify-ca', sslRootCert: other })).toMatch(/is not trusted/)
  })

  test('a certificate for another name', async () => {
    expect(await connect({ sslMode: 'verify-full', sslRootCert, host: '127.0.0.1' })).toMatch(
      /^The certificate of 127\.0\.0\.1:\d+ is not trusted: .*altnames/,
    )
  })

  test('a cancel request goes over TLS, too', async () => {
    const target = await openTarget(postgres, { endpoints: [{ ...sealed, sslMode: 'require' }] })
    const session = await target.open('any', { schema: 'goldeneye_x' })
    const { outcomes } = await session.send(
      { sql: 'SELECT pg_sleep(30)', params: [], delivery: 'simple' },
      { timeoutMs: 50 },
    )
    expect(outcomes).toMatchObject([{ kind: 'unknown', detail: 'no answer in 50 ms; cancelled' }])
  })
}
