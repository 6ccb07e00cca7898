import type { Case } from '../../model/case.js'
import { unreachable } from '../../model/errors.js'
import type { Step } from '../../model/plan.js'
import type { Delivery, Statement } from '../../model/statement.js'
import { splitStatements } from '../../sql/split.js'
import { parseDuckType, typeKey } from '../../values/duck-type.js'
import type { Answer, Answers } from './answers.js'
import { aboutCase, aboutDelivery, aboutNodes } from './said.js'
import { SCRIPT_COMPARISON } from './script-comparison.js'
import { SCRIPT_RUNTIME } from './script-runtime.js'

export interface ScriptOptions {
  /** What the reference answered, step by step: it decides how rows are compared. */
  readonly answers: Answers
  /** By DuckDB's type without parameters: the type OIDs that may stand for it. */
  readonly oids: ReadonlyMap<string, readonly number[]>
}

/**
 * A case as one JavaScript file that needs only `pg` and `@duckdb/node-api`: it runs the case on
 * standalone DuckDB and on an endpoint, prints both answers of each step and where they part, and
 * ends with 1 if they do.
 */
export function exportScript(whole: Case, { answers, oids }: ScriptOptions): string {
  const { plan } = whole
  const steps = plan.steps.map((step, index) => stepText(step, answers[index] ?? []))
  const used = usedOids(answers, oids)
  return `${[
    ...intro(whole),
    ...IMPORTS,
    '',
    `const TITLE = ${JSON.stringify(aboutCase(whole))}`,
    `const SESSIONS = ${JSON.stringify(plan.sessions.map(({ name }) => name))}`,
    '/** By DuckDB type: the type OIDs that may stand for it. Types that are not here are not compared. */',
    `const OIDS = ${JSON.stringify(used)}`,
    'const STEPS = [',
    ...steps.map((text) => `  ${text},`),
    ']',
  ].join('\n')}\n${SCRIPT_RUNTIME}${SCRIPT_COMPARISON}`
}

function intro(whole: Case): readonly string[] {
  const nodes = aboutNodes(whole.plan)
  return [
    '#!/usr/bin/env node',
    `// ${aboutCase(whole)}`,
    '//',
    '// Runs the steps below on standalone DuckDB, in this process, and on an endpoint that speaks the PostgreSQL',
    '// protocol; prints both answers and where they part. Ends with 0 if they agree, 1 if not, 2 if it cannot begin.',
    '//',
    '//     npm install pg @duckdb/node-api',
    '//     node this.mjs postgres://user@host:5432/db       (or PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE)',
    '//',
    '// It makes a schema goldeneye_script_<number> on the endpoint and drops it again, and nothing else.',
    ...(nodes === undefined ? [] : [`// Nodes are not chosen here: ${nodes}.`]),
    '',
  ]
}

const IMPORTS = [
  "import { createHash } from 'node:crypto'",
  "import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'",
  "import { tmpdir } from 'node:os'",
  "import { join } from 'node:path'",
  "import { env } from 'node:process'",
  "import { DuckDBInstance, ResultReturnType } from '@duckdb/node-api'",
  "import pg from 'pg'",
]

/** One step as an object literal on one line. */
function stepText(step: Step, answers: readonly Answer[]): string {
  switch (step.kind) {
    case 'statement':
      return objectText({ session: step.session, ...statementFields(step.statement, answers) })
    case 'open':
    case 'close':
      return objectText({ session: step.session, does: step.kind })
    case 'cancel':
      return objectText({ session: step.session, does: 'cancel', skip: 'a cancel of nothing' })
    default:
      return unreachable(step)
  }
}

function statementFields(statement: Statement, answers: readonly Answer[]) {
  const { sql, postgres, params, delivery } = statement
  const parts = splitStatements(sql).map(({ text }) => text)
  const rows = answers.map(({ sureness }) => (sureness.kind === 'unsure' ? 'none' : sureness.kind))
  return {
    sql,
    how: HOW[delivery],
    count: Math.max(1, parts.length),
    ...(postgres === undefined ? {} : { postgres }),
    ...(parts.length > 1 ? { parts } : {}),
    ...(params.length > 0 ? { params } : {}),
    ...(rows.some((rule) => rule !== 'bag') ? { rows } : {}),
    ...notesOf(statement),
  }
}

const HOW: Readonly<Record<Delivery, 'simple' | 'extended' | 'named'>> = {
  simple: 'simple',
  extended: 'extended',
  prepared: 'named',
  pipeline: 'extended',
  copy: 'simple',
}

/** What pg cannot do is said: it sends and asks for text, all rows at once, a statement at a time. */
function notesOf(statement: Statement): { readonly note?: string; readonly skip?: string } {
  const { wire = {}, delivery } = statement
  if (wire.describeOnly) return { skip: 'it is only described, not executed' }
  if (wire.cancelAfterMs !== undefined) return { skip: 'it is cancelled while it runs' }
  const isPlain = statement.wire === undefined && HOW[delivery] !== 'extended'
  const isSaid = isPlain && delivery !== 'copy'
  return isSaid || (delivery === 'extended' && statement.wire === undefined)
    ? {}
    : { note: `the case sends it as ${aboutDelivery(statement)}` }
}

function objectText(fields: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return `{ ${entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')} }`
}

function usedOids(
  answers: Answers,
  oids: ScriptOptions['oids'],
): Readonly<Record<string, readonly number[]>> {
  const columns = answers.flat().flatMap(({ outcome }) => {
    return outcome.kind === 'rows' ? outcome.columns : []
  })
  const types = columns.flatMap(({ type }) => {
    return type.kind === 'duckdb' ? [typeKey(parseDuckType(type.name))] : []
  })
  const known = [...new Set(types)].flatMap((type) => {
    const found = oids.get(type)
    return found ? [[type, found] as const] : []
  })
  return Object.fromEntries(known)
}
