import { significantTokens } from '../../sql/lexer.js'
import { EngineError, type EngineResult } from '../engine.js'

/** `local`: what this node has applied, and the session's own writes. `linearizable`: every acknowledged write. */
export type ReadLevel = 'local' | 'linearizable'

/** The session setting that chooses the level. */
export const READ_LEVEL_SETTING = 'goldeneye_lab.reads'

/** What SET, RESET and SHOW of the read level do; undefined for any other statement. Throws for an unknown level. */
export function readLevelStatement(
  sql: string,
  present: ReadLevel,
): { readonly level: ReadLevel; readonly result: EngineResult } | undefined {
  if (!sql.includes('goldeneye_lab')) return undefined
  const words = significantTokens(sql).map(({ text }) => text)
  const [first = '', ...rest] = words.filter((word) => !/^(session|local|;)$/i.test(word))
  const verb = first.toUpperCase()
  if (rest.slice(0, 3).join('').replaceAll('"', '') !== READ_LEVEL_SETTING) return undefined
  if (verb === 'SHOW') return { level: present, result: shown(present) }
  if (verb === 'RESET') return { level: 'local', result: done('RESET') }
  if (verb !== 'SET') return undefined
  return { level: toReadLevel(rest[4] ?? ''), result: done('SET') }
}

/** Throws EngineError for anything that is no read level. */
export function toReadLevel(text: string): ReadLevel {
  const level = text.replaceAll("'", '').toLowerCase()
  if (level === 'local' || level === 'linearizable') return level
  throw new EngineError(
    `Invalid Input Error: ${READ_LEVEL_SETTING} is local or linearizable, not ${text}`,
    'invalid-input',
    '22023',
  )
}

function shown(level: ReadLevel): EngineResult {
  const columns = [{ name: READ_LEVEL_SETTING, type: 'VARCHAR' }]
  return { columns, rows: [[level]], verb: 'SHOW', affected: undefined }
}

function done(verb: string): EngineResult {
  return { columns: undefined, rows: [], verb, affected: undefined }
}
