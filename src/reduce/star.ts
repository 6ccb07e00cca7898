import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import type { SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { edited } from './edits.js'
import type { Search } from './search.js'
import { parsedSteps, type Shape, shapesIn, tablesOf } from './shapes.js'
import { withText } from './with-text.js'

/** `SELECT c FROM t` rather than `SELECT * FROM t` where c is the only column. */
export async function nameColumns(search: Search, grammar: Grammar): Promise<void> {
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    const plan = named(search.plan, index, grammar)
    if (plan) await search.attempt(plan)
  }
}

function named(plan: Plan, index: number, grammar: Grammar): Plan | undefined {
  const parsed = parsedSteps(plan, grammar)
  const tree = parsed.get(index)
  const column = tree && onlyColumn(tree, shapesIn(parsed))
  const stars = (tree?.statements ?? []).flatMap((one) => nodesOf(one, 'TargetList'))
  const star = stars.find((list) => tree && textOf(tree, list) === '*')
  if (!tree || !star || column === undefined) return undefined
  return withText(plan, index, edited(tree.sql, [{ ...charsOf(tree, star), text: column }]))
}

/** The column of the only table that a text reads, if it has but one. */
function onlyColumn(tree: SyntaxTree, shapes: readonly Shape[]): string | undefined {
  const [table, ...others] = tree.statements.flatMap((one) => tablesOf(one, tree))
  const shape = shapes.find(({ name }) => name === table)
  const isOne = others.length === 0 && shape?.columns.length === 1
  const isTable = !tree.statements.some((one) => listIn(nodeOf(one, 'CreateTableColumnList')))
  return isOne && isTable ? shape.columns[0]?.name : undefined
}
