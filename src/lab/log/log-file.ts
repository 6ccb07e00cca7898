import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { assert } from '../../model/errors.js'
import type { LogRecord } from './entry.js'
import { writeAtomically } from './files.js'
import { Damaged, frame, unframe } from './record.js'

const syncData = promisify(fdatasync)

/** Where a log begins: everything up to here is in the snapshot. */
export interface Base {
  readonly index: number
  readonly term: number
}

interface Slot {
  readonly record: LogRecord
  readonly start: number
}

/** The log of one node: one file, first its base, then its records; all records are in memory, too. */
export class LogFile {
  #slots: Slot[] = []
  #end = 0
  #synced = 0
  #epoch = 0
  #running: Promise<void> | undefined

  private constructor(
    private readonly path: string,
    private descriptor: number,
    private base: Base,
  ) {}

  /** Opens or makes the log in a directory. A torn end is cut; throws Damaged for any other damage. */
  static open(directory: string): LogFile {
    const path = join(directory, 'log')
    if (!existsSync(path)) writeAtomically(path, frame({ index: 0, term: 0 }))
    const bytes = readFileSync(path)
    const first = unframe(bytes, 0)
    if (!first) throw new Damaged('the log has no beginning')
    const log = new LogFile(path, openSync(path, 'r+'), first.value as Base)
    log.load(bytes, first.end)
    return log
  }

  get baseIndex(): number {
    return this.base.index
  }

  get lastIndex(): number {
    return this.#slots.at(-1)?.record.index ?? this.base.index
  }

  get lastTerm(): number {
    return this.#slots.at(-1)?.record.term ?? this.base.term
  }

  /** The last index that is on disk. */
  get syncedIndex(): number {
    return this.#synced
  }

  /** The term of an index; undefined before the base and behind the end. */
  termAt(index: number): number | undefined {
    return index === this.base.index ? this.base.term : this.slot(index)?.record.term
  }

  at(index: number): LogRecord | undefined {
    return this.slot(index)?.record
  }

  /** Up to `limit` records from an index on. */
  from(index: number, limit: number): readonly LogRecord[] {
    const first = index - this.base.index - 1
    return this.#slots.slice(first, first + limit).map((slot) => slot.record)
  }

  /** Hands records to the operating system; they are on disk after `sync`. */
  append(records: readonly LogRecord[]): void {
    for (const record of records) {
      assert(record.index === this.lastIndex + 1, 'the log has no gaps')
      const bytes = frame(record)
      writeSync(this.descriptor, bytes, 0, bytes.length, this.#end)
      this.#slots.push({ record, start: this.#end })
      this.#end += bytes.length
    }
  }

  /** Resolves when everything that was appended before the call is on disk. Calls share their fsync. */
  async sync(): Promise<void> {
    const target = this.lastIndex
    const epoch = this.#epoch
    while (epoch === this.#epoch && this.#synced < target) {
      this.#running ??= this.syncOnce().finally(() => {
        this.#running = undefined
      })
      await this.#running
    }
  }

  /** Drops the records from an index on: they contradict the leader's. */
  truncateFrom(index: number): void {
    const first = index - this.base.index - 1
    const slot = this.#slots[first]
    if (!slot) return
    this.#slots.length = first
    this.#end = slot.start
    ftruncateSync(this.descriptor, this.#end)
    this.#epoch += 1
    this.#synced = Math.min(this.#synced, index - 1)
  }

  /** Begins the log behind a snapshot; records that follow it stay. */
  rebase(base: Base): void {
    const stays = this.termAt(base.index) === base.term
    const rest = stays ? this.from(base.index + 1, Number.MAX_SAFE_INTEGER) : []
    const bytes = Buffer.concat([frame(base), ...rest.map(frame)])
    writeAtomically(this.path, bytes)
    closeSync(this.descriptor)
    this.descriptor = openSync(this.path, 'r+')
    this.base = base
    this.#epoch += 1
    this.load(bytes, unframe(bytes, 0)?.end ?? 0)
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private slot(index: number): Slot | undefined {
    return this.#slots[index - this.base.index - 1]
  }

  private async syncOnce(): Promise<void> {
    const target = this.lastIndex
    const epoch = this.#epoch
    await syncData(this.descriptor)
    if (epoch === this.#epoch) this.#synced = Math.max(this.#synced, target)
  }

  private load(bytes: Buffer, start: number): void {
    this.#slots = []
    this.#end = start
    for (let found = unframe(bytes, start); found; found = unframe(bytes, this.#end)) {
      const record = found.value as LogRecord
      if (record.index !== this.lastIndex + 1) {
        throw new Damaged(`record ${record.index} follows record ${this.lastIndex}`)
      }
      this.#slots.push({ record, start: this.#end })
      this.#end = found.end
    }
    if (this.#end < bytes.length) ftruncateSync(this.descriptor, this.#end)
    this.#synced = this.lastIndex
  }
}
