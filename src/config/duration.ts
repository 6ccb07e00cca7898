import { UsageError } from '../model/errors.js'

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A timer of Node takes no more than 2^31 - 1 milliseconds. */
const DURATION_DAYS_MAX = 24
const DURATION_MS_MAX = DURATION_DAYS_MAX * 24 * 3_600_000

/** Reads `90s`, `10m`, `1h`, `500ms`; a bare number is seconds. Gives whole milliseconds, at least `minMs`. */
export function parseDuration(text: string, flag: string, minMs = 0): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  if (!match) {
    throw new UsageError(
      `${flag} "${text}" is no duration`,
      `write it like 90s, 10m or 1h: ${flag} 10m`,
    )
  }
  const ms = Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 1))
  if (ms >= minMs && ms <= DURATION_MS_MAX) return ms
  throw new UsageError(
    `${flag} "${text}" is not between ${minMs} ms and ${DURATION_DAYS_MAX} days`,
    `for example ${flag} 60s`,
  )
}

/** Reads a whole number between `min` and `max`, which is without limit by default. Throws UsageError. */
export function parseCount(
  text: string,
  flag: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { readonly min: number; readonly max?: number },
): number {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  if (count >= min && count <= max) return count
  const isUnlimited = max === Number.MAX_SAFE_INTEGER
  if (isUnlimited && count > max) {
    throw new UsageError(`${flag} "${text}" is more than ${max}`, `for example ${flag} 10`)
  }
  const limit = isUnlimited ? `of at least ${min}` : `from ${min} to ${max}`
  throw new UsageError(
    `${flag} "${text}" is no whole number ${limit}`,
    `for example ${flag} ${Math.min(max, Math.max(min, 10))}`,
  )
}
