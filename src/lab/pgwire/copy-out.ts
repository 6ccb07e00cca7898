import { significantTokens } from '../../sql/lexer.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import { EngineError, type EngineSession } from '../engine.js'
import type { Mutations } from '../mutants.js'
import { writeCommandComplete, writeCopyData, writeCopyOut, writeEmpty } from './backend-message.js'
import { commandTag } from './command-tag.js'
import type { Connection } from './connection.js'
import { wireColumns } from './portal.js'

/**
 * The query whose rows `COPY (query) TO STDOUT` or `COPY table (columns) TO STDOUT` sends, in text format with
 * PostgreSQL's defaults. Undefined for anything else; other formats are refused.
 */
export function parseCopyOut(sql: string): string | undefined {
  if (!/\bto\s+stdout\b/i.test(sql)) return undefined
  const tokens = significantTokens(sql)
  const words = tokens.map(({ text }) => text.toUpperCase())
  const to = words.findLastIndex((word, at) => word === 'TO' && words[at + 1] === 'STDOUT')
  if (words[0] !== 'COPY' || to < 2) return undefined
  if (!/^(?:(?:WITH)?(?:\(FORMAT'?TEXT'?\))?)?;?$/.test(words.slice(to + 2).join(''))) {
    throw new ProtocolError('only COPY TO STDOUT in text format is supported', '0A000', false)
  }
  const what = sql.slice(tokens[1]?.start, tokens[to]?.start).trim()
  if (words[1] === '(') return what.slice(1, -1)
  const open = words.indexOf('(')
  if (open < 0 || open > to) return `SELECT * FROM ${what}`
  const list = sql.slice((tokens[open]?.start ?? 0) + 1, tokens[to - 1]?.start)
  return `SELECT ${list} FROM ${sql.slice(tokens[1]?.start, tokens[open]?.start)}`
}

/** Where the rows of a COPY go, and by which faults. */
export interface CopyTarget {
  readonly connection: Connection
  readonly session: EngineSession
  readonly mutations: Mutations
}

/** Executes the query and sends its rows, a message for each. Errors come before the first message. */
export async function copyOut(query: string, target: CopyTarget): Promise<void> {
  const { connection, session, mutations } = target
  const { columns, rows } = await session.execute(query, [])
  if (!columns) {
    const message = 'Not implemented Error: COPY query must return rows'
    throw new EngineError(message, 'not-implemented', '0A000')
  }
  const { writer } = connection
  const wire = wireColumns(columns, [], mutations)
  const fieldText = mutations.has('copy-out-unescaped') ? String : escaped
  writeCopyOut(writer, wire.length)
  for (const row of rows) {
    const fields = wire.map(({ type }, at) => {
      const value = row[at]
      const cell = value === null || value === undefined ? null : type.text(value)
      if (cell === null) return '\\N'
      return fieldText(typeof cell === 'string' ? cell : Buffer.from(cell).toString())
    })
    writeCopyData(writer, `${fields.join('\t')}\n`)
    await connection.flushIfLarge()
  }
  writeEmpty(writer, 'c')
  writeCommandComplete(writer, commandTag('COPY', rows.length))
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

function escaped(text: string): string {
  return text.replace(/[\\\b\f\n\r\t\v]/g, (character) => ESCAPES[character] ?? character)
}
