import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { edited } from './edits.js'
import type { Group } from './groups.js'

/**
 * What may be left out of a text by its syntax tree, outermost first: statements; at each depth what is optional or
 * repeated; the items of each list; at last single tokens.
 */
export function treeGroups(sql: string, tree: SyntaxTree): readonly Group[] {
  const { tokens, statements } = tree
  const groups = [list(sql, tree, statements, 'statement')]
  for (
    let level = statements;
    level.length > 0;
    level = level.flatMap(({ children }) => children)
  ) {
    groups.push(clauses(sql, tree, level))
    for (const node of level) {
      if (node.kind === 'list') groups.push(list(sql, tree, node.children, 'item'))
    }
  }
  const single = tokens.map((_, index) => ({ start: index, end: index + 1 }))
  groups.push(removals(sql, tree, single, 'token'))
  return groups.filter(({ count }) => count > 0)
}

type Extent = Pick<SyntaxNode, 'start' | 'end'>

/** What of a level is not needed by the grammar, each with the words that belong to it. */
function clauses(sql: string, tree: SyntaxTree, level: readonly SyntaxNode[]): Group {
  const items = level.flatMap((node) => {
    if (node.kind === 'optional') return [node]
    return node.kind === 'repeat' ? node.children : []
  })
  return removals(sql, tree, items, 'clause')
}

function removals(sql: string, tree: SyntaxTree, items: readonly Extent[], what: string): Group {
  return {
    what,
    count: items.length,
    textWith: (kept) => {
      const isKept = new Set(kept)
      const left = items.filter((_, index) => !isKept.has(index))
      return edited(
        sql,
        left.map((item) => ({ ...charsOf(tree, item), text: '' })),
      )
    },
  }
}

/** The items of a list, of which one has to stay. */
function list(
  sql: string,
  tree: SyntaxTree,
  items: readonly Extent[],
  what: 'item' | 'statement',
): Group {
  const separator = what === 'item' ? ', ' : '; '
  const whole = { start: items[0]?.start ?? 0, end: items.at(-1)?.end ?? 0 }
  return {
    what,
    count: items.length > 1 ? items.length : 0,
    textWith: (kept) => {
      if (kept.length === 0) return undefined
      const texts = kept
        .flatMap((index) => items[index] ?? [])
        .map((item) => {
          const { start, end } = charsOf(tree, item)
          return sql.slice(start, end)
        })
      return edited(sql, [{ ...charsOf(tree, whole), text: texts.join(separator) }])
    },
  }
}

/** From the first to behind the last of the tokens, in UTF-16 units. */
export function charsOf({ tokens }: SyntaxTree, { start, end }: Extent): Extent {
  const [first, last] = [tokens[start], tokens[end - 1]]
  if (!first || !last) return { start: 0, end: 0 }
  return { start: first.start, end: last.start + last.text.length }
}
