import { fork } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { UsageError } from '../model/errors.js'
import type { LabEndpoint } from './lab.js'
import type { MutantName } from './mutants.js'
import { receiveFrames, sendFrame } from './net/frames.js'
import { processEntry } from './supervise/process-entry.js'
import type { NodeReport } from './supervise/supervisor.js'

/** Where the lab that `lab up` starts keeps its data, below the working directory. */
export const LAB_DIRECTORY = join('.goldeneye', 'lab')
const DESCRIPTION = 'lab.json'
const ANSWER_TIMEOUT_MS = 60_000

/** What can be done to one node; `promote` moves the leadership to it. */
export const LAB_ACTIONS = ['kill', 'stop', 'restart', 'wipe', 'promote'] as const
export type LabAction = (typeof LAB_ACTIONS)[number]

export interface LabUpOptions {
  readonly directory?: string | undefined
  readonly nodes?: number | undefined
  readonly mutants?: readonly MutantName[] | undefined
}

/** The lab that runs in the background. */
export interface LabState {
  readonly directory: string
  /** The process id of its supervisor. */
  readonly pid: number
  readonly mutants: readonly MutantName[]
  readonly endpoints: readonly LabEndpoint[]
  readonly leader: string | undefined
  readonly nodes: readonly NodeReport[]
}

/** How the supervisor is reached; only its owner can read it. */
export interface LabFile {
  readonly pid: number
  readonly port: number
  readonly token: string
}

export type ControlRequest =
  | { readonly token: string; readonly kind: 'status' | 'down' }
  | { readonly token: string; readonly kind: LabAction; readonly node: string }

export type ControlAnswer =
  | { readonly kind: 'state'; readonly state: LabState }
  | { readonly kind: 'error'; readonly message: string }

/** Starts a lab that goes on when this process ends. Throws UsageError when one runs there or it does not come up. */
export async function labUp(options: LabUpOptions = {}): Promise<LabState> {
  const directory = resolve(options.directory ?? LAB_DIRECTORY)
  if (await isUp(directory)) {
    throw new UsageError(`a lab is up in ${directory}`, 'goldeneye lab status, or lab down first')
  }
  makeFolder(directory)
  const { path, execArgv } = processEntry('daemon-main')
  const child = fork(path, [], {
    execArgv: [...execArgv],
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.send({ ...options, directory })
  const answer = await new Promise<ControlAnswer>((answered) => {
    child.once('message', (message) => answered(message as ControlAnswer))
    child.once('exit', () => answered({ kind: 'error', message: 'its supervisor ended' }))
  })
  if (child.connected) child.disconnect()
  child.unref()
  return toState(answer, `the lab did not come up in ${directory}`)
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `a lab cannot live in ${directory} (${code})`,
      'name a folder that can be made or written with --directory',
    )
  }
}

/** Stops every node and the supervisor; the data stays. Throws UsageError when no lab is up there. */
export async function labDown(directory?: string): Promise<void> {
  const { file, path } = describedIn(directory)
  await call(file, { token: file.token, kind: 'down' })
  rmSync(path, { force: true })
}

/** Throws UsageError when no lab is up there. */
export async function labStatus(directory?: string): Promise<LabState> {
  const { file } = describedIn(directory)
  return toState(await call(file, { token: file.token, kind: 'status' }), 'no status')
}

/** Does something to one node; the state after it. Throws UsageError when it cannot be done. */
export async function labAct(
  action: LabAction,
  node: string,
  directory?: string,
): Promise<LabState> {
  const { file } = describedIn(directory)
  const answer = await call(file, { token: file.token, kind: action, node })
  return toState(answer, `lab ${action} ${node}`)
}

function toState(answer: ControlAnswer, what: string): LabState {
  if (answer.kind === 'state') return answer.state
  throw new UsageError(`${what}: ${answer.message}`, 'goldeneye lab status shows the nodes')
}

function describedIn(directory: string | undefined) {
  const path = join(resolve(directory ?? LAB_DIRECTORY), DESCRIPTION)
  if (!existsSync(path)) throw noLab(path)
  return { path, file: JSON.parse(readFileSync(path, 'utf8')) as LabFile }
}

function noLab(path: string): UsageError {
  return new UsageError(`no lab is up (there is no ${path} that answers)`, 'goldeneye lab up')
}

async function isUp(directory: string): Promise<boolean> {
  return labStatus(directory).then(
    () => true,
    () => false,
  )
}

function call(file: LabFile, request: ControlRequest): Promise<ControlAnswer> {
  return new Promise((answered, failed) => {
    const socket = connect(file.port, '127.0.0.1')
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => failed(noLab(`process ${file.pid}`)))
    receiveFrames(socket, (value) => {
      answered(value as ControlAnswer)
      socket.end()
    })
    sendFrame(socket, request)
  })
}
