import { isSignificant, type Token, tokenize } from '../../sql/lexer.js'
import type { EngineResult } from '../engine.js'
import { POSTGRES_SETTINGS } from './settings.js'

/** What is done instead of a statement that only PostgreSQL knows. */
export type Shim =
  | { readonly kind: 'answer'; readonly result: EngineResult }
  /** Executed one after the other; the last one's result is the answer. */
  | { readonly kind: 'rewrite'; readonly statements: readonly string[] }
  | {
      readonly kind: 'deallocate'
      /** Undefined for all. */
      readonly name: string | undefined
      readonly verb: string
      /** Executed when no statement of the protocol has the name. */
      readonly otherwise: string | undefined
    }

/** Undefined for the statements that DuckDB answers by itself, which are nearly all. */
export function shimFor(sql: string): Shim | undefined {
  const first = /^[\s(]*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase()
  const shim = first === undefined ? undefined : SHIMS[first]
  return shim?.(new Words(sql))
}

/** A statement as a list of words, for looking at its beginning. */
class Words {
  private readonly tokens: readonly Token[]
  constructor(readonly sql: string) {
    this.tokens = tokenize(sql).filter(isSignificant)
  }

  get count(): number {
    return this.tokens.length
  }

  /** In upper case; quoted words and strings keep their quotes. */
  at(index: number): string {
    return this.tokens[index]?.text.toUpperCase() ?? ''
  }

  startsWith(...words: readonly string[]): boolean {
    return words.every((word, index) => this.at(index) === word)
  }

  has(word: string): boolean {
    return this.tokens.some((_, index) => this.at(index) === word)
  }

  /** The text from a token on. */
  from(index: number): string {
    const token = this.tokens[index]
    return token ? this.sql.slice(token.start) : ''
  }

  indexOf(word: string): number {
    return this.tokens.findIndex((_, index) => this.at(index) === word)
  }

  token(index: number): Token | undefined {
    return this.tokens[index]
  }
}

const SHIMS: Readonly<Record<string, (words: Words) => Shim | undefined>> = {
  SET: setStatement,
  RESET: resetStatement,
  SHOW: showStatement,
  DISCARD: (words) =>
    words.at(1) === 'ALL'
      ? { kind: 'deallocate', name: undefined, verb: 'DISCARD ALL', otherwise: undefined }
      : done(`DISCARD ${words.at(1)}`),
  DEALLOCATE: deallocateStatement,
  UNLISTEN: () => done('UNLISTEN'),
  BEGIN: beginStatement,
  START: beginStatement,
  DROP: dropStatement,
  TRUNCATE: truncateStatement,
  CREATE: createStatement,
}

function done(verb: string): Shim {
  return {
    kind: 'answer',
    result: { columns: undefined, rows: [], verb, affected: undefined },
  }
}

function setStatement(words: Words): Shim | undefined {
  const scoped = words.at(1) === 'SESSION' || words.at(1) === 'LOCAL' ? 1 : 0
  if (words.startsWith('SET', 'SESSION', 'CHARACTERISTICS')) return done('SET')
  if (words.startsWith('SET', 'TRANSACTION') || words.startsWith('SET', 'NAMES')) return done('SET')
  return POSTGRES_SETTINGS.has(settingName(words.at(1 + scoped))) ? done('SET') : undefined
}

function resetStatement(words: Words): Shim | undefined {
  const known = words.at(1) === 'ALL' || POSTGRES_SETTINGS.has(settingName(words.at(1)))
  return known ? done('RESET') : undefined
}

function settingName(word: string): string {
  return word.replace(/^"(.*)"$/, '$1').toLowerCase()
}

/** DuckDB's own SHOW is about tables: only the names of settings are taken from it. */
function showStatement(words: Words): Shim | undefined {
  if (words.startsWith('SHOW', 'TRANSACTION', 'ISOLATION', 'LEVEL')) {
    return shown('transaction_isolation', POSTGRES_SETTINGS.get('transaction_isolation') ?? '')
  }
  if (words.count !== 2) return undefined
  const name = settingName(words.at(1))
  if (name === 'timezone') return shown('TimeZone', 'UTC')
  const value = POSTGRES_SETTINGS.get(name)
  return value === undefined ? undefined : shown(name, value)
}

function shown(name: string, value: string): Shim {
  const columns = [{ name, type: 'VARCHAR' }]
  return { kind: 'answer', result: { columns, rows: [[value]], verb: 'SHOW', affected: undefined } }
}

function deallocateStatement(words: Words): Shim {
  const at = words.at(1) === 'PREPARE' ? 2 : 1
  if (words.at(at) === 'ALL') {
    return { kind: 'deallocate', name: undefined, verb: 'DEALLOCATE ALL', otherwise: undefined }
  }
  const name = words.token(at)?.text ?? ''
  const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()
  return { kind: 'deallocate', name: plain, verb: 'DEALLOCATE', otherwise: words.sql }
}

/** DuckDB knows READ ONLY and READ WRITE; its one isolation level is as good as any that is asked for. */
function beginStatement(words: Words): Shim | undefined {
  if (!words.has('ISOLATION') && !words.has('DEFERRABLE')) return undefined
  const readOnly = words.has('ONLY') ? ' READ ONLY' : ''
  return { kind: 'rewrite', statements: [`BEGIN TRANSACTION${readOnly}`] }
}

/** `DROP TABLE a, b`: DuckDB drops one at a time. */
function dropStatement(words: Words): Shim | undefined {
  const exists = words.at(2) === 'IF' ? 4 : 2
  const names = namesFrom(words, exists)
  if (!names) return undefined
  const head = words.sql.slice(0, words.token(exists)?.start ?? 0)
  return { kind: 'rewrite', statements: names.map((name) => head + name) }
}

function truncateStatement(words: Words): Shim | undefined {
  const names = namesFrom(words, words.at(1) === 'TABLE' ? 2 : 1)
  return names && { kind: 'rewrite', statements: names.map((name) => `TRUNCATE ${name}`) }
}

/** Two names or more, separated by commas; what follows the last one stays with each (CASCADE). */
function namesFrom(words: Words, start: number): readonly string[] | undefined {
  const text = words.from(start)
  const names = text.split(',').map((name) => name.trim())
  const simple = /^(?:"[^",]+"|\w+)(?:\.(?:"[^",]+"|\w+))*(?:\s+(?:CASCADE|RESTRICT))?$/i
  return names.length > 1 && names.every((name) => simple.test(name)) ? names : undefined
}

/** `WITH (fillfactor = 100)` at the end of CREATE TABLE says how PostgreSQL stores a table. */
function createStatement(words: Words): Shim | undefined {
  const plain = words.sql.replace(/\)\s*with\s*\(\s*fillfactor\s*=\s*\d+\s*\)\s*$/i, ')')
  return plain === words.sql ? undefined : { kind: 'rewrite', statements: [plain] }
}
