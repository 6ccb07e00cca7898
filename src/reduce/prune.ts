import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, type Extent, lastName } from '../sql/peg/tree.js'
import type { Edit } from './edits.js'

/**
 * What names a column. Everything else of that name is something else: an alias, a table, a
 * function.
 */
const NAMING = new Set([
  'ColumnReference',
  'ColumnName',
  'ExcludeName',
  'NestedColumnName',
  'UpdateSetColumnTarget',
])
/** What names several. */
const NAME_LISTS = new Set(['ColumnIdList', 'ColumnList', 'NameList'])
const CHAINS = new Set(['LogicalAndExpression', 'LogicalOrExpression'])
/** Optional in the grammar, but what is around it makes no sense without. */
const NEEDED = new Set(['TargetList', 'InsertColumnList', 'GroupByList'])

/** What is cut out of a text, or that nothing of it is left. */
export type Pruned = readonly Edit[] | 'gone'

/**
 * The edits that take everything out of a statement that depends on certain columns: the smallest
 * list item, operand of AND and OR, or clause around each mention. An expression other than these
 * goes as a whole.
 */
export function pruned(node: SyntaxNode, tree: SyntaxTree, names: ReadonlySet<string>): Pruned {
  return new Pruner(tree, names).prune(node, { inExpression: false })
}

interface Around {
  readonly inExpression: boolean
}

class Pruner {
  constructor(
    private readonly tree: SyntaxTree,
    private readonly names: ReadonlySet<string>,
  ) {}

  prune(node: SyntaxNode, around: Around): Pruned {
    if (NAMING.has(node.rule)) return this.mentions(node) ? 'gone' : []
    if (NAME_LISTS.has(node.rule)) return this.nameList(node)
    if (CHAINS.has(node.rule)) return this.chain(node, around)
    if (node.kind === 'list' && !around.inExpression) return this.list(node, around)
    const inside = aroundChildren(node, around)
    const edits: Edit[] = []
    for (const child of node.children) {
      const inner = this.prune(child, inside)
      if (inner !== 'gone') edits.push(...inner)
      else if (!inside.inExpression && mayGo(node, child)) edits.push(this.cut(child))
      else return 'gone'
    }
    return edits
  }

  private nameList(node: SyntaxNode): Pruned {
    const list = node.children.find(({ kind }) => kind === 'list')
    if (!list) return []
    const kept = list.children.filter((item) => !this.mentions(item))
    return kept.length === 0 ? 'gone' : withoutItems(list, kept, this.tree)
  }

  private list(list: SyntaxNode, around: Around): Pruned {
    return this.parts(list, list.children, around)
  }

  /** Of `a AND b AND c` those that stay. */
  private chain(chain: SyntaxNode, around: Around): Pruned {
    return this.parts(chain, operandsOf(chain), around)
  }

  private parts(whole: SyntaxNode, parts: readonly SyntaxNode[], around: Around): Pruned {
    const inner = parts.map((part) => this.prune(part, around))
    const kept = parts.filter((_, index) => inner[index] !== 'gone')
    if (kept.length === 0) return 'gone'
    const left = inner.flatMap((edits) => (edits === 'gone' ? [] : edits))
    return [...left, ...gaps({ whole, parts, kept }, this.tree)]
  }

  private mentions({ start, end }: SyntaxNode): boolean {
    for (let at = start; at < end; at += 1) {
      if (this.names.has(lastName(this.tree, { start: at, end: at + 1 }))) return true
    }
    return false
  }

  private cut(extent: Extent): Edit {
    return { ...charsOf(this.tree, extent), text: '' }
  }
}

function aroundChildren({ rule }: SyntaxNode, around: Around): Around {
  if (rule === 'Expression') return { inExpression: true }
  return rule === 'SelectStatementInternal' ? { inExpression: false } : around
}

function mayGo(parent: SyntaxNode, { kind, children }: SyntaxNode): boolean {
  if (parent.kind === 'repeat') return true
  return kind === 'optional' && !children.some(({ rule }) => NEEDED.has(rule))
}

/** The operands of a chain such as `a AND b AND c`. */
export function operandsOf(chain: SyntaxNode): readonly SyntaxNode[] {
  return chain.children.flatMap((child) =>
    child.kind === 'repeat' ? child.children.flatMap((item) => item.children.slice(-1)) : [child],
  )
}

/** Takes items out of a list, each with a comma; at least one has to stay. */
export function withoutItems(
  list: SyntaxNode,
  kept: readonly SyntaxNode[],
  tree: SyntaxTree,
): readonly Edit[] {
  return gaps({ whole: list, parts: list.children, kept }, tree)
}

interface Parts {
  readonly whole: Extent
  readonly parts: readonly SyntaxNode[]
  readonly kept: readonly SyntaxNode[]
}

/** Cuts what is between the parts that stay, but for the comma or word that separates them. */
function gaps({ whole, parts, kept }: Parts, tree: SyntaxTree): readonly Edit[] {
  const cuts: Edit[] = []
  let end = whole.start
  for (const [index, part] of kept.entries()) {
    // With the separator before it, unless it is the first to stay.
    const separator = parts[parts.indexOf(part) - 1]?.end ?? part.start
    const from = index === 0 ? part.start : separator
    if (from > end) cuts.push({ ...charsOf(tree, { start: end, end: from }), text: '' })
    end = part.end
  }
  if (whole.end > end) cuts.push({ ...charsOf(tree, { start: end, end: whole.end }), text: '' })
  return cuts
}
