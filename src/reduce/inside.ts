import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText } from '../sql/peg/parse.js'
import { columnRemovals, reduceColumns } from './columns.js'
import { edited, layOut } from './edits.js'
import { groupsOf } from './groups.js'
import { inlineQueries, inlineTables } from './inline.js'
import { simplifyLiterals } from './literals.js'
import { renameAll } from './names.js'
import { inlinePrepared } from './prepared.js'
import { placesOf, plainValues } from './replacements.js'
import type { Search } from './search.js'
import { sensibleAfter } from './sensible.js'
import { nameColumns } from './star.js'
import { shortenStrings } from './strings.js'
import { sweep } from './sweep.js'
import { simplifyTypes } from './types.js'
import { textOfStep, withText } from './with-text.js'

/** One way to make what is inside of statements smaller. */
export type InsidePhase = (search: Search, grammar: Grammar | undefined) => Promise<void>

/**
 * Big cuts come first: queries in the place of views, columns with all that mentions them. Then
 * canonical names, before so many small candidates are asked under the old ones; rows, list items,
 * clauses, words and plainer expressions; values, types, and the table itself.
 */
export const INSIDE_PHASES: readonly InsidePhase[] = [
  async (search) => void (await search.attempt(laidOut(search.plan))),
  whereThereIsOne(inlinePrepared),
  whereThereIsOne(inlineQueries),
  whereThereIsOne(reduceColumns),
  renameAll,
  whereThereIsOne(insertPlainly),
  reduceTexts,
  (search) => simplifyLiterals(search),
  whereThereIsOne(simplifyTypes),
  (search) => shortenStrings(search),
  whereThereIsOne(inlineTables),
  whereThereIsOne(nameColumns),
]

/** Without a grammar it does nothing. */
function whereThereIsOne(phase: (search: Search, grammar: Grammar) => Promise<void>): InsidePhase {
  return async (search, grammar) => (grammar ? phase(search, grammar) : undefined)
}

/** INSERT of values rather than of a query's rows. */
async function insertPlainly(search: Search, grammar: Grammar): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    const tree = parseText(textOfStep(search.plan, index) ?? '', grammar)
    const edits = tree ? plainValues(tree) : []
    const plan = tree && withText(search.plan, index, edited(tree.sql, edits))
    if (plan && edits.length > 0) await search.attempt(plan)
  }
}

async function reduceTexts(search: Search, grammar: Grammar | undefined): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    await reduceText(search, index, grammar)
    if (grammar) await simplifyText(search, index, grammar)
  }
}

function laidOut(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.kind === 'statement' && step.statement.postgres === undefined
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
    const isSensible = sensibleAfter(tree, grammar)
    const plans = place.flatMap((edit) => {
      const plainer = edited(tree.sql, [edit])
      return isSensible(plainer) ? (withText(plan, index, plainer) ?? []) : []
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
 * Every single removal inside of statements: a column, a row, an item, a clause, a word. Of a
 * 1-minimal case none still fails.
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
