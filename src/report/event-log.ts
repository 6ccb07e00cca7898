import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { assert, UsageError } from '../model/errors.js'
import { EVENT_VERSION, type EventBody, eventSchema, type RunEvent } from './events.js'
import { type Masker, maskDeep } from './mask.js'

/** The name of the record inside a run folder. */
export const EVENTS_FILE = 'events.ndjson'

export interface EventLogOptions {
  /** The folder that holds all runs, usually `reports`; made where it is missing. */
  readonly out: string
  /** The run's name, part of the folder's name. */
  readonly name: string
  /** A few characters that keep two runs of one minute apart. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly mask: Masker
}

/**
 * The record of one run: appends one line an event. What a person would miss is forced to the disk
 * at once. It owns a file: who opened it closes it.
 */
export class EventLog {
  #seq = 0
  #closed = false
  readonly #listeners: ((event: RunEvent) => void)[] = []

  private constructor(
    /** The run's folder, absolute. */
    readonly folder: string,
    readonly startedAtMs: number,
    private readonly descriptor: number,
    private readonly options: EventLogOptions,
  ) {}

  /**
   * Makes the run's folder and the empty log. Throws UsageError, and leaves nothing behind, where
   * it cannot.
   */
  static open(options: EventLogOptions): EventLog {
    const startedAtMs = options.now()
    const out = resolve(options.out)
    const folder = join(out, folderName(options, startedAtMs))
    const descriptor = openInNewFolder(out, folder)
    return new EventLog(folder, startedAtMs, descriptor, options)
  }

  /** Every event that is appended from now on is also given to `listener`, masked, in order. */
  subscribe(listener: (event: RunEvent) => void): void {
    this.#listeners.push(listener)
  }

  /** Writes one event and returns it as a reader will see it. Throws UsageError on a full disk. */
  append(body: EventBody): RunEvent {
    assert(!this.#closed, 'an event was appended to a closed log')
    const t = Math.max(0, Math.round(this.options.now() - this.startedAtMs))
    const event = { v: EVENT_VERSION, seq: this.#seq, t, ...body }
    const line = JSON.stringify(maskDeep(event, this.options.mask))
    this.#write(`${line}\n`, isPrecious(body))
    this.#seq += 1
    const written = eventSchema.parse(JSON.parse(line))
    for (const listener of this.#listeners) listener(written)
    return written
  }

  #write(line: string, precious: boolean): void {
    try {
      appendFileSync(this.descriptor, line)
      if (precious) fsyncSync(this.descriptor)
    } catch (error) {
      throw new UsageError(
        `the event log in ${this.folder} cannot be written: ${sentence(error)}`,
        `make room there; what was found so far: goldeneye report ${this.folder}`,
      )
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.descriptor)
  }
}

function isPrecious(body: EventBody): boolean {
  return body.type.startsWith('finding-') || body.type === 'run-finished'
}

/** `2026-11-22T102407Z-nightly-a1b2`: sorts by time, and is a file name on every system. */
function folderName({ name, id }: EventLogOptions, startedAtMs: number): string {
  const time = new Date(startedAtMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
  const safe = (text: string) => text.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 60)
  return `${time}-${safe(name)}-${safe(id)}`
}

function openInNewFolder(out: string, folder: string): number {
  let made: string | undefined
  try {
    made = makeFolders(out)
    mkdirSync(folder)
    made ??= folder
    return openSync(join(folder, EVENTS_FILE), 'ax')
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
    throw new UsageError(
      `the report folder ${folder} cannot be written: ${sentence(error)}`,
      'name another one with --out',
    )
  }
}

/**
 * Makes a folder and what is missing above it; returns the topmost one that it made. Node's own recursive mkdir never
 * returns where a folder exists and a new one in it is refused with ENOENT, as in /proc.
 */
function makeFolders(folder: string): string | undefined {
  if (existsSync(folder)) return undefined
  const above = makeFolders(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (above !== undefined) rmSync(above, { recursive: true, force: true })
    throw error
  }
  return above ?? folder
}

function sentence(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  switch (code) {
    case 'EEXIST':
      return 'something with this name is already there'
    case 'ENOENT':
      return 'no folder can be made there'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'ENOTDIR':
      return 'a part of the path is a file'
    case 'EROFS':
      return 'the file system is read-only'
    case 'ENOSPC':
      return 'the disk is full'
    default:
      return code ?? String(error)
  }
}
