import type { Case } from '../model/case.js'
import { assert } from '../model/errors.js'
import type { Plan, SessionSpec, Step } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import { isSignificant, tokenize } from '../sql/lexer.js'
import { splitStatements } from '../sql/split.js'
import { CaseReader } from './case-reader.js'
import { printClient } from './client-line.js'
import {
  printCompare,
  printHeader,
  printParams,
  readDirective,
  readName,
  TITLE,
} from './directives.js'
import { printWords } from './sentence.js'
import { printDelivery } from './wire-form.js'

/**
 * Reads a case file; plain SQL is a case with the one session `a`. Throws UsageError with file,
 * line and what to do. In a file without the title line, comments like `-- @author` are comments.
 */
export function parseCase(text: string, fileName: string): Case {
  return parseCaseWithLines(text, fileName).case
}

/** As parseCase, with the line of the file, from 1, on which each step begins. */
export function parseCaseWithLines(
  text: string,
  fileName: string,
): { readonly case: Case; readonly lines: readonly number[] } {
  const reader = new CaseReader(text, fileName)
  const found = reader.read()
  return { case: found, lines: reader.lines() }
}

/**
 * The text of a case, as parseCase reads it back: parse ∘ print is the identity. Ends with a
 * newline.
 */
export function printCase({ header, plan }: Case): string {
  assertPrintable(plan)
  const isDeclared = needsDeclarations(plan)
  const lines = [TITLE, ...printHeader(header, plan.features)]
  if (isDeclared) lines.push(...plan.sessions.flatMap(printSession))
  let current = isDeclared ? plan.sessions.at(-1)?.name : undefined
  const clients = clientLines(plan)
  for (const [index, step] of plan.steps.entries()) {
    lines.push(...(clients.get(index) ?? []))
    if (step.kind !== 'statement') {
      lines.push(`-- @${step.kind} ${step.session}`)
      continue
    }
    if (step.session !== current) lines.push(`-- @session ${step.session}`)
    current = step.session
    lines.push(...printStatement(step.statement))
  }
  lines.push(...(clients.get(plan.steps.length) ?? []))
  return `${lines.join('\n')}\n`
}

function assertPrintable(plan: Plan): void {
  for (const name of [...plan.sessions.map((session) => session.name), ...plan.features]) {
    assert(readName(name) === name, `a session or feature cannot be named ${JSON.stringify(name)}`)
  }
  const names = new Set(plan.sessions.map((session) => session.name))
  assert(names.size === plan.sessions.length, 'a session is declared twice')
  for (const { program, at } of plan.clients ?? []) {
    assert(readName(program) === program, `a program cannot be named ${JSON.stringify(program)}`)
    assert(at >= 0 && at <= plan.steps.length, `clients begin at step ${at}, which there is not`)
  }
  for (const { session } of [...plan.steps, ...(plan.clients ?? [])]) {
    assert(names.has(session), `a step names the session ${session}, which the plan does not have`)
  }
}

/** The lines of clients by the step that they come before. Clients that stand together run at once. */
function clientLines({ clients = [] }: Plan): ReadonlyMap<number, readonly string[]> {
  const lines = new Map<number, string[]>()
  for (const { session, program, args, at } of clients) {
    const line = `-- @client ${printClient({ session, program, args })}`
    lines.set(at, [...(lines.get(at) ?? []), line])
  }
  return lines
}

/**
 * Sessions need no declaration when they are on any node and in the order in which the steps name
 * them.
 */
function needsDeclarations({ sessions, steps, clients }: Plan): boolean {
  const byUse = [...new Set(steps.map((step: Step) => step.session))]
  if (clients) return true
  return (
    byUse.length !== sessions.length ||
    sessions.some(({ name, node }, index) => node !== 'any' || name !== byUse[index])
  )
}

function printSession({ name, node }: SessionSpec): readonly string[] {
  return [`-- @session ${name}`, ...(node === 'any' ? [] : [`-- @node ${node}`])]
}

function printStatement(statement: Statement): readonly string[] {
  const { sql, postgres, params, same, waits, expect, compare } = statement
  const delivery = printDelivery(statement)
  return [
    ...(delivery === undefined ? [] : [`-- @delivery ${delivery}`]),
    ...(same === undefined ? [] : [`-- @same ${same}`]),
    ...(params.length === 0 ? [] : [`-- @params ${printParams(params)}`]),
    ...(postgres === undefined ? [] : [`-- @postgres ${printWords(postgres)}`]),
    ...(waits ? ['-- @waits'] : []),
    ...(expect === undefined ? [] : [`-- @expect ${expect}`]),
    ...(compare === undefined ? [] : [`-- @compare ${printCompare(compare)}`]),
    ...(isPlain(sql) ? [`${sql};`] : printVerbatim(sql)),
  ]
}

/** One whole statement without anything around it, that cannot be mistaken for a directive. */
function isPlain(sql: string): boolean {
  const tokens = tokenize(sql)
  const slices = splitStatements(sql)
  return (
    slices.length === 1 &&
    slices[0]?.text === sql &&
    tokens.every((token) => token.kind !== 'unterminated') &&
    !tokens.some((token) => token.kind === 'comment' && readDirective(token.text))
  )
}

/**
 * The text as it stands between two directives; the lone semicolon is for a shell, and says
 * nothing.
 */
function printVerbatim(sql: string): readonly string[] {
  const last = tokenize(sql).findLast(isSignificant)
  const escaped = sql.replaceAll(/^-- @(?=\\*end[ \t\r]*$)/gm, '-- @\\')
  return [
    '-- @batch',
    escaped,
    '-- @end',
    ...(last === undefined || last.text === ';' ? [] : [';']),
  ]
}
