import type { Plan } from '../model/plan.js'
import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, nodesOf } from '../sql/peg/tree.js'

/** A relation that a plan creates. */
export interface Shape {
  readonly name: string
  /** In the order of its CREATE TABLE; empty for a view and for a table that is made of a query. */
  readonly columns: readonly string[]
  /** The names in the query that it is made of. */
  readonly from: ReadonlySet<string>
}

/** A step with its tree; no tree where the grammar does not take its text. */
export interface ParsedStep {
  readonly sql: string
  readonly tree: SyntaxTree
}

/** The trees of a plan's steps, by the step's number. */
export function parsedSteps({ steps }: Plan, grammar: Grammar): ReadonlyMap<number, ParsedStep> {
  const parsed = new Map<number, ParsedStep>()
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'statement') continue
    const { sql } = step.statement
    const tree = parseText(sql, grammar)
    if (tree) parsed.set(index, { sql, tree })
  }
  return parsed
}

/** The relations that these steps create. */
export function shapesIn(parsed: ReadonlyMap<number, ParsedStep>): readonly Shape[] {
  return [...parsed.values()].flatMap(({ tree }) =>
    tree.statements.flatMap((statement) => {
      const create = nodeOf(statement, 'CreateTableStmt', 'CreateViewStmt')
      return create ? [shapeOf(tree, create)] : []
    }),
  )
}

function shapeOf(tree: SyntaxTree, create: SyntaxNode): Shape {
  const name = nodeOf(create, 'QualifiedName')
  const definitions = listIn(nodeOf(create, 'CreateTableColumnList'))
  const query = nodeOf(create, 'SelectStatementInternal')
  return {
    name: name ? lastName(tree, name) : '',
    columns: (definitions?.children ?? []).flatMap((item) => columnName(tree, item)),
    from: new Set(
      (query ? nodesOf(query, 'BaseTableName') : []).map((table) => lastName(tree, table)),
    ),
  }
}

/** The column that an element of CREATE TABLE defines; none for a constraint. */
export function columnName(tree: SyntaxTree, element: SyntaxNode): readonly string[] {
  const definition = nodeOf(element, 'ColumnDefinition')
  const name = definition && nodeOf(definition, 'DottedIdentifier')
  return name ? [lastName(tree, name)] : []
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
