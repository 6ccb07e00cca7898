import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Outcome } from '../../../src/model/outcome.js'
import { PgLink } from '../../../src/target/pg/pg-link.js'
import type { WireReply, WireStatement } from '../../../src/target/pg/wire/wire-statement.js'

const SSL_REQUEST = 80_877_103
const CANCEL_REQUEST = 80_877_102

export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)))
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Columns of type text, or in binary. */
export function rowDescription(names: readonly string[], format: 0 | 1 = 0): Buffer {
  const columns = names.map((name) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      ...[int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(format)],
    ]),
  )
  return message('T', int16(names.length), ...columns)
}

export function dataRow(...cells: readonly (string | Buffer | null)[]): Buffer {
  const parts = cells.map((cell) => {
    if (cell === null) return int32(-1)
    const bytes = Buffer.from(cell as string)
    return Buffer.concat([int32(bytes.length), bytes])
  })
  return message('D', int16(cells.length), ...parts)
}

export const complete = (tag: string) => message('C', `${tag}\0`)
export const ready = (status = 'I') => message('Z', status)
export const failure = (text: string, code = '22P02') =>
  message('E', `SERROR\0C${code}\0M${text}\0\0`)

/** What a server says to each message of the client, given its type and contents. */
export type Script = (type: string, body: Buffer, socket: Socket) => Buffer | undefined

export interface Backend {
  readonly port: number
  /** Messages of the client after its start-up, as their types. */
  readonly heard: string[]
  /** Cancel requests that came. */
  cancels: number
}

/** A raw TCP server that speaks just enough of the protocol to say wrong things. Gone when the test ends. */
export async function startBackend(script: Script): Promise<Backend> {
  const sockets = new Set<Socket>()
  const backend = { port: 0, heard: [] as string[], cancels: 0 }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    speak(socket, script, backend)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  backend.port = (server.address() as { port: number }).port
  return backend
}

function speak(socket: Socket, script: Script, backend: Backend): void {
  let pending = Buffer.alloc(0)
  let isStarted = false
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const header = isStarted ? 1 : 0
      if (pending.length < header + 4) return
      const end = header + pending.readInt32BE(header)
      if (pending.length < end) return
      const frame = pending.subarray(0, end)
      pending = pending.subarray(end)
      if (isStarted) converse(frame)
      else start(frame)
    }
  })
  const start = (frame: Buffer) => {
    const code = frame.readInt32BE(4)
    if (code === SSL_REQUEST) return void socket.write('N')
    if (code === CANCEL_REQUEST) {
      backend.cancels += 1
      return void socket.end()
    }
    isStarted = true
    const key = message('K', int32(7), int32(8))
    socket.write(Buffer.concat([message('R', int32(0)), key, ready()]))
  }
  const converse = (frame: Buffer) => {
    const type = String.fromCharCode(frame[0] as number)
    backend.heard.push(type)
    if (type === 'X') return void socket.end()
    const answer = script(type, frame.subarray(5), socket)
    if (answer) socket.write(answer)
  }
}

/** A connection to such a server, closed when the test ends. */
export async function linkTo({ port }: Pick<Backend, 'port'>): Promise<PgLink> {
  const settings = { host: '127.0.0.1', port, user: 'u', database: 'd', sslMode: 'prefer' } as const
  const link = await PgLink.open(settings)
  onTestFinished(() => link.close())
  return link
}

export function run(
  link: PgLink,
  statement: Partial<WireStatement> = {},
  limits = { timeoutMs: 20_000, cancelGraceMs: 100 },
): Promise<WireReply> {
  return link.run({ text: 'SELECT 1', delivery: 'simple', parameters: [], ...statement }, limits)
}

/** An outcome in one short line. */
export function lineOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'rows':
      return `${outcome.tag ?? 'rows'} ${JSON.stringify(outcome.rows)}`
    case 'done':
      return `${outcome.tag ?? 'done'}${outcome.affected === undefined ? '' : ` ${outcome.affected}`}`
    case 'error':
      return `error ${outcome.sqlstate ?? outcome.errorClass}`
    case 'violation':
      return `violation: ${outcome.what}`
    case 'unknown':
      return `unknown ${outcome.reason}`
  }
}

export const linesOf = ({ outcomes }: Pick<WireReply, 'outcomes'>) => outcomes.map(lineOf)
