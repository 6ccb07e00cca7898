import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { ControlAnswer, ControlRequest, LabFile, LabState, LabUpOptions } from './daemon.js'
import { type Lab, startLab } from './lab.js'
import { writeAtomically } from './log/files.js'
import { receiveFrames, sendFrame } from './net/frames.js'

/** The supervisor that `lab up` leaves behind: it holds a lab and obeys a socket on loopback. */
type Options = LabUpOptions & { readonly directory: string }

process.once('message', (options: Options) => {
  void run(options).then(
    (state) => process.send?.({ kind: 'state', state } satisfies ControlAnswer),
    (error: unknown) => {
      process.send?.({ kind: 'error', message: messageOf(error) } satisfies ControlAnswer, () =>
        process.exit(1),
      )
    },
  )
})

async function run(options: Options): Promise<LabState> {
  const lab = await startLab({ ...options, mutations: new Set(options.mutants ?? []) })
  const token = randomBytes(24).toString('hex')
  const server = createServer((socket) => serve(socket, { lab, options, token }))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const file: LabFile = { pid: process.pid, port, token }
  writeAtomically(descriptionPath(options), Buffer.from(JSON.stringify(file)))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void down(lab, options))
  }
  return stateOf(lab, options)
}

interface Served {
  readonly lab: Lab
  readonly options: Options
  readonly token: string
}

function serve(socket: Socket, served: Served): void {
  socket.on('error', () => {})
  receiveFrames(socket, (value) => {
    const request = value as ControlRequest
    if (request?.token !== served.token) {
      socket.destroy()
      return
    }
    void obey(request, served)
      .catch((error: unknown): ControlAnswer => ({ kind: 'error', message: messageOf(error) }))
      .then((answer) => {
        sendFrame(socket, answer)
        if (request.kind === 'down') socket.end(() => process.exit(0))
      })
  })
}

async function obey(request: ControlRequest, { lab, options }: Served): Promise<ControlAnswer> {
  switch (request.kind) {
    case 'status':
      break
    case 'down': {
      const state = await stateOf(lab, options)
      await lab.close()
      return { kind: 'state', state }
    }
    case 'promote':
      await lab.promote(request.node === '' ? undefined : request.node)
      break
    default:
      await lab[request.kind](request.node)
  }
  return { kind: 'state', state: await stateOf(lab, options) }
}

async function stateOf(lab: Lab, { directory, mutants = [] }: Options): Promise<LabState> {
  const nodes = await lab.status()
  const { endpoints } = lab
  return { directory, pid: process.pid, mutants, endpoints, leader: lab.leader(), nodes }
}

async function down(lab: Lab, options: Options): Promise<void> {
  await lab.close()
  rmSync(descriptionPath(options), { force: true })
  process.exit(0)
}

function descriptionPath({ directory }: Options): string {
  return join(directory, 'lab.json')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
