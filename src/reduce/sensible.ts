import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { layOut } from './edits.js'

/**
 * Whether a text that came of another is worth running: the grammar takes it, and it is none of those that DuckDB refuses
 * all the same. `FROM t` for `SELECT * FROM t` and `VALUES (1)` for `SELECT 1` are not made: one form of a query is enough,
 * and the first of these only DuckDB knows.
 */
export function isSensible(text: string, before: SyntaxTree, grammar: Grammar): boolean {
  const after = parseText(text, grammar)
  if (!after) return false
  const isTurned = has(after, 'FromSelectClause') && !has(before, 'FromSelectClause')
  const isBare = after.statements.some(isBareValues) && !before.statements.some(isBareValues)
  if (!bodies(after).every((body) => bodies(before).includes(body))) return false
  return !isTurned && !isBare && !after.statements.some((statement) => isRefused(statement, after))
}

/** Of recursive queries, which stay as they are while they are there: with any part less they may never end. */
function bodies(tree: SyntaxTree): readonly string[] {
  return tree.statements
    .flatMap((statement) => nodesOf(statement, 'WithClause'))
    .filter((clause) => nodeOf(clause, 'Recursive'))
    .flatMap((clause) => nodesOf(clause, 'CTEBody'))
    .map((body) => layOut(textOf(tree, body)))
}

/** `VALUES (1)` as a statement of its own. */
function isBareValues(statement: SyntaxNode): boolean {
  if (statement.children[0]?.rule !== 'SelectStatement') return false
  return nodeOf(statement, 'SelectClause', 'ValuesClause')?.rule === 'ValuesClause'
}

function has({ statements }: SyntaxTree, rule: string): boolean {
  return statements.some((statement) => nodeOf(statement, rule))
}

function isRefused(statement: SyntaxNode, tree: SyntaxTree): boolean {
  return (
    nodesOf(statement, 'SelectClause').some((select) => !nodeOf(select, 'TargetList')) ||
    nodesOf(statement, 'CreateColumnList').some((columns) => !listIn(columns)) ||
    nodesOf(statement, 'ColumnDefinition').some(isUntyped) ||
    nodesOf(statement, 'ValuesClause').some(isUneven) ||
    selectsFromNothing(statement, tree)
  )
}

function isUntyped(definition: SyntaxNode): boolean {
  return !nodeOf(definition, 'Type', 'GeneratedColumn')
}

function isUneven(values: SyntaxNode): boolean {
  const rows = nodesOf(values, 'ValuesExpressions').map((row) => listIn(row)?.children.length)
  return new Set(rows).size > 1
}

/** Rules in which a column is not one of a table. */
const OWN_NAMES = ['SingleArrowPair', 'LambdaExpression', 'ListComprehensionExpression']
/** These look like columns. */
const CONSTANT = /^(?:current_|local|session_|user$|rowid$)/

/** Columns, and no table whose columns they could be. */
function selectsFromNothing(statement: SyntaxNode, tree: SyntaxTree): boolean {
  if (statement.children[0]?.rule !== 'SelectStatement') return false
  if (nodeOf(statement, 'FromClause', ...OWN_NAMES)) return false
  return nodesOf(statement, 'ColumnReference').some(
    (column) => !CONSTANT.test(lastName(tree, column)),
  )
}
