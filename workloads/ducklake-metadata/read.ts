import type { Comparison, Parameter, Statement } from '../../src/index.js'
import type { Catalog } from './catalog.js'

/**
 * One query of the client with how its rows are compared. `{M}` in the text stands for the
 * metadata schema.
 */
export interface Read {
  readonly sql: string
  readonly compare: Comparison
  readonly expect?: Statement['expect']
  readonly params?: readonly Parameter[]
  /** Set where the client asks by COPY; an endpoint without COPY is asked plainly. */
  readonly delivery?: 'copy' | undefined
  readonly features: readonly string[]
}

/** Makes queries about a catalog; empty where there is nothing to ask about. */
export type Reader = (catalog: Catalog, pick: ReadPick) => readonly Read[]

/** The numbers that choose what is asked: which object, which version, which constants. */
export interface ReadPick {
  readonly target: number
  readonly value: number
}

export const ORDERED: Comparison = { rows: 'ordered', because: 'ORDER BY is total' }
export const BAG: Comparison = { rows: 'bag', because: 'no total ORDER BY' }
export const ONE_ROW: Comparison = { rows: 'ordered', because: 'one row' }

/** For lists that LIST() collects without an order of its own. */
export const LISTS: Comparison = {
  rows: 'count',
  because: 'LIST without ORDER BY: the order of two or more elements is not determined',
}

const PLAIN = { begin: 'begin_snapshot', end: 'end_snapshot' }

/** The predicate that every read of a version has; inlined tables may have other names for it. */
export function visible(version: number, alias = '', names = PLAIN): string {
  const [begin, end] = [`${alias}${names.begin}`, `${alias}${names.end}`]
  return `${version} >= ${begin} AND (${version} < ${end} OR ${end} IS NULL)`
}
