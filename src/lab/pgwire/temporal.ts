/** DuckDB's infinite dates and timestamps are the largest values of their integers, with either sign. */
export const DATE_INFINITY = 2_147_483_647
export const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n

export interface Interval {
  readonly months: number
  readonly days: number
  readonly micros: bigint
}

/** The microseconds of a TIME, TIMETZ, TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS or TIMESTAMPTZ value. */
export function toMicros(value: unknown): bigint {
  const { micros, millis, seconds } = value as {
    readonly micros?: bigint
    readonly millis?: bigint
    readonly seconds?: bigint
  }
  if (micros !== undefined) return micros
  if (millis !== undefined) return scaled(millis, 1000n)
  return scaled(seconds ?? 0n, 1_000_000n)
}

function scaled(units: bigint, microsPerUnit: bigint): bigint {
  const infinite = units === TIMESTAMP_INFINITY || units === -TIMESTAMP_INFINITY
  return infinite ? units : units * microsPerUnit
}
