import { connect, type Socket } from 'node:net'
import { type LocalEngine, openLocalEngine } from '../../../../src/lab/local-engine.js'
import { type Mutations, NO_MUTATIONS } from '../../../../src/lab/mutants.js'
import {
  type PgServer,
  type PgServerOptions,
  startPgServer,
} from '../../../../src/lab/pgwire/server.js'
import { type Frame, FrameReader } from '../../../../src/wire/frame-reader.js'
import { MessageWriter } from '../../../../src/wire/message-writer.js'

/** A server over its own DuckDB in memory. */
export interface TestServer extends PgServer {
  readonly engine: LocalEngine
  readonly url: string
}

export async function startTestServer(
  more: Partial<PgServerOptions> = {},
  mutations: Mutations = NO_MUTATIONS,
): Promise<TestServer> {
  const engine = await openLocalEngine({ path: ':memory:', mutations })
  const server = await startPgServer({
    host: '127.0.0.1',
    port: 0,
    engine,
    auth: { kind: 'trust' },
    mutations,
    ...more,
  })
  return {
    ...server,
    engine,
    url: `postgres://u@127.0.0.1:${server.port}/d`,
    close: async () => {
      await server.close()
      await engine.close()
    },
  }
}

/** A client that sends bytes as it likes and keeps what comes back, message by message. */
export class RawClient {
  private readonly frames = new FrameReader()
  private readonly waiting: (() => void)[] = []
  private closed = false

  private constructor(readonly socket: Socket) {
    const wake = () => {
      for (const resolve of this.waiting.splice(0)) resolve()
    }
    socket.on('data', (bytes: Buffer) => {
      this.frames.push(bytes)
      wake()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.closed = true
      wake()
    })
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    return new RawClient(socket)
  }

  /** Opened and let in: everything up to the first ReadyForQuery is read. */
  static async ready(port: number): Promise<RawClient> {
    const client = await RawClient.open(port)
    client.send(startupPacket(3 << 16))
    await client.until('Z')
    return client
  }

  /** As `ready`, with a function that asks the server to cancel and resolves when it has. */
  static async cancellable(port: number) {
    const client = await RawClient.open(port)
    client.send(startupPacket(3 << 16))
    const key = (await client.until('Z')).find(({ type }) => type === 'K')?.body ?? Buffer.alloc(8)
    return { client, key, cancel: () => cancelWith(port, key) }
  }

  send(...messages: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(messages))
  }

  /** The next message; undefined when the server has closed the connection. */
  async next(): Promise<Frame | undefined> {
    for (;;) {
      const frame = this.frames.nextMessage(1 << 28)
      if (frame || this.closed) return frame
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  /** Messages up to and including one of a type, or to the end of the connection. */
  async until(type: string): Promise<readonly Frame[]> {
    const frames: Frame[] = []
    for (;;) {
      const frame = await this.next()
      if (!frame) return frames
      frames.push(frame)
      if (frame.type === type) return frames
    }
  }

  /** The types of the messages up to the next ReadyForQuery, with its status: `1 2 C Z:I`, errors as `E:42601`. */
  async summary(): Promise<string> {
    return (await this.until('Z')).map(summarised).join(' ')
  }

  close(): void {
    this.socket.destroy()
  }
}

export function summarised({ type, body }: Frame): string {
  if (type === 'Z') return `Z:${body.toString()}`
  if (type === 'E') return `E:${errorField({ type, body }, 'C')}`
  if (type === 'C') return `C:${body.subarray(0, -1)}`
  return type
}

/** A cancel request; resolves when the server has closed its connection. */
export async function cancelWith(port: number, key: Uint8Array): Promise<void> {
  const raw = await RawClient.open(port)
  const head = Buffer.alloc(8)
  head.writeInt32BE(16)
  head.writeInt32BE(80877102, 4)
  raw.send(head, key)
  while (await raw.next());
}

export function errorField({ body }: Frame, field: string): string | undefined {
  return body
    .toString()
    .split('\0')
    .find((part) => part.startsWith(field))
    ?.slice(1)
}

export function startupPacket(
  version: number,
  parameters: Readonly<Record<string, string>> = { user: 'u', database: 'd' },
): Buffer {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  const body = Buffer.from(`${pairs.join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length)
  head.writeInt32BE(version, 4)
  return Buffer.concat([head, body])
}

export function message(type: string, write: (writer: MessageWriter) => unknown): Buffer {
  const writer = new MessageWriter()
  writer.begin(type)
  write(writer)
  writer.end()
  return writer.take()
}

export const query = (sql: string) => message('Q', (w) => w.cstring(sql))
export const sync = message('S', () => undefined)
export const flush = message('H', () => undefined)

export function parse(sql: string, name = '', oids: readonly number[] = []): Buffer {
  return message('P', (w) => {
    w.cstring(name).cstring(sql).uint16(oids.length)
    for (const oid of oids) w.uint32(oid)
  })
}

export interface BindOptions {
  readonly statement?: string
  readonly portal?: string
  readonly parameters?: readonly (Uint8Array | string | null)[]
  readonly parameterFormats?: readonly number[]
  readonly resultFormats?: readonly number[]
}

export function bind(options: BindOptions = {}): Buffer {
  const { statement = '', portal = '', parameters = [] } = options
  return message('B', (w) => {
    w.cstring(portal).cstring(statement)
    for (const formats of [options.parameterFormats ?? []]) {
      w.uint16(formats.length)
      for (const format of formats) w.int16(format)
    }
    w.uint16(parameters.length)
    for (const parameter of parameters) w.cell(parameter)
    w.uint16(options.resultFormats?.length ?? 0)
    for (const format of options.resultFormats ?? []) w.int16(format)
  })
}

export const describeMessage = (of: 'S' | 'P', name = '') =>
  message('D', (w) => w.uint8(of.charCodeAt(0)).cstring(name))
export const closeMessage = (of: 'S' | 'P', name = '') =>
  message('C', (w) => w.uint8(of.charCodeAt(0)).cstring(name))
export const execute = (portal = '', rowsMax = 0) =>
  message('E', (w) => w.cstring(portal).int32(rowsMax))

/** The cells of a DataRow. */
export function cellsOf({ body }: Frame): readonly (Buffer | null)[] {
  const cells: (Buffer | null)[] = []
  let at = 2
  while (at < body.length) {
    const length = body.readInt32BE(at)
    at += 4
    cells.push(length < 0 ? null : body.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return cells
}
