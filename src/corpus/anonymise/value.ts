import { isNumber, otherNumber } from './numbers.js'
import type { Key } from './permute.js'
import { otherHex, otherText } from './texts.js'
import { otherTime } from './times.js'

/** Words that mean something to a database wherever they stand. */
const WORDS = new Set(
  `null true false nan inf infinity epoch today now allballs :memory: utc
  century day days decade dow doy epoch hour hours isodow isoyear julian microsecond microseconds
  millennium millisecond milliseconds minute minutes month months nanosecond quarter second seconds
  timezone week weeks weekday year years yearweek era`.split(/\s+/),
)

/** Geometries as text: their words are of the language. */
const SHAPES = /^(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b[ A-Z]*(?:\(|EMPTY)/i
/** Where the digit of a UUID's version stands. */
const UUID_VERSION_AT = 14
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Another value in the place of the one that a text spells: a number for a number, a date for a date, a list for a list,
 * a text for a text. The same text gives the same one for the same key, and different ones give different ones.
 */
export function otherValue(key: Key, text: string): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const unsigned = text.slice(sign.length)
  if (WORDS.has(unsigned.toLowerCase()) || /^\$(?:$|[.[])/.test(text)) return text
  if (isNumber(unsigned)) return sign + otherNumber(key, unsigned)
  if (UUID.test(text)) return otherHex(key, text, UUID_VERSION_AT)
  if (SHAPES.test(text)) return text.replaceAll(/[\d.]+/g, (number) => otherNumber(key, number))
  const time = otherTime(key, text)
  if (time !== undefined) return time
  return isNested(text) ? otherNested(key, text) : otherText(key, text)
}

function isNested(text: string): boolean {
  return /^[[{(][\s\S]*[\]})]$/.test(text)
}

/** Its pieces between brackets, commas, signs and quotes; the names before a colon stay. */
function otherNested(key: Key, text: string): string {
  const pieces =
    text.match(/"(?:\\.|[^"\\])*"|'(?:\\.|''|[^'\\])*'|[[\]{}(),=]|[^[\]{}(),="']+/g) ?? []
  return pieces
    .map((piece, at) => (isName(piece, pieces[at + 1]) ? piece : otherPiece(key, piece)))
    .join('')
}

/** `'a': 1`, `"a": 1`: a name in quotes has its colon in the next piece. */
function isName(piece: string, next: string | undefined): boolean {
  return /^["']/.test(piece) && next !== undefined && /^\s*:/.test(next)
}

function otherPiece(key: Key, piece: string): string {
  const quote = /^["']/.exec(piece)?.[0]
  if (quote) return quote + otherValue(key, piece.slice(1, -1)) + quote
  // `a: 1`, `: 1` behind a quoted name, or `1`.
  const [, before = '', value = '', after = ''] =
    /^(\s*(?:[^:]*:(?!\d{2}\b))?\s*)([\s\S]*?)(\s*)$/.exec(piece) ?? []
  return value === '' || /^[[\]{}(),=]$/.test(value)
    ? piece
    : before + otherValue(key, value) + after
}
