import { assert } from '../../model/errors.js'
import type { Matcher, Rules } from './matcher.js'

const TOKEN = new RegExp(
  [
    /\s+|#[^\n]*/,
    /(?<name>%?[A-Za-z_][A-Za-z0-9_]*)/,
    /(?<arrow><-)/,
    /(?<literal>'(?:\\.|[^'\\])*')/,
    /(?<class>\[(?:\\.|[^\]\\])*\])/,
    /(?<mark>[()?*+/<>!])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
)

interface GrammarToken {
  readonly kind: 'name' | 'arrow' | 'literal' | 'class' | 'mark'
  readonly text: string
}

/**
 * Reads a grammar in DuckDB's notation: `Name <- a (b / c)* 'WORD'?`, with `/` tighter than
 * sequence, the macros `List(x)` and `Parens(x)`, and patterns of characters in the rules that are
 * tokens. `!` is passed over. Undefined for what is not such a text.
 */
export function readRules(text: string): Rules | undefined {
  const tokens = grammarTokens(text)
  if (!tokens) return undefined
  const rules = new Map<string, Matcher>()
  for (const { name, from, to } of definitions(tokens)) {
    const matcher = new RuleReader(tokens.slice(from, to)).read()
    if (!matcher) return undefined
    rules.set(name, matcher)
  }
  return rules
}

function grammarTokens(text: string): readonly GrammarToken[] | undefined {
  const tokens: GrammarToken[] = []
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(text)
    if (!groups) return undefined
    for (const [kind, found] of Object.entries(groups.groups ?? {})) {
      if (found !== undefined) tokens.push({ kind: kind as GrammarToken['kind'], text: found })
    }
  }
  return tokens
}

/**
 * Where each rule's body is. The definitions of macros, `List(D) <- ...`, are known here and passed
 * over.
 */
function* definitions(tokens: readonly GrammarToken[]) {
  const arrows = tokens.flatMap(({ kind }, index) => (kind === 'arrow' ? [index] : []))
  for (const [index, arrow] of arrows.entries()) {
    const name = tokens[arrow - 1]
    if (name?.kind !== 'name') continue
    const next = arrows[index + 1]
    const isMacro = next !== undefined && tokens[next - 1]?.text === ')'
    const to = next === undefined ? tokens.length : next - (isMacro ? 4 : 1)
    yield { name: name.text, from: arrow + 1, to }
  }
}

/** Reads the body of one rule; undefined where the notation is another one. */
class RuleReader {
  private at = 0

  constructor(private readonly tokens: readonly GrammarToken[]) {}

  read(): Matcher | undefined {
    const isPattern = this.tokens.some(({ kind }) => kind === 'class')
    if (isPattern) return { kind: 'characters' }
    const matcher = this.sequence()
    return this.at === this.tokens.length ? matcher : undefined
  }

  private sequence(): Matcher | undefined {
    const items: Matcher[] = []
    for (let item = this.choice(); item; item = this.choice()) items.push(item)
    return items.length > 1 ? { kind: 'sequence', items } : items[0]
  }

  private choice(): Matcher | undefined {
    const items: Matcher[] = []
    do {
      const item = this.suffixed()
      if (!item) return undefined
      items.push(item)
    } while (this.takes('/'))
    return items.length === 1 ? items[0] : { kind: 'choice', items }
  }

  private suffixed(): Matcher | undefined {
    let item = this.atom()
    for (; item; ) {
      if (this.takes('?')) item = { kind: 'optional', item }
      else if (this.takes('*')) item = { kind: 'repeat', item, min: 0 }
      else if (this.takes('+')) item = { kind: 'repeat', item, min: 1 }
      else break
    }
    return item
  }

  private atom(): Matcher | undefined {
    while (this.takes('!')) {
      // A look ahead that no rule of the language depends on.
    }
    const token = this.tokens[this.at]
    if (!token) return undefined
    if (token.kind === 'literal') {
      this.at += 1
      return { kind: 'literal', text: literalText(token.text) }
    }
    if (token.text === '(') return this.bracketed()
    if (token.kind !== 'name') return undefined
    this.at += 1
    if (this.tokens[this.at]?.text !== '(' || !/^(?:List|Parens)$/.test(token.text)) {
      return { kind: 'rule', name: token.text }
    }
    const item = this.bracketed()
    return item && (token.text === 'List' ? { kind: 'list', item } : inBrackets(item))
  }

  private bracketed(): Matcher | undefined {
    this.at += 1
    const inner = this.sequence()
    return this.takes(')') ? inner : undefined
  }

  private takes(text: string): boolean {
    const token = this.tokens[this.at]
    if (token?.kind !== 'mark' || token.text !== text) return false
    this.at += 1
    return true
  }
}

function literalText(quoted: string): string {
  assert(quoted.length > 2, 'an empty literal in a grammar')
  return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1').toUpperCase()
}

function inBrackets(item: Matcher): Matcher {
  const [open, close] = ['(', ')'].map((text): Matcher => ({ kind: 'literal', text }))
  assert(open && close, 'two brackets')
  return { kind: 'sequence', items: [open, item, close] }
}
