import { isKeyword } from './keywords.js'
import type { Token } from './lexer.js'

/** A token without its particulars: what two tokens that are alike have in common. */
export type Mask = (tokens: readonly Token[], index: number) => string

/** Tokens in the one way in which their statement is written for a comparison of shapes. The result need not be SQL. */
export function plainTokens(tokens: readonly Token[], mask: Mask): readonly Token[] {
  const steps = [withoutCasts, withoutAliases, withoutSigns, withoutDoubleBrackets]
  const plain = steps.reduce((current, step) => step(current), withoutEnd(tokens))
  return joined(shortened(levelOf(plain), mask))
}

function withoutEnd(tokens: readonly Token[]): readonly Token[] {
  return tokens.at(-1)?.text === ';' ? withoutEnd(tokens.slice(0, -1)) : tokens
}

const depthOf = (text: string): number =>
  text === '(' || text === '[' || text === '{'
    ? 1
    : text === ')' || text === ']' || text === '}'
      ? -1
      : 0

/** Where the bracket that opens at an index is closed, or the end. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at += 1) {
    depth += depthOf(tokens[at]?.text ?? '')
    if (depth === 0) return at
  }
  return tokens.length
}

/** `CAST(x AS T)` is `x::T`, and `(x)::T` where x is more than one token. */
function withoutCasts(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(
    (token, index) => /^cast$/i.test(token.text) && tokens[index + 1]?.text === '(',
  )
  if (at < 0) return tokens
  const end = closing(tokens, at + 1)
  const as = castAs(tokens, at + 2, end)
  if (as === undefined) return tokens
  const value = tokens.slice(at + 2, as)
  const opened =
    value.length > 1 ? [tokens[at + 1] as Token, ...value, tokens[end] as Token] : value
  const cast: Token = { kind: 'operator', text: '::', start: tokens[as]?.start ?? 0 }
  const inside = [...tokens.slice(0, at), ...opened, cast, ...tokens.slice(as + 1, end)]
  return withoutCasts([...inside, ...tokens.slice(end + 1)])
}

function castAs(tokens: readonly Token[], from: number, end: number): number | undefined {
  let depth = 0
  for (let at = from; at < end; at += 1) {
    const text = tokens[at]?.text ?? ''
    if (depth === 0 && /^as$/i.test(text)) return at
    depth += depthOf(text)
  }
  return undefined
}

/** `x AS y` and `t AS v(a, b)` without what is behind; `WITH c AS (...)`, `AS SELECT` and ATTACH keep theirs. */
function withoutAliases(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isAlias(tokens, at)) {
      kept.push(tokens[at] as Token)
      continue
    }
    at += 1
    if (tokens[at + 1]?.text === '(') at = closing(tokens, at + 1)
  }
  return kept
}

function isAlias(tokens: readonly Token[], at: number): boolean {
  const [name, token] = [tokens[at + 1], tokens[at]]
  if (
    token?.kind !== 'word' ||
    !/^as$/i.test(token.text) ||
    /^attach$/i.test(tokens[0]?.text ?? '')
  )
    return false
  return name?.kind === 'quoted-identifier' || (name?.kind === 'word' && !isKeyword(name.text))
}

/** A sign before a number belongs to the number. */
function withoutSigns(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter(({ text }, at) => {
    if (text !== '-' && text !== '+') return true
    const before = tokens[at - 1]
    const isBinary =
      before !== undefined &&
      (before.kind === 'number' ||
        before.kind === 'quoted-identifier' ||
        before.kind === 'string' ||
        before.kind === 'parameter' ||
        before.text === ')' ||
        before.text === ']' ||
        (before.kind === 'word' && !isKeyword(before.text)))
    return isBinary || tokens[at + 1]?.kind !== 'number'
  })
}

/** `((x))` is `(x)`. */
function withoutDoubleBrackets(tokens: readonly Token[]): readonly Token[] {
  const dropped = new Set<number>()
  tokens.forEach(({ text }, at) => {
    if (text !== '(' || tokens[at + 1]?.text !== '(') return
    const [outer, inner] = [closing(tokens, at), closing(tokens, at + 1)]
    if (outer !== inner + 1) return
    dropped.add(at)
    dropped.add(outer)
  })
  return tokens.filter((_, at) => !dropped.has(at))
}

/** What stands on one level of brackets: clauses one after the other, each a list of items. */
type Level = readonly Clause[]

/** `SELECT a, b` is a clause of two items with SELECT before them; nothing stands before the first one of a bracket. */
interface Clause {
  readonly lead: Token | undefined
  readonly items: readonly (readonly Part[])[]
  readonly comma: Token | undefined
}

type Part = Token | Bracket

interface Bracket {
  readonly open: Token
  readonly inside: Level
  readonly close: Token | undefined
}

const CLAUSE_WORDS = new Set(
  `SELECT DISTINCT FROM WHERE GROUP HAVING ORDER BY LIMIT OFFSET RETURNING QUALIFY WINDOW UNION EXCEPT INTERSECT JOIN ON
  USING VALUES SET`.split(/\s+/),
)

function levelOf(tokens: readonly Token[]): Level {
  const clauses: { lead: Token | undefined; items: Part[][]; comma: Token | undefined }[] = []
  let open = {
    lead: undefined as Token | undefined,
    items: [[]] as Part[][],
    comma: undefined as Token | undefined,
  }
  clauses.push(open)
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    const isLead =
      token.text === ';' || (token.kind === 'word' && CLAUSE_WORDS.has(token.text.toUpperCase()))
    if (isLead) {
      open = { lead: token, items: [[]], comma: undefined }
      clauses.push(open)
    } else if (token.kind === 'operator' && token.text === ',') {
      open.comma = token
      open.items.push([])
    } else if (token.kind === 'operator' && depthOf(token.text) === 1) {
      const end = closing(tokens, at)
      const inside = levelOf(tokens.slice(at + 1, end))
      open.items.at(-1)?.push({ open: token, inside, close: tokens[end] })
      at = end
    } else open.items.at(-1)?.push(token)
  }
  return clauses
}

/** Lists without the items that are like the one before them; what is selected in the order of its shapes. */
function shortened(level: Level, mask: Mask): Level {
  return level.map(({ lead, items, comma }) => {
    const masked = items.map((item) => {
      const parts = item.map((part) =>
        isBracket(part) ? { ...part, inside: shortened(part.inside, mask) } : part,
      )
      const tokens = joinedParts(parts)
      return { parts, shape: tokens.map((_, at) => mask(tokens, at)).join(' ') }
    })
    const isSelect = /^(?:select|distinct|returning)$/i.test(lead?.text ?? '')
    const ordered = isSelect
      ? masked.toSorted((one, other) => compare(one.shape, other.shape))
      : masked
    // Two tables are a join, whatever they are called.
    const isFrom = /^from$/i.test(lead?.text ?? '')
    const kept = ordered.filter(({ shape }, at) => isFrom || shape !== ordered[at - 1]?.shape)
    return { lead, items: kept.map(({ parts }) => parts), comma }
  })
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function isBracket(part: Part): part is Bracket {
  return 'open' in part
}

function joined(level: Level): readonly Token[] {
  return level.flatMap(({ lead, items, comma }) => [
    ...(lead ? [lead] : []),
    ...items.flatMap((item, at) => [...(at > 0 && comma ? [comma] : []), ...joinedParts(item)]),
  ])
}

function joinedParts(parts: readonly Part[]): readonly Token[] {
  return parts.flatMap((part) =>
    isBracket(part)
      ? [part.open, ...joined(part.inside), ...(part.close ? [part.close] : [])]
      : [part],
  )
}
