import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../unit/target/lab-server.js'
import { expectMistake, goldeneye, newPlace } from './cli.js'

const PASSWORD = 'wr0ng-horse-staple'

async function listening<S extends Server | HttpServer>(server: S): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const runAgainst = (port: number) => {
  const place = newPlace()
  const url = `postgres://u:${PASSWORD}@127.0.0.1:${port}/db`
  return { place, ended: goldeneye(place, ['run', '--subject', url, '--cases', '1']) }
}

async function expectRefused(port: number, says: string, next: string): Promise<void> {
  const { place, ended } = runAgainst(port)
  const { stderr } = await ended
  expectMistake(place, await ended, { says, next })
  expect(stderr).not.toContain(PASSWORD)
}

test('a port on which nothing listens', async () => {
  const server = createServer()
  const port = await listening(server)
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  await expectRefused(port, `Nothing listens on 127.0.0.1:${port}`, 'Start the server')
})

test('a wrong password', async () => {
  const { port } = await startServer({ kind: 'scram', users: new Map([['u', 'right']]) })
  await expectRefused(port, 'refuses the password of user "u"', 'PGPASSWORD')
})

test('a server that speaks HTTP', async () => {
  const port = await listening(createHttpServer((_, response) => response.end('hello')))
  await expectRefused(port, 'not a PostgreSQL server: it speaks HTTP', 'PostgreSQL protocol')
})

test('a server that closes the connection at once', async () => {
  const port = await listening(createServer((socket) => void socket.destroy()))
  await expectRefused(port, 'it closes the connection', 'PostgreSQL protocol')
})

/** AuthenticationOk, and ReadyForQuery. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])
const SSL_REQUEST_LENGTH = 8

test('a server that closes the connection at the first query', async () => {
  const port = await listening(
    createServer((socket) => {
      let isWelcome = false
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        if (bytes.length === SSL_REQUEST_LENGTH) return void socket.write('N')
        if (isWelcome) return void socket.destroy()
        isWelcome = true
        socket.write(WELCOME)
      })
    }),
  )
  await expectRefused(port, 'accepts the login and then does not answer', 'log of the server')
})

test('a server that says nothing, and one that falls silent after the first answer', async () => {
  const deaf = await listening(
    createServer((socket) => void socket.resume().on('error', () => undefined)),
  )
  const mute = await listening(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.write('N'))
    }),
  )
  await Promise.all([
    expectRefused(deaf, 'it accepts connections and says nothing', 'PostgreSQL protocol'),
    expectRefused(mute, 'does not accept the connection', 'what the server writes in its log'),
  ])
})

test('without a reference the oracle wire judges an endpoint by itself', {
  timeout: 120_000,
}, async () => {
  const place = newPlace()
  const search = [
    'run',
    'deliveries',
    '--reference',
    'none',
    '--seed',
    '1',
    '--reduce-budget',
    '1s',
  ]
  const subject = ['--subject', 'lab:mutant=tag-count-off,nodes=1', '--max-findings', '1']
  const { code, stdout } = await goldeneye(place, [...search, ...subject, '--cases', '6'])
  expect(stdout).toContain('the oracle differential is left out: there is no reference')
  expect(stdout).toMatch(/GE-[0-9a-f]{8}/)
  expect(code).toBe(1)
})

test('a subject there must be', async () => {
  const place = newPlace()
  const ended = await goldeneye(place, ['run', '--subject', 'none'])
  expectMistake(place, ended, {
    says: '--subject "none" is no target',
    next: 'a subject is needed',
  })
})
