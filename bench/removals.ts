import type { Plan, Step } from '../src/model/plan.js'
import { tidy } from '../src/reduce/tidy.js'
import { isSignificant, type Token, tokenize } from '../src/sql/lexer.js'

/** A plan with one thing taken out of it, and what that is. */
export interface Removal {
  readonly of: 'session' | 'step' | 'item' | 'token'
  readonly what: string
  readonly plan: Plan
}

/**
 * Every way to take one thing out of a plan, found here from the tokens alone and not by the reducer's own eyes: a
 * session, a step, an item between commas or a bracket with all in it, a token.
 */
export function removals(plan: Plan): readonly Removal[] {
  const found = new Map<string, Removal>()
  const add = (of: Removal['of'], what: string, candidate: Plan) => {
    const tidied = tidy(candidate)
    if (!tidied || tidied.steps.length === 0) return
    const key = JSON.stringify([tidied.sessions, tidied.steps])
    if (!found.has(key)) found.set(key, { of, what, plan: tidied })
  }
  add('step', 'nothing', plan) // So that what changes nothing is not among them.
  const same = found.keys().next().value
  for (const { name } of plan.sessions) {
    add('session', name, { ...plan, steps: plan.steps.filter((step) => step.session !== name) })
  }
  plan.steps.forEach((step, index) => {
    add('step', textOf(step), { ...plan, steps: plan.steps.toSpliced(index, 1) })
  })
  plan.steps.forEach((step, index) => {
    if (step.kind !== 'statement') return
    for (const { of, start, end } of spansOf(step.statement.sql)) {
      const sql = step.statement.sql.slice(0, start) + step.statement.sql.slice(end)
      if (sql.trim() === '') continue
      const shorter = { ...step, statement: { ...step.statement, sql } }
      const what = `${step.statement.sql.slice(start, end)} of ${textOf(step)}`
      add(of, what, { ...plan, steps: plan.steps.with(index, shorter) })
    }
  })
  if (same !== undefined) found.delete(same)
  return [...found.values()]
}

function textOf(step: Step): string {
  return step.kind === 'statement' ? step.statement.sql : `${step.kind} ${step.session}`
}

interface Span {
  readonly of: 'item' | 'token'
  readonly start: number
  readonly end: number
}

function spansOf(sql: string): readonly Span[] {
  const tokens = tokenize(sql).filter(isSignificant)
  const items = tokens.flatMap((token, index) => [
    ...(token.text === ',' ? itemAround(tokens, index) : []),
    ...('([{'.includes(token.text) ? [bracketFrom(tokens, index)] : []),
  ])
  const single = tokens.map((token): Span => ({ of: 'token', ...extent(token, token) }))
  return [...items, ...single]
}

/** With the comma: the item before it and the one behind it. */
function itemAround(tokens: readonly Token[], comma: number): readonly Span[] {
  const [from, to] = [edge(tokens, comma, -1), edge(tokens, comma, 1)]
  const separator = tokens[comma] as Token
  return [
    { of: 'item', ...extent(tokens[from] ?? separator, separator) },
    { of: 'item', ...extent(separator, tokens[to] ?? separator) },
  ]
}

/** The last token in one direction that still belongs to the item: before a comma or bracket of its level. */
function edge(tokens: readonly Token[], from: number, direction: 1 | -1): number {
  const [opening, closing] = direction === 1 ? ['([{', ')]}'] : [')]}', '([{']
  let depth = 0
  let at = from + direction
  for (; at >= 0 && at < tokens.length; at += direction) {
    const text = tokens[at]?.text ?? ''
    if (depth === 0 && (text === ',' || text === ';' || closing.includes(text))) break
    if (opening.includes(text)) depth += 1
    if (closing.includes(text)) depth -= 1
  }
  return at - direction
}

function bracketFrom(tokens: readonly Token[], open: number): Span {
  const last = edge(tokens, open, 1) + 1
  return { of: 'item', ...extent(tokens[open] as Token, tokens[last] ?? (tokens[open] as Token)) }
}

function extent(first: Token, last: Token) {
  return { start: first.start, end: last.start + last.text.length }
}
