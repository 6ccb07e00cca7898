import type { Case } from '../../model/case.js'
import { unreachable } from '../../model/errors.js'
import type { Step } from '../../model/plan.js'
import type { Statement } from '../../model/statement.js'
import { quoteIdentifier } from '../../sql/identifiers.js'
import { isSignificant, tokenize } from '../../sql/lexer.js'
import { type Placeholder, placeholderText } from '../../sql/placeholders.js'
import { inlined } from './inline.js'
import { EXPORTED_SCHEMA, placeholdersOf, withPlaces } from './places.js'
import { aboutCase, aboutDelivery, aboutNodes } from './said.js'

/**
 * A case as a script for the shell of DuckDB or for psql: parameters are literals, placeholders are
 * names, sessions are comments. Ends with a newline.
 */
export function exportSql(whole: Case): string {
  const { plan } = whole
  const places = placeholdersOf(plan)
  const lines = [
    `-- ${aboutCase(whole)}`,
    '-- In a shell: duckdb < this.sql, or psql -f this.sql',
    ...sessionNotes(whole),
    ...places.flatMap(placeNote),
    '',
    ...schemaLines(places),
  ]
  let current = plan.sessions.length > 1 ? undefined : plan.sessions[0]?.name
  for (const step of plan.steps) {
    if (step.session !== current) lines.push(`-- session ${step.session}`)
    current = step.session
    lines.push(...stepLines(step))
  }
  return `${lines.join('\n')}\n`
}

function sessionNotes({ plan }: Case): readonly string[] {
  const nodes = aboutNodes(plan)
  const names = plan.sessions.map(({ name }) => name).join(', ')
  return [
    ...(plan.sessions.length > 1
      ? [
          `-- It has ${plan.sessions.length} sessions: ${names}. To see what it shows, open a shell for each, and paste`,
          '-- the statements in their order, each into the shell of its session.',
        ]
      : []),
    ...(nodes === undefined ? [] : [`-- ${nodes}`]),
  ]
}

function placeNote(placeholder: Placeholder): readonly string[] {
  const { kind, name } = placeholder
  if (kind === 'dir')
    return [`-- ${folderOf(name)} is a folder that the server sees: make it first.`]
  if (kind !== 'secret') return []
  return [`-- ${placeholderText(placeholder)} is a secret: put it in its place.`]
}

function folderOf(name: string | undefined): string {
  return `${EXPORTED_SCHEMA}_${name}`
}

/** Both DuckDB and PostgreSQL understand these. */
function schemaLines(places: readonly Placeholder[]): readonly string[] {
  if (!places.some(({ kind }) => kind === 'schema')) return []
  const name = quoteIdentifier(EXPORTED_SCHEMA)
  return [
    `CREATE SCHEMA ${name};`,
    `SET search_path = '${EXPORTED_SCHEMA}'; -- in every session`,
    `-- and in the end: DROP SCHEMA ${name} CASCADE;`,
    '',
  ]
}

function stepLines(step: Step): readonly string[] {
  switch (step.kind) {
    case 'statement':
      return statementLines(step.statement)
    case 'open':
    case 'close':
      return [`-- session ${step.session} is ${step.kind === 'open' ? 'opened' : 'closed'} here`]
    case 'cancel':
      return [`-- here the server is asked to cancel what session ${step.session} runs: nothing`]
    default:
      return unreachable(step)
  }
}

function statementLines(statement: Statement): readonly string[] {
  const text = withPlaces(inlined(statement), () => undefined)
  const delivery = aboutDelivery(statement)
  const { expect, postgres } = statement
  const words =
    postgres === undefined ? [] : withPlaces(postgres, () => undefined).split(/\r\n?|\n/)
  return [
    ...(delivery === undefined ? [] : [`-- sent as: ${delivery}`]),
    ...(expect === undefined || expect === 'ok' ? [] : [`-- this fails: ${expect} error`]),
    ...(words.length === 0 ? [] : ["-- in PostgreSQL's words, in place of what comes next:"]),
    ...words.map((line) => `--     ${line}`),
    ...terminated(text),
  ]
}

/** With one semicolon at its end. What never ends would take the rest of the script with it. */
function terminated(text: string): readonly string[] {
  const tokens = tokenize(text)
  if (tokens.some(({ kind }) => kind === 'unterminated')) {
    return [
      '-- a text that is broken on purpose:',
      ...text.split(/\r\n?|\n/).map((line) => `-- ${line}`),
    ]
  }
  const last = tokens.findLast(isSignificant)
  if (last === undefined) return ['-- a text without a statement']
  const endsInComment = tokens.at(-1)?.kind === 'comment'
  if (last.text === ';') return [text]
  return [`${text}${endsInComment ? '\n' : ''};`]
}
