import type { LoopRecord, SqlLogicRecord } from './records.js'

/** A loop runs at least once, as in DuckDB's runner. */
export function turnCount({ values }: LoopRecord): number {
  const count = values.kind === 'range' ? values.to - values.from : values.words.length
  return Math.max(1, count)
}

/** How many statements one turn gives at the most. */
export function sizeOf(records: readonly SqlLogicRecord[]): number {
  return records.reduce((sum, record) => {
    if (record.kind === 'loop') return sum + turnCount(record) * sizeOf(record.body)
    return record.kind === 'control' ? sum : sum + 1
  }, 0)
}

/** Every statement once, whatever loops it is in. */
export function statementsIn(records: readonly SqlLogicRecord[]): readonly string[] {
  return records.flatMap((record) => {
    if (record.kind === 'loop') return statementsIn(record.body)
    return record.kind === 'control' ? [] : [record.sql]
  })
}

/** The first steps of all lanes, then their second ones, and so on. */
export function interleaved<T>(lanes: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lanes.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) =>
    lanes.flatMap((lane) => lane.slice(at, at + 1)),
  ).flat()
}
