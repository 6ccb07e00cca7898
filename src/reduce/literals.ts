import type { Plan, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import { quoteString } from '../sql/identifiers.js'
import { type Token, tokenize } from '../sql/lexer.js'
import type { Search } from './search.js'
import { simplestText } from './simplest.js'
import { sweep } from './sweep.js'

/** One literal or parameter of a plan. */
interface Value {
  readonly step: number
  /** The token's number, or the parameter's. */
  readonly at: number
  readonly isParameter: boolean
  /**
   * What may stand there, the simplest first; without what stands there now and what is less
   * simple.
   */
  readonly simpler: readonly string[]
}

/**
 * Simpler values: 0 and 1, '' and 'a', a plain date, in the place of literals and parameters; all
 * at once, then by halves, then each.
 */
export async function simplifyLiterals(search: Search): Promise<void> {
  for (let choice = 0, hasMore = true; hasMore; choice += 1) {
    const base = search.plan
    hasMore = valuesOf(base).some(({ simpler }) => simpler.length > choice + 1)
    const values = valuesOf(base).filter(({ simpler }) => simpler[choice] !== undefined)
    const planWith = (kept: readonly Value[]) => {
      const isKept = new Set(kept)
      return simplified(
        base,
        values.filter((value) => !isKept.has(value)),
        choice,
      )
    }
    if (values.length === 0 || (await search.attempt(planWith([])))) continue
    if (values.length > 1) await sweep(search, values, planWith)
  }
}

function valuesOf({ steps }: Plan): readonly Value[] {
  return steps.flatMap((step, index) =>
    step.kind === 'statement' ? valuesIn(step.statement, index) : [],
  )
}

function valuesIn({ sql, params }: Statement, step: number): readonly Value[] {
  if (/\brecursive\b/i.test(sql)) return [] // With other numbers it may never end.
  const tokens = tokenize(sql)
  const literals = tokens.map((token, at) => ({
    step,
    at,
    isParameter: false,
    simpler: simplerLiterals(token, tokens, at),
  }))
  const parameters = params.map(({ type, text }, at) => ({
    step,
    at,
    isParameter: true,
    simpler: text === null ? [] : before(simplestText(type), text),
  }))
  return [...literals, ...parameters].filter(({ simpler }) => simpler.length > 0)
}

function simplerLiterals(token: Token, tokens: readonly Token[], at: number): readonly string[] {
  if (token.kind === 'number') return isOfType(tokens, at) ? [] : before(['0', '1'], token.text)
  if (token.kind !== 'string') return []
  const type = typeAround(tokens, at)
  return before(simplestText(type).map(quoteString), token.text)
}

/** The numbers of `DECIMAL(18, 2)` are no values. */
function isOfType(tokens: readonly Token[], at: number): boolean {
  const text = tokens
    .slice(0, at)
    .map((token) => token.text)
    .join('')
  return /\b(?:decimal|numeric|dec|varchar|char|float|bit|time|timestamp)\s*\([\d\s,]*$/i.test(text)
}

/** Of a list from the simplest on: those that are simpler than what is there. */
function before(list: readonly string[], text: string): readonly string[] {
  const at = list.indexOf(text)
  return at < 0 ? list : list.slice(0, at)
}

/**
 * The type that a string is cast to: `DATE '...'`, `'...'::DATE`, `CAST('...' AS DATE)`; VARCHAR
 * where there is none.
 */
export function typeAround(tokens: readonly Token[], at: number): string {
  const near = tokens.filter(({ kind }) => kind !== 'whitespace' && kind !== 'comment')
  const here = near.findIndex(({ start }) => start === tokens[at]?.start)
  const [previous, next, afterNext] = [near[here - 1], near[here + 1], near[here + 2]]
  if (next?.text === '::') return afterNext?.text ?? ''
  if (/^cast|try_cast$/i.test(near[here - 2]?.text ?? '') && /^as$/i.test(next?.text ?? '')) {
    return near
      .slice(here + 2, near.length)
      .map(({ text }) => text)
      .join('')
  }
  return previous?.kind === 'word' ? previous.text : ''
}

function simplified(plan: Plan, values: readonly Value[], choice: number): Plan {
  const steps = plan.steps.map((step, index): Step => {
    const own = values.filter((value) => value.step === index)
    if (step.kind !== 'statement' || own.length === 0) return step
    return { ...step, statement: withValues(step.statement, own, choice) }
  })
  return { ...plan, steps }
}

function withValues(statement: Statement, values: readonly Value[], choice: number): Statement {
  const texts = tokenize(statement.sql).map(({ text }) => text)
  const params = [...statement.params]
  for (const { at, isParameter, simpler } of values) {
    const simplest = simpler[choice] ?? ''
    const param = params[at]
    if (!isParameter) texts[at] = simplest
    else if (param) params[at] = { ...param, text: simplest }
  }
  return { ...statement, sql: texts.join(''), params }
}
