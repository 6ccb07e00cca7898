import { significantTokens, splitStatements } from '../../../src/index.js'
import { print } from '../value.js'
import { plain } from './read-scope.js'
import type { ScanTexts } from './scan.js'
import { holdsUserRows, type MadeTables, postgresType } from './type-map.js'

const CREATE =
  /^\s*CREATE TABLE (?:IF NOT EXISTS )?"\$\{schema:lake\}"\."?(ducklake_\w+?)"?\s*\((.*)\)\s*;?\s*$/s
const INSERT =
  /^(\s*INSERT INTO "\$\{schema:lake\}"\."?(ducklake_inlined_data_\d\w*?)"? VALUES\s*)(.*?)(;?\s*)$/is

/** Tables of the client that a text makes, with their columns by DuckDB's types. */
export function tablesMadeBy(sql: string): MadeTables {
  return new Map(
    splitStatements(sql).flatMap(({ text }) => {
      const [, table, columns] = CREATE.exec(text) ?? []
      return table === undefined ? [] : [[table, columnsIn(columns ?? '')] as const]
    }),
  )
}

/** A text with the client's types and literals for PostgreSQL; both sides get the same where there are none to change. */
export function batchWords(sql: string, made: MadeTables): ScanTexts {
  const parts = splitStatements(sql)
  const words = parts.map(({ text }) => created(text) ?? inserted(text, made) ?? text)
  if (words.every((text, i) => text === parts[i]?.text)) return { sql }
  return { sql, postgres: words.length === 1 ? (words[0] ?? '') : `${words.join(';')};` }
}

function created(text: string): string | undefined {
  const [, table, columns] = CREATE.exec(text) ?? []
  if (table === undefined || columns === undefined || !holdsUserRows(table)) return undefined
  const types = [...columnsIn(columns).values()].map(postgresType)
  const list = itemsOf(columns).map((item, i) => `${nameOf(item)} ${types[i]}`)
  return text.replace(/\(.*\)(\s*;?\s*)$/s, () => `(${list.join(', ')})`)
}

function columnsIn(columns: string): ReadonlyMap<string, string> {
  return new Map(
    itemsOf(columns).map((item) => [
      plain(nameOf(item)),
      item.slice(item.indexOf(nameOf(item)) + nameOf(item).length).trim(),
    ]),
  )
}

function nameOf(item: string): string {
  return significantTokens(item)[0]?.text ?? ''
}

/** The parts between the commas that stand in no parentheses. */
function itemsOf(text: string): readonly string[] {
  const items: string[] = []
  let [depth, start] = [0, 0]
  for (const token of significantTokens(text)) {
    if ('([{'.includes(token.text)) depth += 1
    if (')]}'.includes(token.text)) depth -= 1
    if (token.text !== ',' || depth > 0) continue
    items.push(text.slice(start, token.start).trim())
    start = token.start + 1
  }
  return [...items, text.slice(start).trim()]
}

function inserted(text: string, made: MadeTables): string | undefined {
  const [, head = '', table = '', rows = '', end = ''] = INSERT.exec(text) ?? []
  const types = [...(made.get(table)?.values() ?? [])]
  if (types.length === 0) return undefined
  const words = itemsOf(rows).map((row) => {
    const values = itemsOf(row.slice(1, -1)).map((value, i) => literal(value, types[i] ?? ''))
    return `(${values.join(', ')})`
  })
  return head + words.join(', ') + end
}

/** A value as the client writes it for the type that the column has in PostgreSQL. */
function literal(value: string, type: string): string {
  if (value === 'NULL') return value
  const there = postgresType(type)
  const text = textOf(value)
  if (there === 'BYTEA') return bytesOf(text ?? value, type)
  if (there === 'VARCHAR') return print(text ?? value)
  return text === undefined ? value : `CAST(${print(text)} AS ${there})`
}

/** The text of `'x'`, `CAST('x' AS TYPE)` and `TYPE 'x'`; undefined for a number, a list and the like. */
function textOf(value: string): string | undefined {
  const found = /^(?:CAST\(|[A-Z][A-Z_ ]* )?'((?:[^']|'')*)'(?: AS [^']*\))?$/s.exec(value)
  return found?.[1]?.replaceAll("''", "'")
}

/** DuckDB writes bytes that are no letters as `\\xFF`. */
function bytesOf(text: string, type: string): string {
  const parts =
    type.toUpperCase() === 'BLOB'
      ? [...text.matchAll(/\\x([0-9A-Fa-f]{2})|([^\\])/gs)].map(([, hex, plain]) =>
          hex === undefined ? Buffer.from(plain ?? '', 'utf8') : Buffer.from(hex, 'hex'),
        )
      : [Buffer.from(text, 'utf8')]
  return `'\\x${Buffer.concat(parts).toString('hex')}'`
}
