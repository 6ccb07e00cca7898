import type { SyntaxNode, SyntaxTree } from '../sql/peg/parse.js'
import { charsOf, type Extent, listIn, nodeOf, nodesOf, textOf } from '../sql/peg/tree.js'
import type { Edit } from './edits.js'

/** A place in a text where something plainer may stand: one of these edits, the plainest first. */
export type Place = readonly Edit[]

/** So many parts of a place are tried in its stead. */
const INNER_MAX = 6

/** The levels of DuckDB's expressions, the loosest first. */
const EXPRESSIONS = new Set([
  'Expression',
  'ReservedColumnName', // Of `t.c` it is `c`.
  ...`LambdaArrow LogicalOr LogicalAnd LogicalNot Is IsDistinctFrom Comparison BetweenInLike
    OtherOperator Bitwise Additive Multiplicative Exponentiation Collate AtTimeZone Prefix Base Single`
    .split(/\s+/)
    .map((level) => `${level}Expression`),
])

/**
 * Parts that may stand for one another, so that an inner one can take the place of an outer one:
 * expressions, queries, what is behind FROM, types, statements.
 */
const FAMILIES: readonly ReadonlySet<string>[] = [
  EXPRESSIONS,
  new Set(['SelectStatementInternal', 'SelectSetOpChain', 'IntersectChain', 'SelectAtom']),
  new Set(['TableRef', 'InnerTableRef']),
  new Set(['Type']),
  new Set(['Statement', 'SelectStatement']),
]

/** Where a text may become plainer, other than by leaving something out: outermost first. */
export function placesOf(tree: SyntaxTree): readonly Place[] {
  const seen = new Set<string>()
  const places: Place[] = []
  const visit = (level: readonly SyntaxNode[]) => {
    for (const node of level) {
      const family = FAMILIES.find((rules) => rules.has(node.rule))
      const key = `${node.start}-${node.end}`
      if (!family || seen.has(key) || node.rule === 'ReservedColumnName') continue
      seen.add(key)
      const texts = [...constants(node, tree), ...parts(node, tree, family)]
      const place = texts.map((text) => ({ ...charsOf(tree, node), text }))
      if (place.length > 0) places.push(place)
    }
    const below = level.flatMap(({ children }) => children)
    if (below.length > 0) visit(below)
  }
  visit(tree.statements)
  return places
}

/** What inserts the rows of a query may insert plain values, as many as it selects. */
export function plainValues(tree: SyntaxTree): readonly Edit[] {
  return tree.statements
    .flatMap((statement) => nodesOf(statement, 'InsertValues'))
    .flatMap((node) => values(node).map((text) => ({ ...charsOf(tree, node), text })))
}

function values(node: SyntaxNode): readonly string[] {
  if (
    node.rule !== 'InsertValues' ||
    nodeOf(node, 'ValuesClause', 'SelectClause')?.rule !== 'SelectClause'
  )
    return []
  const count = listIn(nodeOf(node, 'TargetList'))?.children.length ?? 1
  return [`VALUES (${Array.from({ length: count }, () => '0').join(', ')})`]
}

/** Any expression may be a constant; one that is a literal already is another pass's work. */
function constants(node: SyntaxNode, tree: SyntaxTree): readonly string[] {
  return EXPRESSIONS.has(node.rule) && !isLiteral(node, tree) ? ['1', 'NULL'] : []
}

/** The inner parts of the same family, the smallest first. */
function parts(node: SyntaxNode, tree: SyntaxTree, family: ReadonlySet<string>): readonly string[] {
  const size = ({ start, end }: Extent) => end - start
  const found = new Map<string, Extent>()
  const visit = (one: SyntaxNode) => {
    const isInner = family.has(one.rule) && size(one) < size(node) && !isNumber(one, tree)
    if (isInner) found.set(`${one.start}-${one.end}`, one)
    one.children.forEach(visit)
  }
  node.children.forEach(visit)
  return [...found.values()]
    .toSorted((one, other) => size(one) - size(other))
    .slice(0, INNER_MAX)
    .map((part) => textOf(tree, part))
}

function isLiteral(extent: Extent, tree: SyntaxTree): boolean {
  const token = tree.tokens[extent.start]
  if (extent.end - extent.start !== 1 || !token) return false
  return (
    token.kind === 'string' ||
    token.kind === 'number' ||
    /^(?:null|true|false|default)$/i.test(token.text)
  )
}

/** Numbers are tried as constants. */
function isNumber(extent: Extent, tree: SyntaxTree): boolean {
  return extent.end - extent.start === 1 && tree.tokens[extent.start]?.kind === 'number'
}
