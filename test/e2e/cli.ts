import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { ensureBuilt, MAIN } from './built.js'

/** A place of its own for the commands of one test: their working directory, and where temporary files go. */
export interface Place {
  readonly folder: string
  /** TMPDIR of the commands; whatever they leave there was forgotten. */
  readonly temporary: string
}

/** Gone when the test ends. */
export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'goldeneye-cli-e2e-'))
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return { folder, temporary }
}

/** How a command ended. */
export interface Ended {
  /** As a shell has it: 128 and the number of the signal that ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A command under way. */
export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** What it has printed so far. */
  readonly printed: () => string
  readonly kill: (signal: NodeJS.Signals) => void
}

/** Starts the compiled command, as `npx goldeneye` does; it is ended with the test. */
export function start(
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  ensureBuilt()
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: place.folder,
    env: { PATH: process.env.PATH, HOME: homedir(), TMPDIR: place.temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    printed.stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    printed.stderr += String(chunk)
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal), ...printed }))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    pid: child.pid ?? 0,
    ended,
    printed: () => printed.stdout + printed.stderr,
    kill: (signal) => void child.kill(signal),
  }
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code
  return signal === 'SIGKILL' ? 137 : 128
}

/** Runs a command to its end. */
export function goldeneye(
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return start(place, args, env).ended
}

/** One sentence and the next step on stderr, exit code 2, and nothing half-written. */
export function expectMistake(
  place: Place,
  { code, stdout, stderr }: Ended,
  expected: { readonly says: string; readonly next: string },
): void {
  // Where an endpoint takes its time, it is said what is waited for.
  const said = stderr.replaceAll(/^starting [^\n]+ \.\.\.\n/gm, '')
  expect(said).toMatch(/^goldeneye: [^\n]+\n {2}next: [^\n]+\n$/)
  const [sentence = '', next = ''] = said.split('\n')
  expect(sentence).toContain(expected.says)
  expect(next).toContain(expected.next)
  expect(stdout).toBe('')
  expect(code).toBe(2)
  expect(existsSync(join(place.folder, 'reports'))).toBe(false)
  expect(readdirSync(place.temporary)).toEqual([])
}

/** Waits until something is so. The command's end, or the test's time limit, is the limit. */
export async function until<T>(running: Running, look: () => T | undefined): Promise<T> {
  let isOver = false
  void running.ended.then(() => {
    isOver = true
  })
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    if (isOver) throw new Error(`the command ended before:\n${running.printed()}`)
    await pause(20)
  }
}

/** The one folder below reports/ that a run has made, once it is there. */
export function runFolder(place: Place): string | undefined {
  const reports = join(place.folder, 'reports')
  if (!existsSync(reports)) return undefined
  const runs = readdirSync(reports).filter((name) => /^\d{4}-/.test(name))
  return runs[0] && join(reports, runs[0])
}

export type Event = Readonly<Record<string, unknown>> & { readonly type: string }

/** The whole lines of a run's event log so far. */
export function eventsOf(place: Place): readonly Event[] {
  const file = join(runFolder(place) ?? '', 'events.ndjson')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Event)
}

/** Waits until a run has finished this many cases. */
export async function untilCases(place: Place, running: Running, count: number): Promise<void> {
  const enough = () =>
    eventsOf(place).filter(({ type }) => type === 'case-finished').length >= count || undefined
  await until(running, enough)
}
