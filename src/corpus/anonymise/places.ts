import { isSignificant, type Token, tokenize } from '../../sql/lexer.js'
import { statementKind } from '../../sql/statement-kind.js'

/** What becomes of a literal: another value, other bits, or it stays, for a reason. */
export type Place =
  | { readonly kind: 'value' }
  | { readonly kind: 'bits' }
  | { readonly kind: 'file' }
  | { readonly kind: 'kept'; readonly because: string }

/** A token with what is around it. */
export interface Around {
  readonly token: Token
  /** Upper case; empty at the ends. */
  readonly before: string
  readonly after: string
  readonly afterNext: string
  /** The brackets around it, the innermost last: the word before each, upper case. */
  readonly brackets: readonly Bracket[]
  /** In the terms of ORDER BY or GROUP BY, at the place of a whole term. */
  readonly isTerm: boolean
  readonly statement: string
}

export interface Bracket {
  readonly text: string
  readonly word: string
  /** How many commas stand before, so 0 for the first argument. */
  readonly argument: number
}

/** What becomes of a number or a string in its place. */
export function placeOf(around: Around): Place {
  const { token, statement } = around
  if (SETTINGS.has(statement)) return kept('settings')
  return token.kind === 'number' ? numberPlace(around) : stringPlace(around)
}

/** The tokens of a text with their surroundings, in order; only those that mean something have some. */
export function aroundTokens(sql: string): readonly (Token | Around)[] {
  const tokens = tokenize(sql)
  const significant = tokens.filter(isSignificant)
  const statement = statementKind(sql)
  const walker = new Walker(statement)
  let at = 0
  return tokens.map((token) => {
    if (!isSignificant(token)) return token
    at += 1
    return walker.step(token, significant.slice(Math.max(0, at - 2), at + 2), at > 1)
  })
}

const SETTINGS = new Set([
  'SET',
  'RESET',
  'PRAGMA',
  'USE',
  'LOAD',
  'INSTALL',
  'CHECKPOINT',
  'VACUUM',
])

function kept(because: string): Place {
  return { kind: 'kept', because }
}

const COUNTS_BEFORE = new Set(['LIMIT', 'OFFSET', 'FIRST', 'NEXT', 'FETCH', 'SAMPLE', 'TOP'])
const COUNTS_AFTER = new Set(['PRECEDING', 'FOLLOWING', 'ROWS', 'ROW', 'PERCENT'])
const TYPES = new Set(
  `DECIMAL NUMERIC DEC VARCHAR CHAR BPCHAR CHARACTER TEXT STRING BIT VARBIT VARYING TIMESTAMP TIME
  TIMESTAMPTZ FLOAT BLOB BINARY VARBINARY`.split(/\s+/),
)
/** Their numbers are lengths, positions and digits. */
const MEASURES = new Set(
  `RANGE GENERATE_SERIES REPEAT ROUND TRUNC SUBSTRING SUBSTR LEFT RIGHT LPAD RPAD NTILE LAG LEAD
  NTH_VALUE LIST_SLICE ARRAY_SLICE LIST_EXTRACT ELEMENT_AT ARRAY_EXTRACT SPLIT_PART SETSEED QUANTILE
  QUANTILE_CONT QUANTILE_DISC APPROX_QUANTILE PERCENTILE_CONT PERCENTILE_DISC RESERVOIR BERNOULLI
  SYSTEM LIST_RESIZE TIME_BUCKET RESERVOIR_QUANTILE PG_SLEEP`.split(/\s+/),
)

function numberPlace({ before, after, brackets, isTerm, statement }: Around): Place {
  const inside = brackets.at(-1)
  if (COUNTS_BEFORE.has(before) || COUNTS_AFTER.has(after)) return kept('numbers of rows')
  if (isTerm) return kept('positions of columns')
  if (statement === 'CREATE SEQUENCE') return kept('settings')
  if (inside?.text === '[' && inside.word !== '') return kept('positions in lists')
  if (inside && TYPES.has(inside.word)) return kept('widths of types')
  if (inside && MEASURES.has(inside.word)) return kept('lengths, positions and digits')
  return { kind: 'value' }
}

const FORMATS = new Set(['STRFTIME', 'STRPTIME', 'TRY_STRPTIME', 'PRINTF', 'FORMAT', 'TO_CHAR'])
const NAMES = new Set(['NEXTVAL', 'CURRVAL', 'CURRENT_SETTING', 'GETVARIABLE', 'GETENV', 'SETVAL'])
const FILES = new Set(['ATTACH', 'COPY', 'EXPORT', 'IMPORT'])

function stringPlace(around: Around): Place {
  const { token, before, brackets, statement } = around
  const inside = brackets.at(-1)
  if (/\$\{(?:schema|db|dir|secret)\b/.test(token.text)) return kept('placeholders')
  if (inside && FORMATS.has(inside.word) && token.text.includes('%')) return kept('formats')
  if (inside && NAMES.has(inside.word)) return kept('names')
  if (before === '->' || before === '->>') return kept('paths in JSON')
  if (inside && /^JSON_/.test(inside.word) && inside.argument > 0) return kept('paths in JSON')
  if (isStructKey(around)) return kept('names')
  if (isBits(around)) return { kind: 'bits' }
  const isFile = FILES.has(statement) || before === 'FROM' || before === 'JOIN'
  return { kind: isFile || /^READ_/.test(inside?.word ?? '') ? 'file' : 'value' }
}

/** `{'a': 1}` has names, `MAP {'a': 1}` has values. */
function isStructKey({ after, brackets }: Around): boolean {
  const inside = brackets.at(-1)
  return after === ':' && inside?.text === '{' && inside.word !== 'MAP'
}

function isBits({ before, after, afterNext }: Around): boolean {
  const isCast = after === '::' || after === 'AS'
  return /^(?:VAR)?BIT$/.test(before) || (isCast && /^(?:VAR)?BIT$/.test(afterNext))
}

const ENDS_TERMS =
  /^(?:LIMIT|OFFSET|HAVING|WINDOW|QUALIFY|ROWS|RANGE|GROUPS|UNION|EXCEPT|INTERSECT|RETURNING|FETCH|SELECT)$/
const AFTER_TERM =
  /^(?:,|\)|ASC|DESC|NULLS|LIMIT|OFFSET|HAVING|FETCH|UNION|EXCEPT|INTERSECT|ROWS|RANGE|)$/

/** Follows brackets and clauses from token to token. */
class Walker {
  private brackets: Bracket[] = []
  /** By depth of brackets: inside of the terms of a BY. */
  private terms: boolean[] = []

  constructor(private readonly statement: string) {}

  /** `nearby`: the token before it where `hasBefore`, itself, and the two behind it. */
  step(token: Token, nearby: readonly Token[], hasBefore: boolean): Around {
    const [previous, , next, afterNext] = hasBefore ? nearby : [undefined, ...nearby]
    const [before, word] = [upper(previous), upper(token)]
    if (word === ')' || word === ']' || word === '}') this.close()
    const depth = this.brackets.length
    const isTerm =
      this.terms[depth] === true &&
      (before === 'BY' || before === ',') &&
      AFTER_TERM.test(upper(next))
    const around: Around = {
      token,
      before,
      after: upper(next),
      afterNext: upper(afterNext),
      brackets: [...this.brackets],
      isTerm,
      statement: this.statement,
    }
    if (word === 'BY') this.terms[depth] = true
    else if (ENDS_TERMS.test(word)) this.terms[depth] = false
    else if (word === ',') this.countArgument()
    else if (word === '(' || word === '[' || word === '{') this.open(word, previous)
    return around
  }

  private open(text: string, previous: Token | undefined): void {
    const isWord = previous?.kind === 'word' || /^[)\]]$/.test(previous?.text ?? '')
    const isList =
      text === '[' &&
      /^(?:ARRAY|SELECT|VALUES|IN|THEN|ELSE|WHEN|AND|OR|DEFAULT|BETWEEN|RETURNING|FROM|ON|LIKE)$/.test(
        upper(previous),
      )
    this.brackets.push({ text, word: isWord && !isList ? upper(previous) : '', argument: 0 })
    this.terms[this.brackets.length] = false
  }

  private close(): void {
    this.brackets.pop()
  }

  private countArgument(): void {
    const last = this.brackets.at(-1)
    if (last) this.brackets[this.brackets.length - 1] = { ...last, argument: last.argument + 1 }
  }
}

function upper(token: Token | undefined): string {
  return token?.text.toUpperCase() ?? ''
}
