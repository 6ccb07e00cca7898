import type { Grammar } from '../../sql/peg/grammar.js'
import { usableGrammar } from '../../sql/peg/usable.js'
import { duckdbGrammarText } from './grammar-text.js'

let known: Promise<Grammar | undefined> | undefined

/**
 * DuckDB's own grammar, made ready once in a process; undefined where its library carries none that
 * is of use.
 */
export function duckdbGrammar(): Promise<Grammar | undefined> {
  known ??= duckdbGrammarText().then((text) =>
    text === undefined ? undefined : usableGrammar(text),
  )
  return known
}
