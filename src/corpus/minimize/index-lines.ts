import type { Cost } from './weight.js'

/** What is known of a file's contents from one execution. */
export interface KnownCase extends Cost {
  /** The digest of the contents (see keyOf). */
  readonly key: string
  /** The version of DuckDB that showed it. */
  readonly duckdb: string
  /** FEATURE_VERSION of that time. */
  readonly version: number
  /** The number of the run that saw these contents first, from 1. */
  readonly since: number
  readonly features: readonly string[]
  /** The time limit of a statement where one was reached; a longer one may show more. */
  readonly timedOutMs?: number | undefined
}

/** Which contents were chosen and which were not, where that has changed; the last line that names a key counts. */
export interface ChoiceLine {
  readonly kept: readonly string[]
  readonly gone: readonly string[]
}

export type IndexLine = KnownCase | ChoiceLine

/** One line of the index, with its end. */
export function printIndexLine(line: IndexLine): string {
  return `${JSON.stringify(line)}\n`
}

/** Reads a line; undefined for a torn one, and for what a newer goldeneye may write. */
export function readIndexLine(text: string): IndexLine | undefined {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return undefined
  return asKnownCase(value) ?? asChoice(value)
}

function asKnownCase(value: object): KnownCase | undefined {
  const { key, duckdb, version, since, features, ms, statements } = value as Partial<KnownCase>
  const isNamed = typeof key === 'string' && typeof duckdb === 'string'
  const isCounted = [version, since, ms, statements].every((number) => Number.isFinite(number))
  return isNamed && isCounted && areTexts(features) ? (value as KnownCase) : undefined
}

function asChoice(value: object): ChoiceLine | undefined {
  const { kept, gone } = value as Partial<ChoiceLine>
  return areTexts(kept) && areTexts(gone) ? { kept, gone } : undefined
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
