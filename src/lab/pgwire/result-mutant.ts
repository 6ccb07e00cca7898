import type { EngineResult } from '../engine.js'
import type { Mutations } from '../mutants.js'

/** The mutant `duplicate-row-lost`: of two equal rows in a row one is not sent. What is stored stays as it is. */
export function mutateResult(result: EngineResult, mutations: Mutations): EngineResult {
  if (!mutations.has('duplicate-row-lost')) return result
  const texts = result.rows.map((row) => JSON.stringify(row, bigintAsText))
  const lost = texts.findIndex((text, index) => index > 0 && text === texts[index - 1])
  if (lost < 0) return result
  return { ...result, rows: result.rows.filter((_, index) => index !== lost) }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
