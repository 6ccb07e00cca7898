import { basename, extname } from 'node:path'
import { identifierName } from '../../sql/identifiers.js'
import { significantTokens, type Token } from '../../sql/lexer.js'
import type { Applied } from '../replica/messages.js'
import { type Attached, makeParent } from './store.js'

/**
 * Which databases are attached, read from the log. As DuckDB does it: ATTACH is undone by ROLLBACK, DETACH is not.
 * DuckDB itself cannot tell, because it does not list a database that is attached as HIDDEN.
 */
export class AttachedDatabases {
  readonly #attached = new Map<string, Attached>()
  readonly #pending = new Map<string, Attached[]>()

  constructor(saved: readonly Attached[]) {
    for (const each of saved) this.#attached.set(each.name, each)
  }

  all(): readonly Attached[] {
    return [...this.#attached.values()]
  }

  /** The directory of a file must be there before DuckDB makes the file. */
  before(sql: string): void {
    if (!/^\s*attach\b/i.test(sql)) return
    const attached = attachedBy(sql)
    if (attached && !attached.inMemory) makeParent(attached.path)
  }

  after(session: string, sql: string, applied: Applied): void {
    if (applied.status === 'I') this.settle(session, applied.result?.verb === 'COMMIT')
    if (!applied.result) return
    if (/^\s*attach\b/i.test(sql)) this.attach(session, sql, applied)
    if (/^\s*detach\b/i.test(sql)) this.detach(sql)
  }

  ended(session: string): void {
    this.#pending.delete(session)
  }

  private settle(session: string, isCommitted: boolean): void {
    const pending = this.#pending.get(session) ?? []
    this.#pending.delete(session)
    if (isCommitted) for (const each of pending) this.#attached.set(each.name, each)
  }

  private attach(session: string, sql: string, applied: Applied): void {
    const attached = attachedBy(sql)
    if (!attached) return
    const { name, inMemory } = attached
    if (/\bif\s+not\s+exists\b/i.test(sql) && this.#attached.has(name)) return
    const entry = { name, inMemory, sql }
    if (applied.status === 'I') this.#attached.set(name, entry)
    else this.#pending.set(session, [...(this.#pending.get(session) ?? []), entry])
  }

  private detach(sql: string): void {
    const last = significantTokens(sql).at(-1)
    const name = nameOf(last)
    this.#attached.delete(name)
    for (const [session, pending] of this.#pending) {
      this.#pending.set(
        session,
        pending.filter((each) => each.name !== name),
      )
    }
  }
}

function attachedBy(
  sql: string,
): { readonly name: string; readonly path: string; readonly inMemory: boolean } | undefined {
  const tokens = significantTokens(sql)
  const at = tokens.findIndex(({ kind }) => kind === 'string')
  const path = tokens[at]?.text.slice(1, -1).replaceAll("''", "'")
  if (path === undefined) return undefined
  const alias = tokens[at + 1]?.text.toUpperCase() === 'AS' ? nameOf(tokens[at + 2]) : undefined
  const inMemory = path === ':memory:' || path === ''
  return { name: alias ?? basename(path, extname(path)).toLowerCase(), path, inMemory }
}

function nameOf(token: Token | undefined): string {
  return token ? identifierName(token.text).toLowerCase() : ''
}
