import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Login } from '../engine.js'
import { syncDirectory, writeAtomically } from '../log/files.js'
import type { Base } from '../log/log-file.js'
import { Damaged, frame, unframe } from '../log/record.js'

/** The directory of the databases that are attached by a relative path. */
export const FILES = 'files'
const SNAPSHOT = 'snapshot'
const INCOMING = 'snapshot.new'
const MANIFEST = 'manifest'

/** A database that is attached, with the statement that attached it. */
export interface Attached {
  readonly name: string
  readonly sql: string
  /** In memory: its contents are a file of the snapshot. A file of its own is in `files/`. */
  readonly inMemory: boolean
}

/** A session of the log, which is idle: its settings bring it back. */
export interface SavedSession {
  readonly id: string
  readonly login: Login
  readonly settings: readonly string[]
}

/** What a snapshot holds beside its files. */
export interface Manifest {
  readonly base: Base
  readonly attached: readonly Attached[]
  /** The sessions of the log that are open, with the settings that they made. */
  readonly sessions: readonly SavedSession[]
  /** Settings of the whole process that are not as they were at the start. */
  readonly settings: readonly { readonly name: string; readonly value: string }[]
  /** Checksums by path below the snapshot. */
  readonly files: Readonly<Record<string, number>>
}

/** The directory of one node: its snapshot, and the files that its DuckDB works on, which are only a cache. */
export class SnapshotStore {
  private constructor(private readonly directory: string) {}

  /** Puts `files/` back to what the snapshot says. Throws Damaged when the snapshot is not what was written. */
  static open(directory: string): SnapshotStore {
    const store = new SnapshotStore(directory)
    rmSync(join(directory, INCOMING), { recursive: true, force: true })
    const isHalfSwapped = !existsSync(store.snapshot) && existsSync(store.old)
    if (isHalfSwapped) renameSync(store.old, store.snapshot)
    rmSync(store.files, { recursive: true, force: true })
    mkdirSync(store.files, { recursive: true })
    const manifest = store.manifest()
    if (manifest) {
      store.check(manifest)
      const saved = join(store.snapshot, FILES)
      if (existsSync(saved)) cpSync(saved, store.files, { recursive: true })
    }
    return store
  }

  /** What DuckDB works on. */
  get files(): string {
    return join(this.directory, FILES)
  }

  get snapshot(): string {
    return join(this.directory, SNAPSHOT)
  }

  private get old(): string {
    return join(this.directory, `${SNAPSHOT}.old`)
  }

  /** Where the next snapshot is written before it is complete. */
  get incoming(): string {
    return join(this.directory, INCOMING)
  }

  /** Undefined when there is no snapshot yet. */
  manifest(): Manifest | undefined {
    const path = join(this.snapshot, MANIFEST)
    if (!existsSync(this.snapshot)) return undefined
    if (!existsSync(path)) throw new Damaged('the snapshot has no manifest')
    const found = unframe(readFileSync(path), 0)
    if (!found) throw new Damaged('the manifest of the snapshot is cut off')
    return found.value as Manifest
  }

  /** An empty directory for the next snapshot. */
  begin(): string {
    rmSync(this.incoming, { recursive: true, force: true })
    mkdirSync(this.incoming)
    return this.incoming
  }

  /** Makes what is in the incoming directory the snapshot, in one step. */
  finish(manifest: Omit<Manifest, 'files'>): void {
    const files: Record<string, number> = {}
    for (const path of filesBelow(this.incoming)) {
      syncFile(path)
      files[relative(this.incoming, path)] = crc32(readFileSync(path))
    }
    writeAtomically(join(this.incoming, MANIFEST), frame({ ...manifest, files }))
    this.swap()
  }

  /** Makes the incoming directory, manifest and all, the snapshot. */
  swap(): void {
    rmSync(this.old, { recursive: true, force: true })
    if (existsSync(this.snapshot)) renameSync(this.snapshot, this.old)
    renameSync(this.incoming, this.snapshot)
    syncDirectory(this.directory)
    rmSync(this.old, { recursive: true, force: true })
  }

  /** The files of the snapshot, the manifest last. */
  read(): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
    const paths = filesBelow(this.snapshot).filter((path) => path !== join(this.snapshot, MANIFEST))
    return [...paths, join(this.snapshot, MANIFEST)].map((path) => ({
      path: relative(this.snapshot, path),
      bytes: readFileSync(path),
    }))
  }

  private check(manifest: Manifest): void {
    for (const [path, checksum] of Object.entries(manifest.files)) {
      const full = join(this.snapshot, path)
      if (!existsSync(full)) throw new Damaged(`the snapshot lacks ${path}`)
      if (crc32(readFileSync(full)) !== checksum) {
        throw new Damaged(`the snapshot's ${path} is damaged`)
      }
    }
  }
}

/** Makes the directory of a relative path exist. */
export function makeParent(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
