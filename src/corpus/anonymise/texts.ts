import { type Key, keyedBytes, permuted, shuffled } from './permute.js'

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const DIGITS = Array.from('0123456789')

/** An escape of a BLOB's text, of a regular expression or of a pattern. */
const UNIT = /\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[\s\S]|[\s\S]/gu

/**
 * Another text of as many characters and bytes: small letters for small ones, capitals for capitals, digits for digits,
 * letters of other scripts for letters of the same; everything else stays, the wildcards of patterns among it. Each
 * character hangs on those before it, so that texts with the same beginning keep one, and `ab%` matches as before.
 * Capitals and small letters of one text stay capitals and small letters of one text.
 */
export function otherText(key: Key, text: string): string {
  let state = keyedBytes(key, 'text')
  const other: string[] = []
  for (const unit of text.match(UNIT) ?? []) {
    other.push(otherUnit(state, unit))
    state = keyedBytes(key, state, unit.toLowerCase())
  }
  return other.join('')
}

/** Other hexadecimal digits: digits for digits, letters for letters. The one at `keptAt` stays. */
export function otherHex(key: Key, text: string, keptAt = -1): string {
  let state = keyedBytes(key, 'hex')
  return Array.from(text, (letter, at) => {
    const alphabet = /[0-9]/.test(letter) ? DIGITS : LETTERS.slice(0, 6)
    const small = letter.toLowerCase()
    const other = at === keptAt ? letter : fromAlphabet(state, alphabet, small)
    state = keyedBytes(key, state, small)
    return letter === small ? other : other.toUpperCase()
  }).join('')
}

/** Another text of zeros and ones. */
export function otherBits(key: Key, text: string): string {
  let state = keyedBytes(key, 'bits')
  return Array.from(text, (bit) => {
    const isFlipped = ((state[0] ?? 0) & 1) === 1
    state = keyedBytes(key, state, bit)
    return isFlipped && /[01]/.test(bit) ? String(1 - Number(bit)) : bit
  }).join('')
}

function otherUnit(state: Uint8Array, unit: string): string {
  if (unit.length === 4 && unit.startsWith('\\x')) return otherByte(state, unit)
  if (/^[a-z]$/.test(unit)) return fromAlphabet(state, LETTERS, unit)
  if (/^[A-Z]$/.test(unit)) return fromAlphabet(state, LETTERS, unit.toLowerCase()).toUpperCase()
  if (/^[0-9]$/.test(unit)) return fromAlphabet(state, DIGITS, unit)
  return /^\p{L}$/u.test(unit) ? otherLetter(state, unit) : unit
}

function fromAlphabet(state: Uint8Array, alphabet: readonly string[], letter: string): string {
  const at = alphabet.indexOf(letter)
  return at < 0 ? letter : (shuffled(state, alphabet)[at] ?? letter)
}

/** Which of two halves a byte is in decides whether it can be a character of its own. */
function otherByte(state: Uint8Array, unit: string): string {
  const byte = Number.parseInt(unit.slice(2), 16)
  const low = Number(permuted(state, 'byte', BigInt(byte & 0x7f), 128n))
  const hex = ((byte & 0x80) | low).toString(16).padStart(2, '0')
  return `\\x${/[a-f]/.test(unit.slice(2)) ? hex : hex.toUpperCase()}`
}

const blocks = new Map<string, readonly string[]>()

/** A letter of the same kind from the same 256 code points, which are of one script and have as many bytes. */
function otherLetter(state: Uint8Array, letter: string): string {
  const kind = /\p{Lu}/u.test(letter)
    ? /^\p{Lu}$/u
    : /\p{Ll}/u.test(letter)
      ? /^\p{Ll}$/u
      : /^\p{Lo}$/u
  const code = letter.codePointAt(0) ?? 0
  const from = code & ~0xff
  const id = `${from} ${kind.source}`
  let block = blocks.get(id)
  if (!block) {
    const all = Array.from({ length: 256 }, (_, at) => from + at).filter((at) => at >= 0x80)
    block = all
      .map((at) => String.fromCodePoint(at))
      .filter((one) => kind.test(one) && bytes(one) === bytes(letter))
    blocks.set(id, block)
  }
  const at = block.indexOf(letter)
  if (at < 0) return letter
  return block[Number(permuted(state, id, BigInt(at), BigInt(block.length)))] ?? letter
}

function bytes(text: string): number {
  return Buffer.byteLength(text)
}
