import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ReadGate } from '../cluster/read-gate.js'
import { EngineError, type EngineSession } from '../engine.js'
import type { LocalEngine } from '../local-engine.js'
import type { LogFile } from '../log/log-file.js'
import { Damaged } from '../log/record.js'
import type { PeerLink } from '../net/peer-link.js'
import type { Machine } from '../replica/machine.js'
import { AttachedDatabases } from './attached.js'
import { dump, load, settingsOf } from './contents.js'
import { FILES, type Manifest, type SnapshotStore } from './store.js'

const ADMIN = { user: 'lab', database: 'lab' }
const SEND_TIMEOUT_MS = 60_000
/** The log keeps so many times what lies between two snapshots, for followers that are a little behind. */
const TAIL_SNAPSHOTS = 4
const MAIN = 'memory'

interface SnapshotsOptions {
  readonly store: SnapshotStore
  readonly local: LocalEngine
  readonly log: LogFile
  /** Entries of the log between two snapshots. */
  readonly every: number
}

/** One file of a snapshot on its way to another node; the manifest comes last. */
interface Piece {
  readonly first: boolean
  readonly last: boolean
  readonly path: string
  readonly bytes: Uint8Array
}

/** Takes this node's snapshots, and brings another node to the newest of them. */
export class Snapshots {
  #index: number
  #next: number

  private constructor(
    private readonly options: SnapshotsOptions,
    private readonly admin: EngineSession,
    private readonly defaults: ReadonlyMap<string, string>,
    readonly attached: AttachedDatabases,
    readonly manifest: Manifest | undefined,
  ) {
    this.#index = manifest?.base.index ?? 0
    this.#next = this.#index + options.every
  }

  /** Fills an empty DuckDB from the snapshot. Throws Damaged when snapshot and log do not fit together. */
  static async restore(options: SnapshotsOptions): Promise<Snapshots> {
    const { store, log, local } = options
    const manifest = store.manifest()
    const index = manifest?.base.index ?? 0
    if (log.baseIndex > index) throw new Damaged('the log begins behind the snapshot')
    if (manifest && log.termAt(index) !== manifest.base.term) log.rebase(manifest.base)
    const admin = await local.open(ADMIN)
    const defaults = await settingsOf(admin)
    if (manifest) await load(admin, store.snapshot, manifest)
    const attached = new AttachedDatabases(manifest?.attached ?? [])
    return new Snapshots(options, admin, defaults, attached, manifest)
  }

  /** The last index that the snapshot holds. */
  get index(): number {
    return this.#index
  }

  /** Takes a snapshot if it is time and nothing is in the way. One that cannot be taken is left out: the log stays. */
  async maybeTake(applied: number, machine: Machine, gate: ReadGate): Promise<void> {
    if (applied < this.#next || !machine.isQuiet) return
    this.#next = applied + this.options.every
    try {
      await gate.alone(() => this.take(applied, machine))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      process.stderr.write(`no snapshot at ${applied}: ${error.message}\n`)
    }
  }

  /** Sends the snapshot to a node that needs it; the index behind which its log begins. */
  async send(link: PeerLink, term: number): Promise<number> {
    const files = this.options.store.read()
    const { index } = this
    for (const [at, { path, bytes }] of files.entries()) {
      const piece: Piece = { first: at === 0, last: at === files.length - 1, path, bytes }
      await link.request('snapshot', { ...piece, term }, SEND_TIMEOUT_MS)
    }
    return index
  }

  /** Takes in one piece; true when it was the last, and the process has to begin again. */
  receive(body: unknown): boolean {
    const { store } = this.options
    const { first, last, path, bytes } = body as Piece
    if (first) store.begin()
    const full = join(store.incoming, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, bytes, { flush: true })
    if (last) store.swap()
    return last
  }

  private async take(applied: number, machine: Machine): Promise<void> {
    const { store, log } = this.options
    const directory = store.begin()
    const attached = this.attached.all()
    const inMemory = attached.filter((each) => each.inMemory).map(({ name }) => name)
    await dump(this.admin, directory, [MAIN, ...inMemory])
    for (const { name, inMemory: isInMemory, sql } of attached) {
      if (!isInMemory && !/read_only/i.test(sql)) await checkpoint(this.admin, name)
    }
    cpSync(store.files, join(directory, FILES), { recursive: true })
    const settings = await settingsOf(this.admin)
    const changed = [...settings].filter(([name, value]) => this.defaults.get(name) !== value)
    const base = { index: applied, term: log.termAt(applied) ?? 0 }
    store.finish({
      ...{ base, attached, sessions: machine.saved() },
      settings: changed.map(([name, value]) => ({ name, value })),
    })
    this.#index = applied
    const first = applied - TAIL_SNAPSHOTS * this.options.every
    const term = log.termAt(first)
    if (first > log.baseIndex && term !== undefined) log.rebase({ index: first, term })
  }
}

async function checkpoint(admin: EngineSession, name: string): Promise<void> {
  await admin.execute(`CHECKPOINT "${name.replaceAll('"', '""')}"`, [])
}
