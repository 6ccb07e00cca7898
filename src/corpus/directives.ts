import type { CaseHeader } from '../model/case.js'
import { ERROR_CLASSES, type ErrorClass } from '../model/error-class.js'
import type { CaseId, NodeChoice } from '../model/plan.js'
import type { Comparison, Parameter } from '../model/statement.js'
import { quoteString } from '../sql/identifiers.js'
import { isSignificant, type Token, tokenize } from '../sql/lexer.js'
import { printColumnRules, readColumnRules } from './column-rules.js'
import { type KnownSoFar, printKnown, readKnownLine } from './known/header.js'
import { printSentence, readSentence } from './sentence.js'

/** The words that may follow `-- @`. */
export const DIRECTIVES = [
  'session',
  'node',
  'open',
  'close',
  'cancel',
  'client',
  'delivery',
  'same',
  'params',
  'postgres',
  'waits',
  'expect',
  'compare',
  'batch',
  'end',
] as const

export type DirectiveName = (typeof DIRECTIVES)[number]

/** A comment that starts like a directive: its name, known or not, and the rest of the line. */
export interface DirectiveText {
  readonly name: string
  readonly value: string
}

/** Reads `-- @name value`; undefined for any other comment. */
export function readDirective(comment: string): DirectiveText | undefined {
  const found = /^--[ \t]*@([\w-]+)[ \t]*(.*)$/.exec(comment)
  return found ? { name: found[1] ?? '', value: (found[2] ?? '').trimEnd() } : undefined
}

/** Is this a directive that we know? */
export function isDirectiveName(name: string): name is DirectiveName {
  return DIRECTIVES.some((known) => known === name)
}

/** A name of a session or a feature: no space, no comma. Undefined when it is none. */
export function readName(value: string): string | undefined {
  return /^[^\s,]+$/.test(value) ? value : undefined
}

const NODES = ['leader', 'follower', 'reader', 'any'] as const

export function readNode(value: string): NodeChoice | undefined {
  const named = NODES.find((node) => node === value)
  if (named) return named
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined
}

export function readExpect(value: string): ErrorClass | 'ok' | undefined {
  return value === 'ok' ? 'ok' : ERROR_CLASSES.find((known) => known === value)
}

/** Reads `rows=bag columns=2:ulps=64 because no ORDER BY`. */
export function readCompare(value: string): Comparison | undefined {
  const found =
    /^rows=(ordered|bag|count|none)(?:[ \t]+columns=(\S+))?(?:[ \t]+because[ \t]+(.*))?$/.exec(
      value,
    )
  if (!found) return undefined
  const because = readSentence(found[3] ?? '')
  const columns = found[2] === undefined ? undefined : readColumnRules(found[2])
  if (because === undefined || (found[2] !== undefined && !columns)) return undefined
  const rows = found[1] as Comparison['rows']
  return columns ? { rows, because, columns } : { rows, because }
}

export function printCompare({ rows, because, columns = [] }: Comparison): string {
  const words = [
    `rows=${rows}`,
    ...(columns.length > 0 ? [`columns=${printColumnRules(columns)}`] : []),
    ...(because === '' ? [] : [`because ${printSentence(because)}`]),
  ]
  return words.join(' ')
}

/**
 * Reads `DECIMAL(18,2) '1.50', INTEGER NULL`: what stands before the last token of each item is its
 * type.
 */
export function readParams(value: string): readonly Parameter[] | undefined {
  const params = splitAtCommas(value).map(readParam)
  return params.every((param) => param !== undefined) ? params : undefined
}

/** Writes parameters as readParams reads them. A type must fit on a line; values are escaped. */
export function printParams(params: readonly Parameter[]): string {
  return params.map(({ type, text }) => `${type} ${printValue(text)}`).join(', ')
}

function printValue(text: string | null): string {
  if (text === null) return 'NULL'
  if (!ESCAPED.test(text)) return quoteString(text)
  const escaped = text.replaceAll(/[\\'\r\n\0]/g, (char) => ESCAPES[char] ?? char)
  return `E'${escaped}'`
}

/** What a line of text cannot hold. */
const ESCAPED = /[\r\n\0]/

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\r': '\\r',
  '\n': '\\n',
  '\0': '\\0',
}

function readValue(token: Token): string | null | undefined {
  if (token.kind === 'word' && token.text.toUpperCase() === 'NULL') return null
  if (token.kind !== 'string') return undefined
  if (token.text.startsWith("'")) return token.text.slice(1, -1).replaceAll("''", "'")
  if (!/^E'/i.test(token.text)) return undefined
  const inside = token.text.slice(2, -1)
  return inside.replaceAll(/\\([rn0\\'])|''/g, (both, char) => UNESCAPES[char ?? both] ?? both)
}

const UNESCAPES: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  "''": "'",
}

function readParam(tokens: readonly Token[]): Parameter | undefined {
  const last = tokens.at(-1)
  const text = last && readValue(last)
  const type = tokens
    .slice(0, -1)
    .map((token) => token.text)
    .join('')
    .trim()
  return text === undefined || type === '' ? undefined : { type, text }
}

/** The tokens between the commas outside of brackets, each list without the space at its end. */
function splitAtCommas(value: string): readonly (readonly Token[])[] {
  const items: Token[][] = [[]]
  let depth = 0
  for (const token of tokenize(value)) {
    if (token.text === '(' || token.text === '[') depth += 1
    if (token.text === ')' || token.text === ']') depth -= 1
    if (token.text === ',' && depth === 0) items.push([])
    else items.at(-1)?.push(token)
  }
  return items.map((item) => item.slice(0, item.findLastIndex(isSignificant) + 1))
}

/** The first line of a case file. */
export const TITLE = '-- goldeneye case 1'

/** The header's lines after the title. */
export function printHeader(header: CaseHeader, features: readonly string[]): readonly string[] {
  const facts = (['finding', 'oracle', 'kind'] as const).flatMap((key) =>
    header[key] === undefined ? [] : [`${key}: ${header[key]}`],
  )
  const { from, known } = header
  return [
    ...(facts.length > 0 ? [`-- ${facts.join('   ')}`] : []),
    ...(from ? [`-- from: ${from.workload} seed=${from.seed} index=${from.index}`] : []),
    ...(features.length > 0 ? [`-- features: ${features.join(', ')}`] : []),
    ...(known ? printKnown(known) : []),
  ]
}

/** What header lines say; those of a known difference are its parts. */
export type HeaderLine = Omit<Partial<CaseHeader>, 'known'> & {
  readonly features?: readonly string[]
  readonly known?: KnownSoFar
}

/** A header line that is nearly one, and how it is written where that is known. */
export interface MalformedLine {
  readonly write: string | undefined
}

/** What one header line says; undefined for a comment that is none. */
export function readHeaderLine(comment: string): HeaderLine | MalformedLine | undefined {
  const known = readKnownLine(comment)
  if (known) return known
  const found = /^--[ \t]*(finding|oracle|kind|from|features):[ \t]*(.*)$/.exec(comment)
  if (!found) return undefined
  const value = (found[2] ?? '').trim()
  if (found[1] === 'from') {
    const from = readCaseId(value)
    return from ? { from } : MALFORMED
  }
  if (found[1] === 'features') return { features: value.split(/\s*,\s*/).filter(Boolean) }
  return readFacts(comment.replace(/^--\s*/, ''))
}

const MALFORMED: MalformedLine = { write: undefined }

function readFacts(text: string): HeaderLine | MalformedLine {
  const pairs = [...text.matchAll(/(finding|oracle|kind):[ \t]*(\S+)/g)]
  const rest = text.replaceAll(/(finding|oracle|kind):[ \t]*(\S+)/g, '').trim()
  if (rest !== '') return MALFORMED
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]))
}

function readCaseId(text: string): CaseId | undefined {
  const found = /^(\S+)[ \t]+seed=(\S+)[ \t]+index=(\d{1,15})$/.exec(text)
  if (!found) return undefined
  return { workload: found[1] ?? '', seed: found[2] ?? '', index: Number(found[3]) }
}
