import type { Plan, Step } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, nodesOf } from '../sql/peg/tree.js'
import { type Edit, edited } from './edits.js'
import { withSql } from './parameters.js'
import { pruned, withoutItems } from './prune.js'
import type { Search } from './search.js'
import {
  columnName,
  type ParsedStep,
  parsedSteps,
  type Shape,
  shapesIn,
  withDependents,
} from './shapes.js'
import { sweep } from './sweep.js'

/** Fewer columns: each goes from its table and from all that mentions it, in one candidate. */
export async function reduceColumns(search: Search, grammar: Grammar | undefined): Promise<void> {
  if (!grammar) return
  for (const { name } of shapesIn(parsedSteps(search.plan, grammar))) {
    const drop = columnDropper(search.plan, name, grammar)
    const columns = drop?.columns ?? []
    await sweep(search, columns, (kept) =>
      kept.length === 0 ? undefined : drop?.without(columns.filter((one) => !kept.includes(one))),
    )
  }
}

/** Every plan with one column less. */
export function* columnRemovals(plan: Plan, grammar: Grammar | undefined) {
  if (!grammar) return
  for (const { name } of shapesIn(parsedSteps(plan, grammar))) {
    const drop = columnDropper(plan, name, grammar)
    if (!drop || drop.columns.length < 2) continue
    for (const column of drop.columns) {
      const shorter = drop.without([column])
      if (shorter) yield { what: `column ${column} of ${name}`, plan: shorter }
    }
  }
}

interface Dropper {
  readonly columns: readonly string[]
  /** The plan without these columns; undefined where a step cannot do without. */
  without(columns: readonly string[]): Plan | undefined
}

function columnDropper(plan: Plan, name: string, grammar: Grammar): Dropper | undefined {
  const parsed = parsedSteps(plan, grammar)
  const shapes = shapesIn(parsed)
  const table = shapes.find((shape) => shape.name === name)
  if (!table || table.columns.length === 0) return undefined
  const users = withDependents(name, shapes)
  return {
    columns: table.columns,
    without: (columns) => {
      const drop = { table, users, names: new Set(columns) }
      const steps = plan.steps.map((step, index) => {
        const one = parsed.get(index)
        return one ? withoutColumns(step, one, { drop, grammar }) : step
      })
      // The last step is the one that shows it.
      if (steps.at(-1) === undefined) return undefined
      return { ...plan, steps: steps.flatMap((step) => step ?? []) }
    },
  }
}

interface Drop {
  readonly table: Shape
  /** The table and what is made of it. */
  readonly users: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/** The step without the columns, undefined where nothing of it is left. */
function withoutColumns(
  step: Step,
  { sql, tree }: ParsedStep,
  { drop, grammar }: { readonly drop: Drop; readonly grammar: Grammar },
): Step | undefined {
  if (step.kind !== 'statement') return step
  const edits = tree.statements.map((statement) => statementEdits(statement, tree, drop))
  if (edits.every((one) => one !== 'gone' && one.length === 0)) return step
  if (edits.includes('gone')) return undefined
  const shorter = edited(
    sql,
    edits.flatMap((one) => (one === 'gone' ? [] : one)),
  )
  if (!parseText(shorter, grammar)) return undefined
  return { ...step, statement: withSql(step.statement, shorter) }
}

function statementEdits(
  statement: SyntaxNode,
  tree: SyntaxTree,
  drop: Drop,
): readonly Edit[] | 'gone' {
  const tables = nodesOf(statement, 'BaseTableName', 'QualifiedName').map((node) =>
    lastName(tree, node),
  )
  if (!tables.some((table) => drop.users.has(table))) return []
  const create = nodeOf(statement, 'CreateTableColumnList')
  if (create) return tables[0] === drop.table.name ? definitionEdits(create, tree, drop) : []
  const edits = pruned(statement, tree, drop.names)
  const insert = nodeOf(statement, 'InsertStatement')
  if (edits === 'gone' || !insert || tables[0] !== drop.table.name) return edits
  return [...edits, ...valueEdits(insert, tree, drop)]
}

/** Elements of CREATE TABLE: the columns themselves, and constraints that name them. */
function definitionEdits(create: SyntaxNode, tree: SyntaxTree, { names }: Drop) {
  const list = listIn(create)
  if (!list) return []
  const inner = list.children.map((element) => {
    const [column] = columnName(tree, element)
    if (column !== undefined && names.has(column)) return 'gone'
    return pruned(element, tree, names)
  })
  const kept = list.children.filter((_, index) => inner[index] !== 'gone')
  const left = inner.flatMap((edits) => (edits === 'gone' ? [] : edits))
  return kept.length === 0 ? 'gone' : [...left, ...withoutItems(list, kept, tree)]
}

/** The values of an INSERT for the columns, by their positions in its own list of columns or in the table. */
function valueEdits(insert: SyntaxNode, tree: SyntaxTree, { table, names }: Drop): readonly Edit[] {
  const named = listIn(
    insert.children.map((child) => nodeOf(child, 'InsertColumnList')).find(Boolean),
  )
  const columns = named?.children.map((item) => lastName(tree, item)) ?? table.columns
  const values = nodeOf(insert, 'InsertValues')
  if (!values) return []
  return rowsOf(values).flatMap((row) => {
    if (row.children.length !== columns.length) return []
    const kept = row.children.filter((_, index) => !names.has(columns[index] ?? ''))
    return kept.length === 0 ? [] : withoutItems(row, kept, tree)
  })
}

/** The lists of values: of each row of VALUES, or what a query selects. */
function rowsOf(values: SyntaxNode): readonly SyntaxNode[] {
  const clause = nodeOf(values, 'ValuesClause', 'SelectClause')
  if (clause?.rule !== 'ValuesClause')
    return [listIn(clause && nodeOf(clause, 'TargetList'))].flatMap((list) => list ?? [])
  return nodesOf(clause, 'ValuesExpressions').flatMap((row) => listIn(row) ?? [])
}
