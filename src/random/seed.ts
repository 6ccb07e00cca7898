import { createHash } from 'node:crypto'
import { assert, UsageError } from '../model/errors.js'

const SEED_MAX = 2n ** 64n - 1n
const SPELLING = /^(?:\d+|0x[0-9a-f]+)$/i

/** A seed as a person writes it, decimal or 0x..., into 64 bits. Anything else is a UsageError. */
export function parseSeed(text: string): bigint {
  const seed = SPELLING.test(text) ? BigInt(text) : undefined
  if (seed === undefined || seed > SEED_MAX) {
    throw new UsageError(
      `"${text.slice(0, 80)}" is not a seed`,
      'a seed is a whole number from 0 to 18446744073709551615, or 0x and up to 16 hexadecimal digits',
    )
  }
  return seed
}

/**
 * 64 bits that depend on every part, on its kind and on their order: the start of the parts' SHA-256. The same on every
 * machine, and parts cannot run into each other ("ab","c" is not "a","bc").
 */
export function deriveSeed(...parts: readonly (string | number | bigint)[]): bigint {
  const hash = createHash('sha256')
  for (const part of parts) {
    const bytes = Buffer.from(`${typeof part}:${part}`, 'utf8')
    hash.update(`${bytes.length};`).update(bytes)
  }
  return hash.digest().readBigUInt64BE(0)
}

/** Seed of case `index`. Independent of shard count and worker order, so "case #1817" means the same everywhere. */
export function caseSeed(campaign: bigint, workload: string, index: number): bigint {
  assert(Number.isSafeInteger(index) && index >= 0, `case index ${index} is not a natural number`)
  return deriveSeed(campaign, workload, index)
}
