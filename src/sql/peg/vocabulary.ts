import type { Token } from '../lexer.js'
import type { Matcher, Rules } from './matcher.js'
import { setOf, type TerminalSet, type Terminals } from './terminal-set.js'

/** Tokens that no literal of the grammar is: other words, quoted names, strings, ... */
const CLASSES = ['word', 'quoted', 'string', 'number', 'parameter', 'operator', 'other'] as const
type TokenClass = (typeof CLASSES)[number]

/**
 * The terminals of a grammar, numbered: every literal and every class of tokens. A token is exactly
 * one of them, so that a set of tokens is a set of numbers.
 */
export interface Vocabulary extends Terminals {
  /** By the name of a rule: what it takes, one token. Such rules are names and literals. */
  readonly tokenRules: ReadonlyMap<string, TerminalSet>
}

/** Reads the words of the language and their classes from the rules. */
export function vocabularyOf(rules: Rules): Vocabulary {
  const literals = new Set([...rules.values()].flatMap(literalsOf))
  const terminals = [...CLASSES.map((name) => `<${name}>`), ...literals]
  const numberOf = new Map(terminals.map((text, index) => [text, index]))
  const vocabulary = { size: terminals.length, numberOf }
  return { ...vocabulary, tokenRules: tokenRules(rules, vocabulary) }
}

/** The number of a token. */
export function terminalOf({ kind, text }: Token, { numberOf }: Vocabulary): number {
  const literal =
    kind === 'word' || kind === 'operator' ? numberOf.get(text.toUpperCase()) : undefined
  return literal ?? numberOf.get(`<${classOf(kind)}>`) ?? 0
}

function classOf(kind: Token['kind']): TokenClass {
  switch (kind) {
    case 'word':
    case 'string':
    case 'number':
    case 'parameter':
    case 'operator':
      return kind
    case 'quoted-identifier':
    case 'placeholder':
      return 'quoted'
    default:
      return 'other'
  }
}

function literalsOf(matcher: Matcher): readonly string[] {
  switch (matcher.kind) {
    case 'literal':
      return [matcher.text]
    case 'list':
      return [',', ...literalsOf(matcher.item)]
    case 'sequence':
    case 'choice':
      return matcher.items.flatMap(literalsOf)
    case 'optional':
    case 'repeat':
      return literalsOf(matcher.item)
    default:
      return []
  }
}

/**
 * A plain name is no reserved word and none that joins; a name behind a dot, or of a function or
 * type, is freer.
 */
function tokenRules(rules: Rules, vocabulary: Terminals): ReadonlyMap<string, TerminalSet> {
  const words = (...names: readonly string[]) =>
    new Set(names.flatMap((name) => literalsOf(rules.get(name) ?? { kind: 'characters' })))
  const unreserved = words('UnreservedKeyword', 'ColumnNameKeyword')
  const joining = words('FuncNameKeyword', 'TypeNameKeyword')
  const reserved = words('ReservedKeyword')
  const isName = (word: string) =>
    !reserved.has(word) && (unreserved.has(word) || !joining.has(word))
  const names = namesThat(vocabulary, isName)
  const callable = namesThat(vocabulary, (word) => !reserved.has(word))
  const any = namesThat(vocabulary, () => true)
  const taken = new Map<string, TerminalSet>([
    ['Identifier', names],
    ['PlainIdentifier', names],
    ['QuotedIdentifier', setOf(vocabulary, ['<quoted>'])],
    ['NumberLiteral', setOf(vocabulary, ['<number>'])],
    ['StringLiteral', setOf(vocabulary, ['<string>'])],
    ['Parameter', setOf(vocabulary, ['<parameter>'])],
    ['TableName', namesThat(vocabulary, isName, '<string>')],
    ['OperatorLiteral', setOf(vocabulary, ['<operator>', '@', '`'])],
  ])
  for (const [name, matcher] of rules) {
    if (taken.has(name) || matcher.kind !== 'rule' || matcher.name !== 'Identifier') continue
    taken.set(name, name.startsWith('Reserved') ? any : isCallable(name) ? callable : names)
  }
  taken.set('ReservedIdentifier', any)
  taken.set('TypeName', callable)
  return taken
}

function isCallable(rule: string): boolean {
  return /^(?:Table)?FunctionName$|^(?:Pragma|Setting)Name$/.test(rule)
}

/** The set of names whose bare word passes; a quoted name always does. */
function namesThat(
  vocabulary: Terminals,
  passes: (word: string) => boolean,
  ...more: readonly string[]
): TerminalSet {
  const keywords = [...vocabulary.numberOf.keys()].filter((text) => /^[A-Z_]+$/.test(text))
  return setOf(vocabulary, ['<word>', '<quoted>', ...more, ...keywords.filter(passes)])
}
