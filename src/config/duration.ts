import { UsageError } from '../model/errors.js'

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads `90s`, `10m`, `1h`, `500ms`; a bare number is seconds. Gives milliseconds. */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  if (!match) {
    throw new UsageError(
      `${flag} "${text}" is no duration`,
      `write it like 90s, 10m or 1h: ${flag} 10m`,
    )
  }
  return Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 1))
}

/** Reads a whole number of at least `min`. */
export function parseCount(text: string, flag: string, min = 0): number {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(count) && count >= min) return count
  throw new UsageError(
    `${flag} "${text}" is no whole number of at least ${min}`,
    `for example ${flag} ${Math.max(min, 10)}`,
  )
}
