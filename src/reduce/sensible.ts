import type { Grammar } from '../sql/peg/grammar.js'
import { parseText, type SyntaxNode, type SyntaxTree } from '../sql/peg/parse.js'
import { lastName, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { layOut } from './edits.js'

/**
 * Tells whether a text that came of another is worth running: the grammar takes it, and there is
 * nothing in it that was not there before and that DuckDB refuses all the same. `FROM t` for
 * `SELECT * FROM t` and `VALUES (1)` for `SELECT 1` are not made: one form of a query is enough,
 * and the first of these only DuckDB knows.
 */
export function sensibleAfter(before: SyntaxTree, grammar: Grammar): (text: string) => boolean {
  const known = new Set(oddities(before))
  const recursive = new Set(recursiveBodies(before))
  return (text) => {
    const after = parseText(text, grammar)
    return (
      after !== undefined &&
      oddities(after).every((oddity) => known.has(oddity)) &&
      recursiveBodies(after).every((body) => recursive.has(body))
    )
  }
}

type IsOdd = (statement: SyntaxNode, tree: SyntaxTree) => boolean

const ODDITIES: readonly IsOdd[] = [
  (statement) => nodeOf(statement, 'FromSelectClause') !== undefined,
  isBareValues,
  (statement) => nodesOf(statement, 'SelectClause').some((one) => !nodeOf(one, 'TargetList')),
  (statement) => nodesOf(statement, 'CreateColumnList').some((columns) => !listIn(columns)),
  (statement) => nodesOf(statement, 'ColumnDefinition').some(isUntyped),
  (statement) => nodesOf(statement, 'ValuesClause').some(isUneven),
  (statement) => nodesOf(statement, 'TypeModifiers').some((one) => !listIn(one)),
  endsEarly,
  selectsFromNothing,
]

/** Which of these a text has. */
function oddities(tree: SyntaxTree): readonly IsOdd[] {
  return ODDITIES.filter((isOdd) => tree.statements.some((one) => isOdd(one, tree)))
}

/**
 * Of recursive queries, which stay as they are while they are there: with any part less they may
 * never end.
 */
function recursiveBodies(tree: SyntaxTree): readonly string[] {
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

/**
 * `(1, )`: a comma too many is allowed, and is no step forward. `VALUES ()` is a table function
 * here, and nowhere else.
 */
function endsEarly(statement: SyntaxNode, { tokens }: SyntaxTree): boolean {
  return tokens.slice(statement.start, statement.end).some(({ text }, index, all) => {
    const next = all[index + 1]?.text
    if (/^values$/i.test(text))
      return next === ')' || (next === '(' && all[index + 2]?.text === ')')
    return text === ',' && (next === undefined || /^[)\]}]$|^from$/i.test(next))
  })
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
