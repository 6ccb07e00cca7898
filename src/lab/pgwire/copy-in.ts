import { significantTokens } from '../../sql/lexer.js'
import { readFrontendMessage } from '../../wire/frontend-message.js'
import { decodeUtf8 } from '../../wire/message-reader.js'
import { ProtocolError } from '../../wire/protocol-error.js'
import { EngineError, type EngineSession } from '../engine.js'
import { writeCopyIn } from './backend-message.js'
import type { Connection } from './connection.js'
import { MESSAGE_BYTES_MAX } from './limits.js'
import { parameterText } from './parameter-text.js'

/** `COPY table (columns) FROM STDIN` in text format. */
export interface CopyIn {
  /** Table and columns as they were written. */
  readonly into: string
  readonly columns: string
  /** What stands for NULL, as it is sent: `\\N`, unless the statement says otherwise. */
  readonly nullText: string
}

const NULL_TEXT = '\\N'

const OTHER_FORMATS = ['csv', 'binary', 'delimiter', 'delimiters']
const ROWS_PER_INSERT = 10_000

/** Undefined for anything else; other formats than text are refused. */
export function parseCopyIn(sql: string): CopyIn | undefined {
  if (!/^\s*copy\s/i.test(sql)) return undefined
  const tokens = significantTokens(sql)
  const from = tokens.findIndex(
    ({ text }, at) => /^from$/i.test(text) && /^stdin$/i.test(tokens[at + 1]?.text ?? ''),
  )
  if (from < 0) return undefined
  const options = tokens.slice(from + 2).map(({ text }) => text.toLowerCase())
  if (options.some((word) => OTHER_FORMATS.includes(word.replaceAll(/['"]/g, '')))) {
    throw new ProtocolError('only COPY FROM STDIN in text format is supported', '0A000', false)
  }
  const open = tokens.findIndex(({ text }) => text === '(')
  const end = tokens[from]?.start ?? 0
  const columnsAt = open >= 0 && open < from ? (tokens[open]?.start ?? end) : end
  return {
    into: sql.slice(tokens[1]?.start, columnsAt).trim(),
    columns: sql.slice(columnsAt, end).trim(),
    nullText: nullTextOf(tokens.slice(from + 2)),
  }
}

/** `NULL 'text'` or `NULL AS 'text'`. */
function nullTextOf(options: readonly { readonly text: string }[]): string {
  const at = options.findIndex(({ text }) => /^null$/i.test(text))
  const said = options.slice(at + 1, at + 3).find(({ text }) => text.startsWith("'"))
  if (at < 0 || said === undefined) return NULL_TEXT
  return said.text.slice(1, -1).replaceAll("''", "'")
}

/** Reads the rows and inserts them, all or none. Returns how many there were. */
export async function copyIn(
  connection: Connection,
  session: EngineSession,
  copy: CopyIn,
): Promise<number> {
  const types = await columnTypes(session, copy)
  const own = session.status() === 'I'
  writeCopyIn(connection.writer, types.length)
  if (own) await session.execute('BEGIN', [])
  try {
    const count = await insertAll(connection, session, { copy, types })
    if (own) await session.execute('COMMIT', [])
    return count
  } catch (error) {
    if (own && session.status() !== 'I') await session.execute('ROLLBACK', [])
    throw error
  }
}

async function columnTypes(session: EngineSession, copy: CopyIn): Promise<readonly string[]> {
  const list = copy.columns === '' ? '*' : copy.columns.slice(1, -1)
  const { columns } = await session.describe(`SELECT ${list} FROM ${copy.into} LIMIT 0`, [])
  return (columns ?? []).map(({ type }) => type)
}

interface Inserting {
  readonly copy: CopyIn
  readonly types: readonly string[]
}

async function insertAll(
  connection: Connection,
  session: EngineSession,
  { copy, types }: Inserting,
): Promise<number> {
  let count = 0
  let batch: (readonly (string | null)[])[] = []
  const insert = async () => {
    if (batch.length === 0) return
    const sql = insertStatement(copy, types, JSON.stringify(batch))
    batch = []
    await session.execute(sql, [])
  }
  for await (const line of copyLines(connection)) {
    batch.push(rowTexts(line, types, copy.nullText))
    count += 1
    if (batch.length === ROWS_PER_INSERT) await insert()
  }
  await insert()
  return count
}

/** The lines that the client sends, until it says that there are no more. */
async function* copyLines(connection: Connection): AsyncGenerator<string> {
  let pending = Buffer.alloc(0)
  for (;;) {
    const frame = await connection.messageFrame(MESSAGE_BYTES_MAX)
    const message = frame && readFrontendMessage(frame)
    if (message?.kind === 'copy-data') {
      const bytes = Buffer.concat([pending, message.bytes])
      const end = bytes.lastIndexOf(10) + 1
      pending = bytes.subarray(end)
      for (const line of decodeUtf8(bytes.subarray(0, end)).split('\n').slice(0, -1)) {
        if (line === '\\.') continue
        yield line.replace(/\r$/, '')
      }
    } else if (message?.kind === 'copy-done') {
      const last = decodeUtf8(pending)
      if (last !== '' && last !== '\\.') yield last
      return
    } else if (message?.kind !== 'flush' && message?.kind !== 'sync') {
      const reason = message?.kind === 'copy-fail' ? message.reason : 'unexpected message'
      throw new ProtocolError(`COPY from stdin failed: ${reason}`, '57014', false)
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** One statement for many rows. As JSON DuckDB reads them ten times faster than as VALUES. */
function insertStatement(copy: CopyIn, types: readonly string[], rows: string): string {
  const columns = types.map((_, index) => `j->>${index}`).join(', ')
  const json = `'${rows.replaceAll("'", "''")}'`
  return (
    `INSERT INTO ${copy.into} ${copy.columns} ` +
    `SELECT ${columns} FROM (SELECT unnest(from_json(${json}, '["JSON"]')) AS j)`
  )
}

function rowTexts(
  line: string,
  types: readonly string[],
  nullText: string,
): readonly (string | null)[] {
  const fields = line.split('\t')
  if (fields.length !== types.length) {
    const what =
      fields.length < types.length
        ? 'missing data for column'
        : 'extra data after last expected column'
    throw new EngineError(`Invalid Input Error: ${what}`, 'invalid-input', '22P04')
  }
  return fields.map((field, at) => (field === nullText ? null : fieldText(field, types[at])))
}

function fieldText(field: string, type: string | undefined): string {
  const text = field.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|([\s\S]))/g,
    (_, octal?: string, hex?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      return ESCAPES[other ?? ''] ?? other ?? ''
    },
  )
  return parameterText(text, type)
}
