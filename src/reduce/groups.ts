import type { Grammar } from '../sql/peg/grammar.js'
import { parseText } from '../sql/peg/parse.js'
import { bracketGroups } from './bracket-groups.js'
import { sensibleAfter } from './sensible.js'
import { treeGroups } from './tree-groups.js'

/** Siblings inside of a text, any of which may perhaps be left out. */
export interface Group {
  /** The text of each. */
  readonly labels: readonly string[]
  /** The text with only those of them, by their numbers; undefined where that is none. */
  textWith(kept: readonly number[]): string | undefined
}

/**
 * What may be left out of a text, outermost first: by its syntax tree where the grammar takes it,
 * and then only texts that make sense; else by brackets and clauses.
 */
export function groupsOf(sql: string, grammar: Grammar | undefined): readonly Group[] {
  const tree = grammar && parseText(sql, grammar)
  if (!grammar || !tree) return bracketGroups(sql)
  const isSensible = sensibleAfter(tree, grammar)
  return treeGroups(tree).map((group) => ({
    ...group,
    textWith: (kept) => {
      const text = group.textWith(kept)
      return text !== undefined && isSensible(text) ? text : undefined
    },
  }))
}
