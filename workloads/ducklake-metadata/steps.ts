import {
  type Comparison,
  type Delivery,
  type Statement,
  type Step,
  statement,
} from '../../src/index.js'
import type { Catalog, Effect } from './catalog.js'
import { insertByParameters } from './compile.js'
import type { BatchStatement, Commit } from './draft.js'
import type { Read } from './read.js'

/** How the statements of a commit travel: one simple query, or one by one. */
export type Style = 'batch' | 'split' | 'extended'

/** What a scene adds to a plan: its steps, the situations that it reaches, the catalog after it. */
export interface Scene {
  readonly steps: readonly Step[]
  readonly features: readonly string[]
  readonly catalog: Catalog
}

/** A step that sends a text as a simple query; `expect` is ok unless something else is said. */
export function say(session: string, sql: string, more: Partial<Statement> = {}): Step {
  return { kind: 'statement', session, statement: statement(sql, { expect: 'ok', ...more }) }
}

export const begin = (session: string) => say(session, 'BEGIN TRANSACTION')
export const commit = (session: string) => say(session, 'COMMIT')
export const rollback = (session: string) => say(session, 'ROLLBACK')

/** A step that sends one of the client's queries. */
export function ask(session: string, read: Read, delivery: Delivery = 'simple'): Step {
  const { sql, compare, params = [], expect } = read
  const how = params.length > 0 && delivery === 'simple' ? 'extended' : (read.delivery ?? delivery)
  return say(session, sql, { compare, params, delivery: how, expect: expect ?? 'ok' })
}

/** Where and how a batch fails; undefined for one that succeeds. */
export interface Failure {
  /** The index of the statement that fails. */
  readonly at: number
  readonly expect: Statement['expect']
}

/** The steps that send a commit's statements. A client stops at the first error. */
export function sendBatch(
  session: string,
  sent: { statements: readonly BatchStatement[]; style: Style; failure?: Failure | undefined },
): readonly Step[] {
  const { statements, style, failure } = sent
  if (style === 'batch') {
    const text = statements.map((one) => `${one.sql};`).join('')
    return [say(session, text, { expect: failure?.expect ?? 'ok' })]
  }
  return statements.slice(0, failure ? failure.at + 1 : undefined).map((one, index) => {
    const expect = index === failure?.at ? failure.expect : 'ok'
    return style === 'split' ? say(session, one.sql, { expect }) : extended(session, one, expect)
  })
}

/** INSERTs into metadata tables travel with parameters, other statements with their constants. */
function extended(session: string, one: BatchStatement, expect: Statement['expect']): Step {
  const inserted = one.effects.find(isMetadataInsert)
  if (!inserted) return say(session, one.sql, { expect, delivery: 'extended' })
  const { sql, params } = insertByParameters(inserted.table, inserted.rows)
  return say(session, sql, { expect, params, delivery: 'extended' })
}

type Insert = Extract<Effect, { readonly kind: 'insert' }>

function isMetadataInsert(effect: Effect): effect is Insert {
  return effect.kind === 'insert' && !effect.table.startsWith('ducklake_inlined_')
}

/** Features of the way that a commit's statements travel. */
export function styleFeature(style: Style): string {
  return { batch: 'commit-batch', split: 'commit-split', extended: 'commit-extended' }[style]
}

/** The features of some reads, each once. */
export function featuresOf(reads: readonly Read[]): readonly string[] {
  return [...new Set(reads.flatMap((read) => read.features))]
}

/** Counts only, with the reason. */
export const COUNT_ROW: Comparison = { rows: 'ordered', because: 'one row' }

/** The snapshots and their changes, counted: they must be equal after everything that failed. */
export function countSnapshots(session: string): Step {
  const sql = `SELECT (SELECT COUNT(*) FROM {M}.ducklake_snapshot) AS ge_snapshots, \
(SELECT COUNT(*) FROM {M}.ducklake_snapshot_changes) AS ge_changes`
  return say(session, sql, { compare: COUNT_ROW })
}

/** The statements of a commit as they are. */
export function whole(made: Commit, style: Style) {
  return { statements: made.statements, style }
}
