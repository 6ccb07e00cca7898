import { createHmac } from 'node:crypto'

/** What a replacement hangs on, beside the value: random bytes that are thrown away. Without them nothing leads back. */
export type Key = Uint8Array

const ROUNDS = 6

/** Thirty-two bytes that hang on all parts. */
export function keyedBytes(key: Key, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part).update('\0')
  return mac.digest()
}

/**
 * Another number from 0 below `size`, a different one for each: a Feistel network over the next power of four, walked
 * until it is inside. `label` names the permutation.
 */
export function permuted(key: Key, label: string, value: bigint, size: bigint): bigint {
  if (size <= 1n) return value
  const halfBits = BigInt(Math.ceil((size - 1n).toString(2).length / 2))
  let current = value
  do current = network(key, `${label}/${size}`, current, halfBits)
  while (current >= size)
  return current
}

/** The same between two numbers, both included. */
export function permutedBetween(
  key: Key,
  label: string,
  value: bigint,
  [low, high]: readonly [bigint, bigint],
): bigint {
  return low + permuted(key, `${label}/${low}`, value - low, high - low + 1n)
}

/** The items in another order. */
export function shuffled<T>(seed: Uint8Array, items: readonly T[]): readonly T[] {
  const order = [...items]
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = (seed[at % seed.length] ?? 0) % (at + 1)
    const kept = order[at] as T
    order[at] = order[other] as T
    order[other] = kept
  }
  return order
}

function network(key: Key, label: string, value: bigint, halfBits: bigint): bigint {
  const mask = (1n << halfBits) - 1n
  let left = value >> halfBits
  let right = value & mask
  for (let round = 0; round < ROUNDS; round += 1) {
    const mixed = keyedBytes(key, label, String(round), right.toString(16))
    const next = left ^ (BigInt(`0x${mixed.toString('hex')}`) & mask)
    left = right
    right = next
  }
  return (left << halfBits) | right
}
