import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, lastName, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { edited } from './edits.js'
import type { Search } from './search.js'
import { insertedValues, parsedSteps, type Shape, type ShapedColumn, shapesIn } from './shapes.js'
import { withText } from './with-text.js'

/** Queries in the place of the views and CTEs that they define. */
export async function inlineQueries(search: Search, grammar: Grammar): Promise<void> {
  for (let wasInlined = true; wasInlined; ) {
    wasInlined = (await search.first(withoutNames(search.plan, grammar))) !== undefined
  }
}

/** Rows in the place of the table that holds them. */
export async function inlineTables(search: Search, grammar: Grammar): Promise<void> {
  const parsed = parsedSteps(search.plan, grammar)
  for (const shape of shapesIn(parsed)) {
    if ((await search.first(withoutTable(search.plan, shape, parsed))) !== undefined) return
  }
}

function* withoutNames(plan: Plan, grammar: Grammar): Generator<Plan> {
  const parsed = parsedSteps(plan, grammar)
  for (const [index, tree] of parsed) {
    for (const statement of tree.statements) {
      yield* withoutView(plan, { index, tree, statement }, parsed)
      yield* withoutCte(plan, { index, tree, statement })
    }
  }
}

interface Found {
  readonly index: number
  readonly tree: SyntaxTree
  readonly statement: SyntaxNode
}

/** Where the view is used, its query; and no view. */
function* withoutView(
  plan: Plan,
  { index, tree, statement }: Found,
  parsed: ReadonlyMap<number, SyntaxTree>,
): Generator<Plan> {
  const view = nodeOf(statement, 'CreateViewStmt')
  const name = view && nodeOf(view, 'QualifiedName')
  const query = view && nodeOf(view, 'SelectStatementInternal')
  if (!name || !query || nodeOf(view, 'InsertColumnList')) return
  let changed: Plan | undefined = plan
  for (const [at, other] of parsed) {
    const sql = replaceTable(other, lastName(tree, name), `(${textOf(tree, query)})`)
    if (at !== index && sql !== undefined) changed = changed && withText(changed, at, sql)
  }
  if (changed !== plan && changed) yield { ...changed, steps: changed.steps.toSpliced(index, 1) }
}

/** Where the CTE is used, its query; and no WITH. */
function* withoutCte(plan: Plan, { index, tree, statement }: Found): Generator<Plan> {
  for (const clause of nodesOf(statement, 'WithClause')) {
    const only = listIn(clause)?.children
    const cte = only?.length === 1 ? only[0] && nodeOf(only[0], 'WithStatement') : undefined
    const name = cte && nodeOf(cte, 'ColIdOrString')
    const query = cte && nodeOf(cte, 'SelectStatementInternal')
    if (!name || !query || nodeOf(cte, 'InsertColumnList') || nodeOf(clause, 'Recursive')) continue
    const without = [{ ...charsOf(tree, clause), text: '' }]
    const uses = usesOf(tree, lastName(tree, name)).map((use) => ({
      ...charsOf(tree, use),
      text: asSubquery(tree, use, `(${textOf(tree, query)})`),
    }))
    const changed = withText(plan, index, edited(tree.sql, [...without, ...uses]))
    if (changed && uses.length > 0) yield changed
  }
}

/**
 * What reads a table of a few rows, that at most one INSERT made, reads these rows; and there is no
 * table.
 */
function* withoutTable(
  plan: Plan,
  table: Shape,
  parsed: ReadonlyMap<number, SyntaxTree>,
): Generator<Plan> {
  const lastIndex = plan.steps.length - 1
  const last = parsed.get(lastIndex)
  const filled = [...parsed].flatMap(([index, tree]) => rowsOf(index, tree, table))
  const rows = filled.flatMap((insert) => insert.rows)
  if (!last || table.columns.length === 0 || filled.length > 1 || filled[0]?.index === lastIndex)
    return
  const gone = new Set([table.stepIndex, ...filled.map(({ index }) => index)])
  for (const sql of readingRows(
    last,
    table,
    rows.length > 0 ? rows : [table.columns.map((column) => castOf(column, 'NULL'))],
  )) {
    const changed = withText(plan, lastIndex, sql)
    if (changed) yield { ...changed, steps: changed.steps.filter((_, at) => !gone.has(at)) }
  }
}

/**
 * The rows that a step inserts into the table, in the table's order; none for a step that does not.
 */
function rowsOf(index: number, tree: SyntaxTree, table: Shape) {
  const [statement, ...more] = tree.statements
  const values = statement && more.length === 0 ? insertedValues(statement, tree, table) : undefined
  if (!values || values.rows.length === 0) return []
  const rows = values.rows.map((row) =>
    table.columns.map((column) => {
      const item = row.children[values.columns.indexOf(column.name)]
      return castOf(column, item ? textOf(tree, item) : 'NULL')
    }),
  )
  return [{ index, rows }]
}

function castOf({ type }: ShapedColumn, value: string): string {
  return `CAST(${value} AS ${type})`
}

function readingRows(
  last: SyntaxTree,
  table: Shape,
  rows: readonly (readonly string[])[],
): readonly string[] {
  const names = table.columns.map(({ name }) => name).join(', ')
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ')
  const query = `(VALUES ${values}) ${table.name}(${names})`
  return [onlyRow(last, table, rows), replaceTable(last, table.name, query, 'is named')].flatMap(
    (sql) => sql ?? [],
  )
}

/** What reads nothing but one row without a table: `SELECT c + 1 FROM t` as `SELECT 2 + 1`. */
function onlyRow(
  tree: SyntaxTree,
  table: Shape,
  rows: readonly (readonly string[])[],
): string | undefined {
  const [from, ...others] = tree.statements.flatMap((one) => nodesOf(one, 'FromClause'))
  const [row] = rows
  if (
    !from ||
    others.length > 0 ||
    !row ||
    rows.length > 1 ||
    usesOf(tree, table.name).length !== 1
  )
    return undefined
  if (nodesOf(from, 'BaseTableRef', 'TableSubquery', 'TableFunction').length > 1) return undefined
  const columns = tree.statements.flatMap((one) =>
    nodesOf(one, 'ColumnReference', 'StarExpression'),
  )
  const edits = columns.flatMap((column) => {
    const at = table.columns.findIndex(({ name }) => name === lastName(tree, column))
    const text = textOf(tree, column) === '*' && !isCounted(tree, column) ? row.join(', ') : row[at]
    return text === undefined ? [] : [{ ...charsOf(tree, column), text }]
  })
  return edited(tree.sql, [...edits, { ...charsOf(tree, from), text: '' }])
}

/** The `*` of `count(*)`. */
function isCounted({ tokens }: SyntaxTree, star: SyntaxNode): boolean {
  return tokens[star.start - 1]?.text === '('
}

/** The text with a query in the place of a table; undefined where it does not read that table. */
function replaceTable(
  tree: SyntaxTree,
  name: string,
  query: string,
  isNamed?: 'is named',
): string | undefined {
  const edits = usesOf(tree, name).map((use) => ({
    ...charsOf(tree, use),
    text: isNamed ? query : asSubquery(tree, use, query),
  }))
  return edits.length === 0 ? undefined : edited(tree.sql, edits)
}

function usesOf(tree: SyntaxTree, name: string): readonly SyntaxNode[] {
  return tree.statements
    .flatMap((statement) => nodesOf(statement, 'BaseTableRef'))
    .filter((reference) => {
      const table = nodeOf(reference, 'BaseTableName')
      return table && lastName(tree, table) === name
    })
}

/** With the alias that the table had there, or else the table's own name. */
function asSubquery(tree: SyntaxTree, use: SyntaxNode, query: string): string {
  const alias = nodeOf(use, 'TableAlias')
  const table = nodeOf(use, 'BaseTableName')
  return `${query} ${alias ? textOf(tree, alias) : table ? lastName(tree, table) : ''}`
}
