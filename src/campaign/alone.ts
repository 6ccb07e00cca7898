import type { Plan, Step } from '../model/plan.js'
import { significantTokens, type Token } from '../sql/lexer.js'
import { placeholdersIn } from '../sql/placeholders.js'

/**
 * Why a plan must run alone on an endpoint: it changes or looks at what all of them share, such as the attached databases,
 * or it needs its time. Undefined where others may run at the same time.
 */
export function whyAlone({ steps }: Plan): string | undefined {
  for (const step of steps) {
    const why = whyAloneStep(step)
    if (why !== undefined) return why
  }
  return undefined
}

function whyAloneStep(step: Step): string | undefined {
  if (step.kind === 'cancel') return 'it cancels'
  if (step.kind !== 'statement') return undefined
  const { sql, wire } = step.statement
  if (wire?.cancelAfterMs !== undefined) return 'it cancels'
  const named = placeholdersIn(sql).find(({ kind }) => kind === 'db' || kind === 'dir')
  if (named) return 'it attaches databases'
  return whyAloneText(significantTokens(sql))
}

/** Words that begin a statement about what is shared. */
const STATEMENTS: Readonly<Record<string, string>> = {
  ATTACH: 'it attaches databases',
  DETACH: 'it attaches databases',
  USE: 'it changes the default database',
  CHECKPOINT: 'it writes a checkpoint',
  VACUUM: 'it cleans the database up',
  PRAGMA: 'it changes settings',
  INSTALL: 'it loads extensions',
  LOAD: 'it loads extensions',
  EXPORT: 'it exports the database',
  IMPORT: 'it imports a database',
}

/** Settings of a session, whatever is said about them. */
const OWN_SETTINGS = new Set(['SEARCH_PATH', 'SCHEMA', 'TIMEZONE', 'VARIABLE'])

const SHARED_NAME = /^(?:duckdb_\w+|pragma_\w+|information_schema|pg_\w+|sqlite_master)$/i

function whyAloneText(tokens: readonly Token[]): string | undefined {
  for (const [at, token] of tokens.entries()) {
    const word = wordOf(token)
    const isFirst = at === 0 || tokens[at - 1]?.text === ';'
    const why = isFirst ? STATEMENTS[word] : undefined
    if (why !== undefined) return why
    if (isFirst && changesSettings(tokens.slice(at, at + 3))) return 'it changes settings'
    // CREATE SECRET, DROP PERSISTENT SECRET, SHOW DATABASES, FORCE CHECKPOINT.
    if (word === 'SECRET' || word === 'DATABASES' || word === 'CHECKPOINT') return SHARED
    if (token.kind === 'word' && SHARED_NAME.test(token.text)) return SHARED
  }
  return undefined
}

const SHARED = 'it looks at what all of them share'

function changesSettings(tokens: readonly Token[]): boolean {
  const [verb = '', scope = '', name = ''] = tokens.map(wordOf)
  if (verb !== 'SET' && verb !== 'RESET') return false
  if (scope === 'GLOBAL') return true
  const isScoped = scope === 'SESSION' || scope === 'LOCAL'
  return !OWN_SETTINGS.has(isScoped ? name : scope)
}

function wordOf({ kind, text }: Token): string {
  return kind === 'word' ? text.toUpperCase() : ''
}
