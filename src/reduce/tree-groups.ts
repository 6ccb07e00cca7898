import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, type Extent, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import { type Edit, edited } from './edits.js'
import type { Group } from './groups.js'
import { withoutItems } from './prune.js'

/** Statements with more tokens than this are not tried without each of them. */
const TOKENS_MAX = 120

/**
 * Lists whose items do not stand alone: without one of them the statement does not fit its table.
 */
const BOUND = new Set(['ValuesExpressions', 'InsertColumnList'])

/**
 * What may be left out of a text by its syntax tree, outermost first: statements; at each depth
 * what is optional or repeated, and the items of each list; at last single tokens. Some are empty,
 * so that a group has the same place before and after something of it is gone.
 */
export function treeGroups(tree: SyntaxTree): readonly Group[] {
  const { tokens, statements } = tree
  const groups = [statementGroup(tree)]
  let level: readonly Below[] = statements.map((node) => ({ node, parents: [] }))
  for (; level.length > 0; level = level.flatMap(childrenOf)) {
    groups.push(
      clauseGroup(
        tree,
        level.map(({ node }) => node),
      ),
    )
    for (const { node, parents } of level) {
      if (node.rule === 'ValuesClause') groups.push(positionGroup(tree, node, parents))
      if (node.kind === 'list') groups.push(itemGroup(tree, node, parents))
    }
  }
  if (tokens.length <= TOKENS_MAX) groups.push(tokenGroup(tree))
  return groups
}

/** A node with the rules around it, the nearest last. */
interface Below {
  readonly node: SyntaxNode
  readonly parents: readonly SyntaxNode[]
}

function childrenOf({ node, parents }: Below): readonly Below[] {
  return node.children.map((child) => ({ node: child, parents: [...parents, node] }))
}

function statementGroup(tree: SyntaxTree): Group {
  const { statements } = tree
  return {
    labels: statements.length > 1 ? statements.map((one) => textOf(tree, one)) : [],
    textWith: (kept) =>
      kept.length === 0
        ? undefined
        : kept
            .map((index) => (statements[index] ? textOf(tree, statements[index]) : ''))
            .join('; '),
  }
}

/** What of a level is not needed by the grammar, each with the words that belong to it. */
function clauseGroup(tree: SyntaxTree, level: readonly SyntaxNode[]): Group {
  const clauses = level.flatMap((node) => {
    if (node.kind === 'optional') return [node]
    return node.kind === 'repeat' ? node.children : []
  })
  return cutGroup(tree, clauses)
}

function tokenGroup(tree: SyntaxTree): Group {
  return cutGroup(
    tree,
    tree.tokens.map((_, index) => ({ start: index, end: index + 1 })),
  )
}

function cutGroup(tree: SyntaxTree, parts: readonly Extent[]): Group {
  return {
    labels: parts.map((part) => textOf(tree, part)),
    textWith: (kept) => {
      const isKept = new Set(kept)
      const cuts = parts.filter((_, index) => !isKept.has(index))
      return edited(
        tree.sql,
        cuts.map((part) => ({ ...charsOf(tree, part), text: '' })),
      )
    },
  }
}

/** The items of a list, of which one has to stay. */
function itemGroup(tree: SyntaxTree, list: SyntaxNode, parents: readonly SyntaxNode[]): Group {
  const isBound = parents.slice(-2).some(({ rule }) => BOUND.has(rule)) || isInserted(parents)
  // Columns go from a table and from its users at once, see columns.ts.
  const items = isBound ? [] : list.children.filter((item) => !isColumn(item))
  const others = list.children.filter((item) => !items.includes(item))
  return {
    labels: list.children.length > 1 ? items.map((item) => textOf(tree, item)) : [],
    textWith: (kept) => {
      const stay = new Set([...others, ...kept.map((index) => items[index])])
      const left = list.children.filter((item) => stay.has(item))
      return left.length === 0 ? undefined : edited(tree.sql, withoutItems(list, left, tree))
    },
  }
}

/** What a query selects that an INSERT takes its rows from. */
function isInserted(parents: readonly SyntaxNode[]): boolean {
  const around = parents.findLast(({ rule }) =>
    /^(?:InsertValues|FromClause|SubqueryReference|WithClause)$/.test(rule),
  )
  return parents.at(-1)?.rule === 'TargetList' && around?.rule === 'InsertValues'
}

function isColumn(item: SyntaxNode): boolean {
  return (
    item.children[0]?.rule === 'CreateTableColumnElement' &&
    nodeOf(item, 'ColumnDefinition') !== undefined
  )
}

/** Of `(VALUES (1, 2), (3, 4)) v(a, b)` the columns; those of an INSERT go with their table's. */
function positionGroup(
  tree: SyntaxTree,
  values: SyntaxNode,
  parents: readonly SyntaxNode[],
): Group {
  const rows = nodesOf(values, 'ValuesExpressions').flatMap((row) => row.children)
  const isInsert = parents.some(({ rule }) => rule === 'InsertValues')
  const count = rows[0]?.children.length ?? 0
  const isEven = rows.every(({ children }) => children.length === count)
  const reference = parents.findLast(({ rule }) => rule === 'ValuesRef' || rule === 'TableSubquery')
  const names = (reference ? nodesOf(reference, 'ColumnAliases') : []).flatMap(
    ({ children }) => children,
  )
  const lists = [...rows, ...names.filter(({ children }) => children.length === count)]
  return {
    labels:
      !isInsert && isEven && count > 1
        ? (rows[0]?.children ?? []).map((item) => textOf(tree, item))
        : [],
    textWith: (kept) => {
      if (kept.length === 0) return undefined
      const edits: Edit[] = lists.flatMap((list) =>
        withoutItems(
          list,
          list.children.filter((_, index) => kept.includes(index)),
          tree,
        ),
      )
      return edited(tree.sql, edits)
    },
  }
}
