import { significantTokens, splitStatements, statementKind, type Token } from '../../src/index.js'

/** A metadata table in a statement: what stands before its name, the last dot included, and the name. */
export interface TableRef {
  readonly prefix: string
  readonly table: string
}

/** What one statement of a client does to metadata tables. */
export interface MetadataStatement {
  readonly kind: string
  readonly tables: readonly TableRef[]
  /** The table that it writes to; undefined where it only reads. */
  readonly target: TableRef | undefined
  /** The names of the first columns of a table that it creates. */
  readonly columns: readonly string[]
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE', 'COPY'])
const TABLE_WRITES = /^(?:CREATE|DROP|ALTER) TABLE$/
const VERBS = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** The statements of a text, as far as they are about metadata tables or transactions. */
export function metadataStatements(sql: string): readonly MetadataStatement[] {
  return splitStatements(sql).map(({ text }) => {
    const kind = statementKind(text)
    if (!text.includes('ducklake_')) return { kind, tables: [], target: undefined, columns: [] }
    return readStatement(kind, significantTokens(text))
  })
}

function readStatement(kind: string, tokens: readonly Token[]): MetadataStatement {
  const found = tokens.flatMap((_, at) => refAt(tokens, at) ?? [])
  const tables = found.map(({ ref }) => ref)
  const writes = WRITES.has(kind) || TABLE_WRITES.test(kind)
  const verb = tokens.findIndex(({ text }) => VERBS.has(text.toUpperCase()))
  const written = writes ? found.find(({ at }) => at > verb) : undefined
  const columns =
    kind === 'CREATE TABLE' && written ? columnNames(tokens.slice(written.at + 1)) : []
  return { kind, tables, target: written?.ref, columns }
}

/** The table that is named at a token; a name before a dot only qualifies a column. */
function refAt(tokens: readonly Token[], at: number) {
  const name = nameOf(tokens[at])
  if (name === undefined || !name.startsWith('ducklake_')) return undefined
  if (tokens[at + 1]?.text === '.') return undefined
  let from = at
  while (tokens[from - 1]?.text === '.' && nameOf(tokens[from - 2]) !== undefined) from -= 2
  const prefix = tokens.slice(from, at).map(({ text }) => text)
  return { at, ref: { prefix: prefix.join(''), table: name } }
}

function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'quoted-identifier') return token.text.slice(1, -1).replaceAll('""', '"')
  return token?.kind === 'word' || token?.kind === 'placeholder' ? token.text : undefined
}

const SYSTEM_COLUMNS = 3

/** `(row_id BIGINT, begin_snapshot BIGINT, ...`: the first names, as they are written. */
function columnNames(tokens: readonly Token[]): readonly string[] {
  const names: string[] = []
  let depth = 0
  for (const [at, { text }] of tokens.entries()) {
    if (text === '(' || text === ')') depth += text === '(' ? 1 : -1
    const isFirst = depth === 1 && (text === '(' || text === ',')
    if (isFirst) names.push(tokens[at + 1]?.text ?? '')
    if (depth === 0 || names.length === SYSTEM_COLUMNS) break
  }
  return names
}
