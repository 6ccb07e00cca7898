import type { Outcome } from '../../model/outcome.js'
import type { ReadStatement } from './reading.js'

/** How much a statement answered: `answer:SELECT none`, `answer:UPDATE one`, `answer:SELECT NULL` for a NULL in a result. */
export function* answerFeatures({ kind, outcome }: ReadStatement): Generator<string> {
  const count = outcome === undefined ? undefined : countOf(outcome)
  if (count !== undefined) yield `answer:${kind} ${amountOf(count)}`
  if (outcome?.kind !== 'rows') return
  if (outcome.rows.some((row) => row.includes(null))) yield `answer:${kind} NULL`
}

function countOf(outcome: Outcome): number | undefined {
  if (outcome.kind === 'rows') return outcome.rows.length
  return outcome.kind === 'done' ? outcome.affected : undefined
}

/** From this number on, rows fill more than one of DuckDB's vectors. */
const VECTOR_ROWS = 2048

function amountOf(count: number): string {
  if (count === 0) return 'none'
  if (count === 1) return 'one'
  return count > VECTOR_ROWS ? 'more than a vector' : 'some'
}
