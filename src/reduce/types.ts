import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { type Edit, edited } from './edits.js'
import type { Search } from './search.js'
import { columnOf, insertedValues, parsedSteps, type Shape, shapesIn } from './shapes.js'
import { withText } from './with-text.js'

/**
 * From the plainest on, with a value of each: a type that is not needed becomes the first of these
 * with which it still fails.
 */
const PLAIN: readonly (readonly [type: string, value: string])[] = [
  ['INTEGER', '0'],
  ['VARCHAR', "''"],
  ['BIGINT', '0'],
  ['DOUBLE', '0'],
  ['DECIMAL(18, 3)', '0'],
  ['BOOLEAN', 'false'],
  ['DATE', "'2000-01-01'"],
  ['TIMESTAMP', "'2000-01-01 00:00:00'"],
]

/** Plainer types of columns, with their values as they are and with plain ones; then of casts. */
export async function simplifyTypes(search: Search, grammar: Grammar): Promise<void> {
  for (const { name, columns } of shapesIn(parsedSteps(search.plan, grammar))) {
    for (const column of columns) {
      await search.first(withOtherTypes(search.plan, { table: name, column: column.name }, grammar))
    }
  }
  for (let index = search.plan.steps.length - 1; index >= 0; index -= 1) {
    for (let at = 0; at < castsIn(search.plan, index, grammar).length; at += 1) {
      await search.first(withOtherCasts(search.plan, { index, at }, grammar))
    }
  }
}

/** Those that are plainer than a type. */
function plainerThan(type: string): typeof PLAIN {
  const at = PLAIN.findIndex(([plain]) => plain.toLowerCase() === type.toLowerCase())
  return at < 0 ? PLAIN : PLAIN.slice(0, at)
}

interface ColumnPlace {
  readonly table: string
  readonly column: string
}

function* withOtherTypes(plan: Plan, place: ColumnPlace, grammar: Grammar): Generator<Plan> {
  const parsed = parsedSteps(plan, grammar)
  const table = shapesIn(parsed).find(({ name }) => name === place.table)
  const type = table?.columns.find(({ name }) => name === place.column)?.type
  if (!table || !type) return
  for (const [plain, value] of plainerThan(type)) {
    for (const newValue of [undefined, value]) {
      let changed: Plan | undefined = plan
      for (const [index, tree] of parsed) {
        const edits = tree.statements.flatMap((statement) => [
          ...definitionEdits(statement, tree, { ...place, type: plain }),
          ...(newValue === undefined
            ? []
            : valueEdits(statement, tree, { table, column: place.column, value: newValue })),
        ])
        if (edits.length > 0) changed = changed && withText(changed, index, edited(tree.sql, edits))
      }
      if (changed) yield changed
    }
  }
}

function definitionEdits(
  statement: SyntaxNode,
  tree: SyntaxTree,
  { table, column, type }: ColumnPlace & { readonly type: string },
): readonly Edit[] {
  const create = nodeOf(statement, 'CreateTableStmt')
  const name = create && nodeOf(create, 'QualifiedName')
  if (!name || !textOf(tree, name).toLowerCase().endsWith(table)) return []
  const elements = listIn(nodeOf(create, 'CreateTableColumnList'))?.children ?? []
  const element = elements.find((one) => columnOf(tree, one)?.name === column)
  const old = element && nodeOf(element, 'Type')
  return old ? [{ ...charsOf(tree, old), text: type }] : []
}

/** Another value wherever the column gets one; NULL and DEFAULT stay. */
function valueEdits(
  statement: SyntaxNode,
  tree: SyntaxTree,
  { table, column, value }: { readonly table: Shape; readonly column: string; value: string },
): readonly Edit[] {
  const inserted = insertedValues(statement, tree, table)
  const at = inserted?.columns.indexOf(column) ?? -1
  if (!inserted || at < 0) return []
  return inserted.rows.flatMap((row) => {
    const item = row.children[at]
    if (!item || /^(?:null|default)$/i.test(textOf(tree, item))) return []
    return [{ ...charsOf(tree, item), text: value }]
  })
}

/** The types in casts of a step. */
function castsIn(plan: Plan, index: number, grammar: Grammar) {
  const tree = parsedSteps({ ...plan, steps: plan.steps.slice(index, index + 1) }, grammar).get(0)
  const casts = tree?.statements.flatMap((one) => nodesOf(one, 'CastExpression', 'CastOperator'))
  return (casts ?? []).flatMap((cast) => {
    const type = nodesOf(cast, 'Type').at(-1)
    return tree && type ? [{ tree, type }] : []
  })
}

function* withOtherCasts(
  plan: Plan,
  { index, at }: { readonly index: number; readonly at: number },
  grammar: Grammar,
): Generator<Plan> {
  const cast = castsIn(plan, index, grammar)[at]
  if (!cast) return
  for (const [plain] of plainerThan(textOf(cast.tree, cast.type))) {
    const edit = { ...charsOf(cast.tree, cast.type), text: plain }
    const changed = withText(plan, index, edited(cast.tree.sql, [edit]))
    if (changed) yield changed
  }
}
