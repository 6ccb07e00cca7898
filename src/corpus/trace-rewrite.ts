import { identifierName } from '../sql/identifiers.js'
import { isSignificant, type Token, tokenize } from '../sql/lexer.js'
import { splitStatements } from '../sql/split.js'
import { statementKind } from '../sql/statement-kind.js'

/** What stands for the clock and the generator of UUIDs, the same on both sides. */
export interface BoundValues {
  /** Microseconds since 1970: what NOW() is in this transaction. */
  readonly nowUs: bigint
  /** Different for each call in a trace. */
  readonly nextUuid: () => string
}

const NOW = /^(?:now|get_current_timestamp|transaction_timestamp|current_timestamp)$/i
const UUID = /^(?:uuid|gen_random_uuid|uuidv4|uuidv7)$/i
const METADATA = /__ducklake_metadata_(\w+)/g

/**
 * The text with typed literals for NOW() and UUID(), placeholders for the metadata database and for
 * PostgreSQL's schema `public`, and without isolation levels. Everything inside strings stays, but
 * for the metadata database's name.
 */
export function rewrite(sql: string, values: BoundValues): string {
  const tokens = tokenize(sql)
  let text = ''
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (!token) break
    const call = isClock(token) ? callEnd(tokens, index) : undefined
    const bound = boundValue(token, call !== undefined, values)
    text += bound ?? renamed(token, tokens[index + 1]?.text === '.')
    if (bound !== undefined && call !== undefined) index = call
  }
  return text.replace(/^(BEGIN(?: TRANSACTION)?) ISOLATION LEVEL .*$/i, '$1')
}

function isClock({ kind, text }: Token): boolean {
  return kind === 'word' && (NOW.test(text) || UUID.test(text))
}

function boundValue(token: Token, isCall: boolean, values: BoundValues): string | undefined {
  if (!isClock(token)) return undefined
  if (isCall && UUID.test(token.text)) return `UUID '${values.nextUuid()}'`
  const isNow = isCall || /^current_timestamp$/i.test(token.text)
  return isNow ? `TIMESTAMPTZ '${timestampText(values.nowUs)}'` : undefined
}

/** The index of `)` where this token is called with nothing: `now()`. */
function callEnd(tokens: readonly Token[], index: number): number | undefined {
  const open = tokens.findIndex((token, at) => at > index && isSignificant(token))
  const close = tokens.findIndex((token, at) => at > open && isSignificant(token))
  return tokens[open]?.text === '(' && tokens[close]?.text === ')' ? close : undefined
}

function renamed(token: Token, isQualifier: boolean): string {
  if (token.kind === 'string') return token.text.replaceAll(METADATA, (_, lake) => database(lake))
  if (token.kind !== 'word' && token.kind !== 'quoted-identifier') return token.text
  const name = identifierName(token.text)
  const isQuoted = token.kind === 'quoted-identifier'
  if (name === 'public' && (isQuoted || isQualifier)) return '${schema}'
  const lake = /^__ducklake_metadata_(\w+)$/.exec(name)?.[1]
  return lake === undefined ? token.text : database(lake)
}

function database(lake: string): string {
  const name = lake.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')
  return `\${db:${/^[a-z]/.test(name) ? name : `lake_${name}`}}`
}

/** `2026-11-22 10:46:21.882000+00`. */
export function timestampText(timeUs: bigint): string {
  const seconds = new Date(Number(timeUs / 1_000_000n) * 1000).toISOString().slice(0, 19)
  const fraction = String(timeUs % 1_000_000n).padStart(6, '0')
  return `${seconds.replace('T', ' ')}.${fraction}+00`
}

/** What COPY (query) TO STDOUT asks for; the statement itself where it is none. */
export function queryOfCopy(sql: string): string {
  const tokens = tokenize(sql).filter(isSignificant)
  const isOut = /^COPY$/i.test(tokens[0]?.text ?? '') && tokens[1]?.text === '('
  const to = tokens.findLastIndex((token) => /^STDOUT$/i.test(token.text))
  const close = tokens[to - 2]
  if (!isOut || to < 0 || close?.text !== ')') return sql
  return sql.slice((tokens[1]?.start ?? 0) + 1, close.start).trim()
}

const UNSUITED_CALLS: readonly (readonly [RegExp, string])[] = [
  [/^duckdb_secrets$/i, 'reads the client’s secrets'],
  [/^(?:read_\w+|parquet_\w+|glob)$/i, 'reads data files that are not in the recording'],
  [/^(?:version|to_regclass|pg_\w+)$/i, 'asks PostgreSQL about itself'],
]
const UNSUITED_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ctid$/i, 'uses PostgreSQL’s row addresses (ctid)'],
  [/^(?:pg_\w+|information_schema)$/i, 'asks PostgreSQL about itself'],
]
const UNSUITED_KINDS: Readonly<Record<string, string>> = {
  COPY: 'copies rows or files that are not in the recording',
  DISCARD: 'is connection handling of PostgreSQL',
  LOAD: 'loads an extension of the client',
  INSTALL: 'loads an extension of the client',
}
/** What belongs to the whole server: a replay may neither make nor drop it. */
const SERVER_WIDE =
  /^(?:create|drop|alter) (?:database|role|user|group|tablespace|system|extension|server|publication|subscription)$/i
const BEYOND_ITS_PLACE = 'changes what is beyond the place of the case'
export const NEEDS_TEMPORARY_TABLE = 'needs a temporary table of the client'

/** Why this one statement cannot be replayed away from its client; undefined when it can. */
export function unsuited(sql: string, temporary: Set<string>): string | undefined {
  const tokens = tokenize(sql).filter(isSignificant)
  const byKind = UNSUITED_KINDS[statementKind(sql)]
  if (byKind !== undefined) return byKind
  const [first, second] = tokens.map(({ text }) => text)
  if (SERVER_WIDE.test(`${first} ${second}`)) return BEYOND_ITS_PLACE
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word') continue
    const rules = tokens[index + 1]?.text === '(' ? UNSUITED_CALLS : UNSUITED_WORDS
    const reason = rules.find(([pattern]) => pattern.test(token.text))?.[1]
    if (reason !== undefined) return reason
  }
  return usesTemporary(tokens, temporary) ? NEEDS_TEMPORARY_TABLE : undefined
}

/** Remembers the names of the temporary tables that a statement creates. */
function usesTemporary(tokens: readonly Token[], temporary: Set<string>): boolean {
  const texts = tokens.map((token) => token.text)
  const head = texts.slice(0, 6).join(' ')
  if (/^create (?:or replace )?(?:local )?temp(?:orary)? table/i.test(head)) {
    const open = texts.findIndex((text) => /^(?:\(|as)$/i.test(text))
    temporary.add(identifierName(texts[open - 1] ?? ''))
    return true
  }
  return tokens.some((token) => temporary.has(identifierName(token.text)))
}

/** The statements of a text. */
export function statementsIn(sql: string): readonly string[] {
  return splitStatements(sql).map((slice) => slice.text)
}
