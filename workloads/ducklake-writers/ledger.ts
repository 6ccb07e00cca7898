import type { Catalog } from '../ducklake-metadata/catalog.js'
import { createdCatalog } from '../ducklake-metadata/creation.js'
import type { MadeTables } from '../ducklake-metadata/postgres/type-map.js'

/** So many catalogs are remembered: nobody who reads correctly is shown an older one. */
const REMEMBERED_MAX = 256

/**
 * What the writers of one run know of each other: the catalog behind each key. Every writer adds what it intends before its
 * COMMIT is sent, so whoever reads a snapshot finds its catalog here. Who commits in truth is for the endpoint to say.
 */
export class Ledger {
  private readonly catalogs = new Map<string, Catalog>()
  private readonly tables = new WeakMap<Catalog, MadeTables>()
  private newest = 0
  private left = 0

  /** The catalog that a snapshot with this key shows; undefined for a key that nobody has, or an old one. */
  catalogOf(key: string | null): Catalog | undefined {
    return key === null ? FIRST : this.catalogs.get(key)
  }

  /** The tables that clients have made in a catalog while they ran, with DuckDB's types. */
  madeIn(catalog: Catalog): MadeTables {
    return this.tables.get(catalog) ?? new Map()
  }

  intend(key: string, after: Catalog, made: MadeTables): void {
    this.tables.set(after, made)
    // A retry takes the place of what was intended before.
    this.catalogs.delete(key)
    this.catalogs.set(key, after)
    const [oldest] = this.catalogs.keys()
    if (this.catalogs.size > REMEMBERED_MAX && oldest !== undefined) this.catalogs.delete(oldest)
  }

  /** It was not committed, and nobody will read it. */
  forget(key: string): void {
    this.catalogs.delete(key)
  }

  /** A writer has ended. */
  leave(): void {
    this.left += 1
  }

  /** So many writers have ended. */
  get ended(): number {
    return this.left
  }

  /** The endpoint has said that this snapshot is committed. */
  acknowledge(position: number): void {
    this.newest = Math.max(this.newest, position)
  }

  /** The newest snapshot that was acknowledged to anybody. */
  get acknowledged(): number {
    return this.newest
  }
}

const FIRST = createdCatalog()

/** By which all clients of a run share one ledger. */
export const newLedger = (): Ledger => new Ledger()
