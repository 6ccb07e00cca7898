import { isSignificant, type Token, tokenize } from '../lexer.js'
import { splitStatements } from '../split.js'
import type { Grammar, Part } from './grammar.js'
import { isIn } from './terminal-set.js'
import { terminalOf } from './vocabulary.js'

/**
 * A part of a text as the grammar sees it, by the numbers of its tokens: `start` is the first,
 * `end` the one behind the last. Words of the language have no nodes of their own; what may be
 * absent (`optional`), come several times (`repeat`, one child each) or stand in a list with commas
 * (`list`, one child each) has.
 */
export interface SyntaxNode {
  readonly kind: 'rule' | 'optional' | 'repeat' | 'list' | 'item'
  /** The rule's name; empty for the other kinds. */
  readonly rule: string
  readonly start: number
  readonly end: number
  readonly children: readonly SyntaxNode[]
}

/** A text with its significant tokens and a tree for each of its statements. */
export interface SyntaxTree {
  readonly sql: string
  readonly tokens: readonly Token[]
  readonly statements: readonly SyntaxNode[]
}

/** Deeper nesting than this is given up rather than risking the stack. */
const DEPTH_MAX = 1_200

/** Parses a text of one or more statements; undefined where the grammar does not take all of it. */
export function parseText(sql: string, grammar: Grammar): SyntaxTree | undefined {
  const tokens = tokenize(sql).filter(isSignificant)
  const parser = new Parser(tokens, grammar)
  const statements: SyntaxNode[] = []
  let at = 0
  for (const { start, end } of splitStatements(sql)) {
    while ((tokens[at]?.start ?? end) < start) at += 1
    const from = at
    while (at < tokens.length && (tokens[at]?.start ?? end) < end) at += 1
    const node = parser.parse('Statement', from)
    if (node?.end !== at) return undefined
    statements.push(node)
  }
  return statements.length === 0 ? undefined : { sql, tokens, statements }
}

/** Whether tokens from `start` up to `end` are wholly of a rule. */
export function isOfRule(tokens: readonly Token[], rule: string, grammar: Grammar): boolean {
  return new Parser(tokens, grammar).parse(rule, 0)?.end === tokens.length
}

/** Packrat: what a rule makes of a place is found out once. */
class Parser {
  private readonly terminals: Int32Array
  private readonly known = new Map<number, SyntaxNode | null>()
  private depth = 0

  constructor(
    tokens: readonly Token[],
    private readonly grammar: Grammar,
  ) {
    this.terminals = Int32Array.from(tokens, (token) => terminalOf(token, grammar.vocabulary))
  }

  parse(rule: string, at: number): SyntaxNode | undefined {
    const number = this.grammar.ruleNumber.get(rule)
    this.depth = 0
    return number === undefined ? undefined : (this.rule(number, at) ?? undefined)
  }

  private rule(number: number, at: number): SyntaxNode | null {
    const key = number * (this.terminals.length + 1) + at
    const before = this.known.get(key)
    if (before !== undefined) return before
    const body = this.grammar.bodies[number]
    if (!body || this.depth > DEPTH_MAX) return null
    this.depth += 1
    const children: SyntaxNode[] = []
    const end = this.match(body, at, children)
    this.depth -= 1
    const rule = this.grammar.ruleNames[number] ?? ''
    const node = end < 0 ? null : { kind: 'rule' as const, rule, start: at, end, children }
    this.known.set(key, node)
    return node
  }

  /** Where the match ends, -1 for none; what it consists of is added to `into`. */
  private match(part: Part, at: number, into: SyntaxNode[]): number {
    const terminal = this.terminals[at]
    if (terminal === undefined ? !part.isOptional : !isIn(part.starts, terminal)) return -1
    switch (part.kind) {
      case 'token':
        return at + 1
      case 'rule': {
        const node = this.rule(part.number, at)
        if (node) into.push(node)
        return node ? node.end : -1
      }
      case 'sequence':
        return this.sequence(part, at, into)
      case 'choice':
        return this.choice(part, at, into)
      case 'optional':
        return this.optional(part, at, into)
      case 'repeat':
        return this.repeat(part, at, into)
      case 'list':
        return this.list(part, at, into)
      case 'never':
        return -1
    }
  }

  private sequence({ items }: Part, at: number, into: SyntaxNode[]): number {
    const before = into.length
    let end = at
    for (const item of items) {
      end = this.match(item, end, into)
      if (end >= 0) continue
      into.length = before
      return -1
    }
    return end
  }

  private choice({ items }: Part, at: number, into: SyntaxNode[]): number {
    for (const item of items) {
      const end = this.match(item, at, into)
      if (end >= 0) return end
    }
    return -1
  }

  private optional({ items: [item] }: Part, at: number, into: SyntaxNode[]): number {
    const children: SyntaxNode[] = []
    const end = item ? this.match(item, at, children) : -1
    if (end <= at) return at
    into.push({ kind: 'optional', rule: '', start: at, end, children })
    return end
  }

  private repeat({ items: [item], number }: Part, at: number, into: SyntaxNode[]): number {
    const children: SyntaxNode[] = []
    let end = at
    for (let next = item ? this.item(item, end, children) : -1; next > end; ) {
      end = next
      next = item ? this.item(item, end, children) : -1
    }
    if (children.length < number) return -1
    if (end > at) into.push({ kind: 'repeat', rule: '', start: at, end, children })
    return end
  }

  private list({ items: [item] }: Part, at: number, into: SyntaxNode[]): number {
    const children: SyntaxNode[] = []
    let end = item ? this.item(item, at, children) : -1
    if (!item || end < 0) return -1
    const comma = this.grammar.vocabulary.numberOf.get(',')
    while (this.terminals[end] === comma) {
      const next = this.item(item, end + 1, children)
      end = next < 0 ? end + 1 : next
      if (next < 0) break
    }
    into.push({ kind: 'list', rule: '', start: at, end, children })
    return end
  }

  private item(item: Part, at: number, into: SyntaxNode[]): number {
    const children: SyntaxNode[] = []
    const end = this.match(item, at, children)
    if (end >= 0) into.push({ kind: 'item', rule: '', start: at, end, children })
    return end
  }
}
