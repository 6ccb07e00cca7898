import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Case } from '../model/case.js'
import { UsageError } from '../model/errors.js'
import { parseCase, printCase } from './case-file.js'

/** What every blob of this version begins with. */
export const BLOB_PREFIX = 'ge1:'

/** The longest blob that a report prints: a command line that still can be selected and pasted. */
export const BLOB_SHOWN_MAX = 1_500

/** The most bytes that the text of a case in a blob may have: a few of its bytes can stand for gigabytes. */
export const BLOB_TEXT_BYTES_MAX = 16 * 1024 * 1024

const CHECKSUM_BYTES = 6
const SHOWN_IN_NAME = 12

/** Whether a word is meant as a blob, of whatever version. */
export function isBlob(word: string): boolean {
  return /^ge\d+:/.test(word.trimStart())
}

/** A blob as reports and messages name it: its beginning. */
export function blobName(word: string): string {
  const { version, payload } = partsOf(word)
  return `ge${version}:${payload.slice(0, SHOWN_IN_NAME)}${payload.length > SHOWN_IN_NAME ? '…' : ''}`
}

/** A whole case in one word for a command line: `ge1:` and base64url of a checksum and the deflated case file. */
export function encodeBlob(whole: Case): string {
  return encodeText(printCase(whole))
}

/** The same from the text of a case file. */
export function encodeText(text: string): string {
  const bytes = Buffer.concat([
    checksumOf(text),
    deflateRawSync(Buffer.from(text, 'utf8'), { level: 9 }),
  ])
  return BLOB_PREFIX + bytes.toString('base64url')
}

/**
 * The case in a blob; line ends and spaces that a terminal put into it do no harm. Throws UsageError with what happened to
 * it: it is of a newer version, it was cut, or it was changed.
 */
export function decodeBlob(word: string): Case {
  return parseCase(decodeText(word), blobName(word))
}

/** The text of the case file in a blob. Throws UsageError as decodeBlob does. */
export function decodeText(word: string): string {
  const { version, payload } = partsOf(word)
  const name = blobName(word)
  if (version !== '1') throw new UsageError(`${name} was made by a newer goldeneye`, UPDATE)
  const foreign = /[^\w-]/.exec(payload)?.[0]
  if (foreign !== undefined) throw damaged(`${name} holds ${JSON.stringify(foreign)}`)
  const bytes = Buffer.from(payload, 'base64url')
  const text = inflate(bytes.subarray(CHECKSUM_BYTES), name)
  if (bytes.toString('base64url') !== payload) throw damaged(`${name} is damaged at its end`)
  if (checksumOf(text).equals(bytes.subarray(0, CHECKSUM_BYTES))) return text
  throw damaged(`${name} is damaged: its checksum is another one`)
}

function partsOf(word: string): { readonly version: string; readonly payload: string } {
  const found = /^ge(\d+):([\s\S]*)$/.exec(word.replaceAll(/\s+/g, ''))
  if (found) return { version: found[1] ?? '', payload: found[2] ?? '' }
  throw new UsageError(`${JSON.stringify(word.slice(0, SHOWN_IN_NAME))} is no blob`, WHOLE)
}

/** What zlib gives with `info`: its types do not say so. */
interface Inflated {
  readonly buffer: Buffer
  /** Of the input, the bytes that it has read. */
  readonly engine: { readonly bytesWritten: number }
}

function inflate(bytes: Buffer, name: string): string {
  try {
    const options = { maxOutputLength: BLOB_TEXT_BYTES_MAX, info: true }
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as Inflated
    if (engine.bytesWritten < bytes.length) throw damaged(`${name} goes on behind its end`)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'Z_BUF_ERROR') throw damaged(`${name} is cut: its end is missing`)
    if (code !== 'ERR_BUFFER_TOO_LARGE') throw damaged(`${name} is damaged`)
    throw new UsageError(
      `${name} holds more than ${BLOB_TEXT_BYTES_MAX / 1024 / 1024} MB of text, and no case does`,
      'ask whoever made it for the case file',
    )
  }
}

function damaged(what: string): UsageError {
  return new UsageError(what, WHOLE)
}

function checksumOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, CHECKSUM_BYTES)
}

const UPDATE = `update goldeneye; this one reads ${BLOB_PREFIX}…`
const WHOLE = `copy it whole, from ${BLOB_PREFIX} to its last character, or give the case file`
