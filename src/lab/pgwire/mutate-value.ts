import type { Mutations } from '../mutants.js'
import type { PgTypeName } from './oids.js'
import { TIMESTAMP_INFINITY, toMicros } from './temporal.js'

const MICROS_PER_MILLISECOND = 1000n

/** The mutant `microseconds-dropped`: times and timestamps go out in whole milliseconds. */
export function mutateScalar(name: PgTypeName, mutations: Mutations): (value: unknown) => unknown {
  const hasMicros = ['time', 'timetz', 'timestamp', 'timestamptz'].includes(name)
  if (!hasMicros || !mutations.has('microseconds-dropped')) return (value) => value
  return (value) => {
    const micros = toMicros(value)
    if (micros === TIMESTAMP_INFINITY || micros === -TIMESTAMP_INFINITY) return value
    return { ...(value as object), micros: micros - (micros % MICROS_PER_MILLISECOND) }
  }
}
