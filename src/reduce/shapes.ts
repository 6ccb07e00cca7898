import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'

/** A relation that a plan creates. */
export interface Shape {
  readonly name: string
  /** The step that creates it. */
  readonly stepIndex: number
  /** In the order of its CREATE TABLE; empty for a view and for a table that is made of a query. */
  readonly columns: readonly ShapedColumn[]
  /** The names in the query that it is made of. */
  readonly from: ReadonlySet<string>
}

export interface ShapedColumn {
  readonly name: string
  /** As it is written; empty where none is. */
  readonly type: string
}

/** The trees of a plan's steps, by the step's number; none for what the grammar does not take. */
export function parsedSteps({ steps }: Plan, grammar: Grammar): ReadonlyMap<number, SyntaxTree> {
  const parsed = new Map<number, SyntaxTree>()
  for (const [index, step] of steps.entries()) {
    const tree = step.kind === 'statement' ? parseText(step.statement.sql, grammar) : undefined
    if (tree) parsed.set(index, tree)
  }
  return parsed
}

/** The relations that these steps create. */
export function shapesIn(parsed: ReadonlyMap<number, SyntaxTree>): readonly Shape[] {
  return [...parsed].flatMap(([stepIndex, tree]) =>
    tree.statements.flatMap((statement) => {
      const create = nodeOf(statement, 'CreateTableStmt', 'CreateViewStmt')
      return create ? [{ stepIndex, ...shapeOf(tree, create) }] : []
    }),
  )
}

function shapeOf(tree: SyntaxTree, create: SyntaxNode): Omit<Shape, 'stepIndex'> {
  const name = nodeOf(create, 'QualifiedName')
  const elements = listIn(nodeOf(create, 'CreateTableColumnList'))?.children ?? []
  const query = nodeOf(create, 'SelectStatementInternal')
  const sources = query ? nodesOf(query, 'BaseTableName') : []
  return {
    name: name ? lastName(tree, name) : '',
    columns: elements.flatMap((element) => columnOf(tree, element) ?? []),
    from: new Set(sources.map((table) => lastName(tree, table))),
  }
}

/** The column that an element of CREATE TABLE defines; undefined for a constraint. */
export function columnOf(tree: SyntaxTree, element: SyntaxNode): ShapedColumn | undefined {
  const definition = nodeOf(element, 'ColumnDefinition')
  const name = definition && nodeOf(definition, 'DottedIdentifier')
  if (!name) return undefined
  const type = nodeOf(definition, 'Type')
  return { name: lastName(tree, name), type: type ? textOf(tree, type) : '' }
}

/** The table and all views and tables that are made of it. */
export function withDependents(name: string, shapes: readonly Shape[]): ReadonlySet<string> {
  const names = new Set([name])
  for (let size = 0; size !== names.size; ) {
    size = names.size
    for (const shape of shapes) {
      if ([...shape.from].some((source) => names.has(source))) names.add(shape.name)
    }
  }
  return names
}

/** The tables that a statement names, its own first. */
export function tablesOf(statement: SyntaxNode, tree: SyntaxTree): readonly string[] {
  const names = nodesOf(statement, 'BaseTableName', 'QualifiedName')
  return names.map((node) => lastName(tree, node))
}

/**
 * What an INSERT puts into a table: the columns, in its order, and the lists of values, each an
 * item a column.
 */
export function insertedValues(statement: SyntaxNode, tree: SyntaxTree, table: Shape) {
  const insert = nodeOf(statement, 'InsertStatement')
  if (!insert || tablesOf(insert, tree)[0] !== table.name) return undefined
  const own = insert.children.map((child) => nodeOf(child, 'InsertColumnList')).find(Boolean)
  const columns =
    listIn(own)?.children.map((item) => lastName(tree, item)) ??
    table.columns.map((column) => column.name)
  const values = nodeOf(insert, 'InsertValues')
  const rows = values ? rowsOf(values) : []
  return { columns, rows: rows.filter(({ children }) => children.length === columns.length) }
}

/** The lists of values: of each row of VALUES, or what a query selects. */
function rowsOf(values: SyntaxNode): readonly SyntaxNode[] {
  const clause = nodeOf(values, 'ValuesClause', 'SelectClause')
  if (clause?.rule === 'ValuesClause') {
    return nodesOf(clause, 'ValuesExpressions').flatMap((row) => listIn(row) ?? [])
  }
  const selected = listIn(clause && nodeOf(clause, 'TargetList'))
  return selected ? [selected] : []
}
