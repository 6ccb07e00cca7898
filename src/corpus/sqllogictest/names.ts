import { identifierName } from '../../sql/identifiers.js'
import { isSignificant, type Token, tokenize } from '../../sql/lexer.js'
import { statementKind } from '../../sql/statement-kind.js'

/** The schemas and databases that a file makes, in lower case, with the placeholders for them. */
export type OwnNames = ReadonlyMap<string, string>

/** Where a name without a dot behind it is that of a schema or database. */
const BEFORE_NAME = new Set(['SCHEMA', 'DATABASE', 'USE', 'DETACH', 'EXISTS', 'CHECKPOINT'])
/** Before a name with brackets behind it that is no call. */
const BEFORE_OBJECT = new Set([
  ...['INTO', 'TABLE', 'VIEW', 'INDEX', 'ON', 'REFERENCES', 'EXISTS', 'MACRO', 'FUNCTION', 'TYPE'],
])
/** Functions whose first argument is the name of a table or sequence, in a string. */
const NAMING_CALL = /^(?:nextval|currval|(?:pragma_)?(?:table_info|show|storage_info))$/i
const CATALOG =
  /\b(?:information_schema|duckdb_\w+|pg_\w+|sqlite_master|current_schema|pragma\w*)\b/i

/**
 * Collects what `CREATE SCHEMA` and `ATTACH` name in the statements of a file. Its main database,
 * `memory` or as the file it was loaded from, is the case's own schema.
 */
export function ownNames(statements: readonly string[], mainDatabase = 'memory'): OwnNames {
  const names = new Map([
    ['main', '${schema}'],
    ['memory', '${schema}'],
    [mainDatabase.toLowerCase(), '${schema}'],
  ])
  for (const sql of statements) {
    if (!/\b(?:schema|attach|database)\b/i.test(sql)) continue
    for (const part of tokenLists(sql)) {
      const found = schemaOf(part) ?? databaseOf(part) ?? newNameOf(part)
      if (found) names.set(found.name.toLowerCase(), `\${${found.kind}:${plainName(found.name)}}`)
    }
  }
  return names
}

/**
 * The statement with placeholders for its file's own schemas and databases and for the schema
 * `main`, so that it runs in a place of its own and leaves nothing behind. Elsewhere the same word
 * may be a table or a column, and stays.
 */
export function inOwnPlace(sql: string, names: OwnNames): string {
  if (![...names.keys()].some((name) => sql.toLowerCase().includes(name))) return sql
  const tokens = tokenize(withoutDatabase(sql, names))
  const significant = tokens.filter(isSignificant)
  const place = new Map(significant.map((token, index) => [token, index]))
  const kind = statementKind(sql)
  const isSetting = ['SET', 'USE', 'PRAGMA'].includes(kind)
  const rename = (token: Token): string => {
    const at = place.get(token)
    if (at === undefined) return token.text
    const before = significant[at - 1]?.text.toUpperCase() ?? ''
    const after = significant[at + 1]?.text
    if (token.kind === 'string') {
      const isInCall = before === '(' && NAMING_CALL.test(significant[at - 2]?.text ?? '')
      return renamedString(token.text, { names, isSetting: isSetting || isInCall, sql })
    }
    if (token.kind !== 'word' && token.kind !== 'quoted-identifier') return token.text
    if (isBuiltIn(significant, at)) return token.text
    if (before === '.') return isPlace(after, kind) ? ownSchema(token, names) : token.text
    const isName = after === '.' || BEFORE_NAME.has(before) || isAlias(significant, at, kind)
    return isName ? (names.get(nameOf(token)) ?? token.text) : token.text
  }
  const renamed = tokens.map(rename).join('')
  return kind === 'ATTACH' ? withAlias(renamed, sql, names) : renamed
}

/** `memory.main.t` is `main.t`: the case's schema is in a database whose name nobody knows. */
function withoutDatabase(sql: string, names: OwnNames): string {
  return sql.replaceAll(/\b(\w+)\s*\.\s*main\b(?=\s*\.|\s*;?\s*$)/gi, (whole, name: string) =>
    names.get(name.toLowerCase()) === '${schema}' ? 'main' : whole,
  )
}

/** In `db.s.t` and `USE db.s` the second part is a schema. */
function isPlace(after: string | undefined, kind: string): boolean {
  return after === '.' || ['USE', 'CREATE SCHEMA', 'DROP SCHEMA'].includes(kind)
}

function ownSchema(token: Token, names: OwnNames): string {
  const placeholder = names.get(nameOf(token))
  return placeholder?.startsWith('${schema:') ? placeholder : token.text
}

/** `main.list_value(1)`: DuckDB's own functions are in the schema main of every place. */
function isBuiltIn(tokens: readonly Token[], at: number): boolean {
  const isMain = /^main$/i.test(tokens[at]?.text ?? '')
  const isCall = isMain && tokens[at + 1]?.text === '.' && tokens[at + 3]?.text === '('
  const before = tokens[at - 1]?.text.toUpperCase() ?? ''
  return isCall && !BEFORE_OBJECT.has(before)
}

function nameOf({ text }: Token): string {
  return identifierName(text).toLowerCase()
}

function tokenLists(sql: string): readonly (readonly Token[])[] {
  const lists: Token[][] = [[]]
  for (const token of tokenize(sql).filter(isSignificant)) {
    if (token.text === ';') lists.push([])
    else lists.at(-1)?.push(token)
  }
  return lists
}

interface Found {
  readonly kind: 'schema' | 'db'
  readonly name: string
}

function schemaOf(tokens: readonly Token[]): Found | undefined {
  const words = tokens.slice(0, 8).map(({ text }) => text.toUpperCase())
  if (words[0] !== 'CREATE') return undefined
  const at = words.indexOf('SCHEMA')
  if (at < 1 || at > 3) return undefined
  const nameAt = words[at + 1] === 'IF' ? at + 4 : at + 1
  const name = tokens[nameAt]
  if (!isIdentifier(name) || tokens[nameAt + 1]?.text === '.') return undefined
  return { kind: 'schema', name: identifierName(name.text) }
}

/** `ALTER DATABASE a SET ALIAS TO b` */
function newNameOf(tokens: readonly Token[]): Found | undefined {
  const words = tokens.map(({ text }) => text.toUpperCase())
  const name = tokens.at(-1)
  if (words[0] !== 'ALTER' || words[1] !== 'DATABASE' || words.at(-2) !== 'TO') return undefined
  return isIdentifier(name) ? { kind: 'db', name: identifierName(name.text) } : undefined
}

/** `ATTACH 'x/a.db'` names the database `a`. */
function databaseOf(tokens: readonly Token[]): Found | undefined {
  if (tokens[0]?.text.toUpperCase() !== 'ATTACH') return undefined
  const path = tokens.find(({ kind }) => kind === 'string')
  if (!path) return undefined
  const at = tokens.indexOf(path)
  const alias = tokens[at + 1]?.text.toUpperCase() === 'AS' ? tokens[at + 2] : undefined
  if (isIdentifier(alias)) return { kind: 'db', name: identifierName(alias.text) }
  const name = nameInPath(path.text.slice(1, -1))
  return name === undefined ? undefined : { kind: 'db', name }
}

function nameInPath(path: string): string | undefined {
  if (path === ':memory:' || path === '') return 'memory'
  return /([^/\\.]+)(?:\.[^/\\]*)?$/.exec(path.split('?')[0] ?? '')?.[1]
}

function isIdentifier(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted-identifier'
}

/** The name behind AS in ATTACH, and those of `COPY FROM DATABASE a TO b` and `SHOW TABLES FROM a`. */
function isAlias(tokens: readonly Token[], at: number, kind: string): boolean {
  const before = tokens[at - 1]?.text.toUpperCase()
  if (kind === 'ATTACH') return before === 'AS'
  if (kind === 'ALTER DATABASE') return before === 'TO'
  if (kind === 'SET') return (before === '=' || before === 'TO') && setsPlace(tokens)
  if (kind === 'COPY') return before === 'TO' && tokens[2]?.text.toUpperCase() === 'DATABASE'
  return kind === 'SHOW' && before === 'FROM'
}

function setsPlace(tokens: readonly Token[]): boolean {
  return tokens.slice(1, 3).some(({ text }) => /^(?:schema|search_path)$/i.test(text))
}

interface StringPlace {
  readonly names: OwnNames
  readonly isSetting: boolean
  readonly sql: string
}

/** A string is a name, or a list of names, where a setting, a call or a catalog query says it. */
function renamedString(text: string, { names, isSetting, sql }: StringPlace): string {
  if (!text.startsWith("'") || !(isSetting || CATALOG.test(sql))) return text
  const parts = text.slice(1, -1).split(',')
  const renamed = parts.map((part) => {
    const [, name = '', rest = ''] = /^\s*([^.]*)(\..*)?$/.exec(part) ?? []
    const placeholder = names.get(name.toLowerCase())
    const isWhole = rest === '' || isSetting
    if (placeholder === undefined || !isWhole || (rest === '' && name === 'memory')) return part
    return `${placeholder}${placeholder === '${schema}' ? rest.replace(/^\.main(?=\.|$)/, '') : rest}`
  })
  return `'${renamed.join(',')}'`
}

/** ATTACH without a name gets the one that its path would give. */
function withAlias(renamed: string, sql: string, names: OwnNames): string {
  const tokens = tokenize(sql).filter(isSignificant)
  const path = tokens.findIndex(({ kind }) => kind === 'string')
  if (path < 0 || tokens[path + 1]?.text.toUpperCase() === 'AS') return renamed
  const name = nameInPath((tokens[path]?.text ?? '').slice(1, -1))
  const placeholder = name === undefined ? undefined : names.get(name.toLowerCase())
  if (placeholder === undefined) return renamed
  const last = tokenize(renamed).find(({ kind }) => kind === 'string')
  const end = (last?.start ?? 0) + (last?.text.length ?? 0)
  return `${renamed.slice(0, end)} AS ${placeholder}${renamed.slice(end)}`
}

/** A name that a placeholder can carry: lower case letters, digits and underscores. */
function plainName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')
  return /^[a-z]/.test(plain) ? plain : `x${plain}`
}
