import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import { parsePgUrl } from '../../../src/target/pg/connection-settings.js'
import { openPgTarget } from '../../../src/target/pg/pg-target.js'
import { profileNamed } from '../../../src/target/profile/named.js'
import { startServer } from './lab-server.js'

const open = (url: string) =>
  openPgTarget({
    name: 'subject',
    endpoints: parsePgUrl(url, { environment: {} }),
    profile: profileNamed('postgres'),
    files: undefined,
  })

async function listening<S extends Server | HttpServer>(server: S): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

/** The sentence and the hint for people. */
async function refusal(url: string): Promise<string> {
  const error = await open(url).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UsageError)
  const { message, hint } = error as UsageError
  return `${message} ${hint}`
}

test('a port on which nothing listens', async () => {
  const server = createServer()
  const port = await listening(server)
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  expect(await refusal(`postgres://u@127.0.0.1:${port}/db`)).toContain('Nothing listens')
})

test('a server that speaks HTTP', async () => {
  const port = await listening(createHttpServer((_, response) => response.end('hello')))
  expect(await refusal(`postgres://u@127.0.0.1:${port}/db`)).toContain(
    'not a PostgreSQL server: it speaks HTTP',
  )
})

test.each([
  [
    'speaks SSH, whose first letter is that of a yes to TLS',
    (socket: Socket) =>
      void socket
        .on('error', () => undefined)
        .resume()
        .write('SSH-2.0-OpenSSH_9.2\r\n'),
    'not of the protocol',
  ],
  ['closes the connection', (socket: Socket) => void socket.destroy(), 'it closes the connection'],
  [
    'says something else',
    (socket: Socket) => void socket.resume().end('hello'),
    'not of the protocol',
  ],
])('a server that %s', async (_, behave, expected) => {
  const port = await listening(createServer(behave))
  expect(await refusal(`postgres://u@127.0.0.1:${port}/db`)).toContain(expected)
})

test('TLS that the server does not have', async () => {
  const { port } = await startServer()
  expect(await refusal(`postgres://u@127.0.0.1:${port}/db?sslmode=require`)).toContain(
    'does not offer TLS',
  )
})

test('a wrong password, and a missing one', async () => {
  const { port } = await startServer({ kind: 'scram', users: new Map([['u', 'right']]) })
  const wrong = await refusal(`postgres://u:hunter2@127.0.0.1:${port}/db`)
  expect(wrong).toContain('refuses the password of user "u"')
  expect(wrong).not.toContain('hunter2')
  expect(await refusal(`postgres://u@127.0.0.1:${port}/db`)).toContain('password')
  const target = await open(`postgres://u:right@127.0.0.1:${port}/db`)
  expect(JSON.stringify(target.facts)).not.toContain('right')
  await target.close()
})

test('a profile that does not exist names those that do', () => {
  expect(() => profileNamed('oracle')).toThrow(UsageError)
  expect(profileNamed('lab').name).toBe('lab')
})
