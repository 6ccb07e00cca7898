import { isSignificant, type Token, tokenize } from '../sql/lexer.js'
import { layOut } from './edits.js'
import type { Group } from './groups.js'

/** A part of a text that may be left out, with the comma or keyword that belongs to it. */
interface Span {
  readonly start: number
  readonly end: number
}

/**
 * What may be left out of a text, by the structure of its tokens alone, outermost first:
 * statements, clauses, the items of every comma list. For statements that no grammar here takes.
 */
export function bracketGroups(sql: string): readonly Group[] {
  const tokens = tokenize(sql).filter(isSignificant)
  if (tokens.some((token) => token.kind === 'unterminated')) return []
  const lists = commaLists(tokens).map((items) => groupOf(sql, items))
  return [
    groupOf(sql, separated(tokens, ';')),
    groupOf(sql, clauses(tokens), 'all may go'),
    ...lists,
  ]
}

/** Of a list or of statements one has to stay. Clauses have no separators and may all go. */
function groupOf(sql: string, items: readonly Span[], mayAll?: 'all may go'): Group {
  return {
    labels: items.map(({ start, end }) => sql.slice(start, end).replace(/^[,;]\s*/, '')),
    textWith: (kept) =>
      kept.length === 0 && !mayAll ? undefined : without(sql, items, new Set(kept)),
  }
}

/**
 * The text without the spans that are not kept; what separates items goes with the one behind it.
 */
function without(sql: string, items: readonly Span[], kept: ReadonlySet<number>): string {
  let text = ''
  let at = 0
  let needsFirst = true
  for (const [index, item] of items.entries()) {
    text += sql.slice(at, item.start)
    if (kept.has(index)) {
      const piece = sql.slice(item.start, item.end)
      text += needsFirst ? piece.replace(/^[,;]\s*/, '') : piece
      needsFirst = false
    }
    at = item.end
  }
  return layOut(text + sql.slice(at))
}

const CLAUSE_WORDS = new Set(
  'WHERE GROUP HAVING ORDER LIMIT OFFSET RETURNING QUALIFY WINDOW UNION EXCEPT INTERSECT JOIN'.split(
    ' ',
  ),
)

/**
 * From each clause's keyword to the next one's on the same level; the first, without a keyword, has
 * to stay.
 */
function clauses(tokens: readonly Token[]): readonly Span[] {
  const spans: Span[] = []
  let depth = 0
  let open: Token | undefined
  for (const token of tokens) {
    const isWord = token.kind === 'word' && CLAUSE_WORDS.has(token.text.toUpperCase())
    if (depth === 0 && (isWord || token.text === ';')) {
      if (open) spans.push({ start: open.start, end: token.start })
      open = isWord ? token : undefined
    }
    depth += depthChange(token)
  }
  const last = tokens.at(-1)
  if (open && last) spans.push({ start: open.start, end: endOf(last) })
  return spans
}

function depthChange({ kind, text }: Token): number {
  if (kind !== 'operator') return 0
  return '([{'.includes(text) ? 1 : ')]}'.includes(text) ? -1 : 0
}

/** The lists with two items or more: inside each bracket, behind SELECT, VALUES, SET and BY. */
function commaLists(tokens: readonly Token[]): readonly (readonly Span[])[] {
  const lists: (readonly Span[])[] = []
  tokens.forEach((token, index) => {
    const opensList =
      depthChange(token) === 1 ||
      (token.kind === 'word' && /^(select|values|set|by)$/i.test(token.text))
    if (opensList) lists.push(separated(listAfter(tokens, index + 1), ','))
  })
  return lists
}

/**
 * The tokens of a list: up to the bracket that closes it, a semicolon, or a keyword that ends it.
 */
function listAfter(tokens: readonly Token[], from: number): readonly Token[] {
  let depth = 0
  const end = tokens.findIndex((token, index) => {
    if (index < from) return false
    if (depth === 0 && endsList(token)) return true
    depth += depthChange(token)
    return depth < 0
  })
  return tokens.slice(from, end < 0 ? undefined : end)
}

function endsList({ kind, text }: Token): boolean {
  if (text === ';') return true
  return kind === 'word' && (/^(from|on)$/i.test(text) || CLAUSE_WORDS.has(text.toUpperCase()))
}

/**
 * The items between separators on the list's own level, each with the separator before it; none if
 * there is but one.
 */
function separated(tokens: readonly Token[], separator: ',' | ';'): readonly Span[] {
  const spans: Span[] = []
  let depth = 0
  let start = tokens[0]?.start ?? 0
  for (const token of tokens) {
    if (depth === 0 && token.text === separator && token.kind === 'operator') {
      spans.push({ start, end: token.start })
      start = token.start
    }
    depth += depthChange(token)
  }
  const last = tokens.at(-1)
  if (last) spans.push({ start, end: endOf(last) })
  return spans.length > 1 ? spans : []
}

function endOf(token: Token): number {
  return token.start + token.text.length
}
