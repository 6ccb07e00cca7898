import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText } from '../sql/peg/parse.js'
import { columnRemovals, reduceColumns } from './columns.js'
import { edited, layOut } from './edits.js'
import { groupsOf } from './groups.js'
import { inlineQueries, inlineTables } from './inline.js'
import { simplifyLiterals } from './literals.js'
import { renameAll } from './names.js'
import { placesOf } from './replacements.js'
import type { Search } from './search.js'
import { isSensible } from './sensible.js'
import { shortenStrings } from './strings.js'
import { sweep } from './sweep.js'
import { simplifyTypes } from './types.js'
import { textOfStep, withText } from './with-text.js'

/**
 * Smaller statements: columns with all that mentions them, then canonical names and values, which make everything behind
 * them the same for the same bug; then from the last step to the first rows, list items, clauses and words, and plainer
 * expressions.
 */
export async function reduceInside(search: Search, grammar: Grammar | undefined): Promise<void> {
  await search.attempt(laidOut(search.plan))
  if (grammar) await inlineQueries(search, grammar)
  if (grammar) await reduceColumns(search, grammar)
  await renameAll(search, grammar)
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    await reduceText(search, index, grammar)
    if (grammar) await simplifyText(search, index, grammar)
  }
  await simplifyLiterals(search)
  if (grammar) await simplifyTypes(search, grammar)
  await shortenStrings(search)
  if (grammar) await inlineTables(search, grammar)
}

function laidOut(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.kind === 'statement'
      ? { ...step, statement: { ...step.statement, sql: layOut(step.statement.sql) } }
      : step,
  )
  return { ...plan, steps }
}

async function reduceText(search: Search, index: number, grammar: Grammar | undefined) {
  for (let at = 0; ; at += 1) {
    const base = search.plan
    const sql = textOfStep(base, index)
    const group = sql === undefined ? undefined : groupsOf(sql, grammar)[at]
    if (!group) return
    const items = [...group.labels.keys()]
    await sweep(search, items, (kept) => withText(base, index, group.textWith(kept)))
  }
}

/** A part of an expression, a query or what is behind FROM in the place of the whole. */
async function simplifyText(search: Search, index: number, grammar: Grammar): Promise<void> {
  for (let at = 0; ; at += 1) {
    const { plan } = search
    const sql = textOfStep(plan, index)
    const tree = sql === undefined ? undefined : parseText(sql, grammar)
    const place = tree && placesOf(tree)[at]
    if (!place || !tree) return
    const plans = place.flatMap((edit) => {
      const plainer = edited(tree.sql, [edit])
      return isSensible(plainer, tree, grammar) ? (withText(plan, index, plainer) ?? []) : []
    })
    await search.first(plans)
  }
}

/** A plan with one thing less inside of a statement, and what that was. */
export interface InsideRemoval {
  readonly what: string
  readonly plan: Plan
}

/**
 * Every single removal inside of statements: a column, a row, an item, a clause, a word. Of a 1-minimal case none still
 * fails.
 */
export function* insideRemovals(
  plan: Plan,
  grammar: Grammar | undefined,
): Generator<InsideRemoval> {
  if (grammar) yield* columnRemovals(plan, grammar)
  for (let index = plan.steps.length - 1; index >= 0; index -= 1) {
    const sql = textOfStep(plan, index)
    for (const { labels, textWith } of sql === undefined ? [] : groupsOf(sql, grammar)) {
      const all = [...labels.keys()]
      for (const [item, what] of [...labels.entries()].toReversed()) {
        const shorter = withText(plan, index, textWith(all.toSpliced(item, 1)))
        if (shorter) yield { what, plan: shorter }
      }
    }
  }
}
