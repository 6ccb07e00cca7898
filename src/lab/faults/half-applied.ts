import { placedTokens } from '../../sql/placed-tokens.js'
import { rowsOfValues } from '../../sql/values-rows.js'
import { EngineError, type EngineParameter } from '../engine.js'
import type { Execute } from '../log/entry.js'
import type { Executor } from './executor.js'

/**
 * `half-applied-statement`: an autocommit INSERT of several rows that fails leaves the rows before the failing one, the
 * same rows on every node.
 */
export function halfApplied(execute: Executor): Executor {
  return async (session, entry, index) => {
    const wasIdle = session.engine.status() === 'I'
    const applied = await execute(session, entry, index)
    if (!applied.error || !wasIdle) return applied
    for (const { sql, parameters } of singleRows(entry)) {
      try {
        await session.engine.execute(sql, parameters)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        break
      }
    }
    return applied
  }
}

type Single = Pick<Execute, 'sql' | 'parameters'>

/** One INSERT for each row of an INSERT ... VALUES; none for anything else. */
function singleRows({ sql, parameters }: Execute): readonly Single[] {
  const tokens = placedTokens(sql)
  if (tokens[0]?.word !== 'INSERT') return []
  const values = tokens.findIndex(({ word, depth }) => word === 'VALUES' && depth === 0)
  const first = tokens[values + 1]
  if (values < 0 || !first) return []
  const rows = rowsOfValues(tokens, values)
  const last = rows.at(-1)
  if (!last) return []
  const head = sql.slice(0, first.token.start)
  const tail = sql.slice(last.end)
  return rows.map(({ start, end }) =>
    renumbered(`${head}${sql.slice(start, end)}${tail}`, parameters),
  )
}

/** The statement with its own parameters alone, counted from 1. */
function renumbered(sql: string, parameters: readonly EngineParameter[]): Single {
  const kept: EngineParameter[] = []
  let text = ''
  let done = 0
  for (const { token } of placedTokens(sql)) {
    const parameter = /^\$\d+$/.test(token.text)
      ? parameters[Number(token.text.slice(1)) - 1]
      : undefined
    if (!parameter) continue
    kept.push(parameter)
    text += `${sql.slice(done, token.start)}$${kept.length}`
    done = token.start + token.text.length
  }
  return { sql: text + sql.slice(done), parameters: kept }
}
