import { identifierName } from '../identifiers.js'
import type { SyntaxNode, SyntaxTree } from './parse.js'

/** Some of a text's tokens, by their numbers. */
export type Extent = Pick<SyntaxNode, 'start' | 'end'>

/** From the first to behind the last of these tokens, in UTF-16 units. */
export function charsOf({ tokens }: SyntaxTree, { start, end }: Extent): Extent {
  const [first, last] = [tokens[start], tokens[end - 1]]
  if (!first || !last) return { start: 0, end: 0 }
  return { start: first.start, end: last.start + last.text.length }
}

/** The text of an extent. */
export function textOf(tree: SyntaxTree, extent: Extent): string {
  const { start, end } = charsOf(tree, extent)
  return tree.sql.slice(start, end)
}

/** All nodes of these rules at or below a node, outer ones and earlier ones first. */
export function nodesOf(node: SyntaxNode, ...rules: readonly string[]): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  const visit = (one: SyntaxNode) => {
    if (rules.includes(one.rule)) found.push(one)
    one.children.forEach(visit)
  }
  visit(node)
  return found
}

/** The first of these. */
export function nodeOf(node: SyntaxNode, ...rules: readonly string[]): SyntaxNode | undefined {
  if (rules.includes(node.rule)) return node
  for (const child of node.children) {
    const found = nodeOf(child, ...rules)
    if (found) return found
  }
  return undefined
}

/** The first list at or below a node. */
export function listIn(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (!node || node.kind === 'list') return node
  for (const child of node.children) {
    const found = listIn(child)
    if (found) return found
  }
  return undefined
}

/** The name that the last token of an extent stands for, in lower case: of `main."T"` it is t. */
export function lastName({ tokens }: SyntaxTree, { start, end }: Extent): string {
  const token = end > start ? tokens[end - 1] : undefined
  return token ? identifierName(token.text).toLowerCase() : ''
}
