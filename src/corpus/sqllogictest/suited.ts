import { quoteIdentifier, quoteString } from '../../sql/identifiers.js'
import { isSignificant, type Token, tokenize } from '../../sql/lexer.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { SkipCount } from '../skips.js'
import type { ExpandedStep } from './expand.js'
import { writesElsewhere } from './own-files.js'
import { BUILD_DIRECTORY, UNKNOWN_REPOSITORY } from './substitute.js'

/** Whether a statement can be sent. `skip`: without it the file goes on. `leave`: it does not. */
type Suited =
  | { readonly kind: 'send'; readonly sql: string }
  | { readonly kind: 'skip' | 'leave'; readonly because: string }

/** Folders of a repository from which its tests read. */
const REPOSITORY_PATH = /^(['"])(?:\.\/)?((?:data|test|third_party|extension)\/[^'"]*)\1$/
const VERIFIES =
  /^\s*PRAGMA\s+(?:enable_verification|disable_verification|verify_\w+|enable_optimizer_verification)\b/i
/** Every session of the process is parsed otherwise from then on, and what opens one may not parse. */
const SWITCHES_PARSER =
  /^\s*(?:CALL\s+(?:en|dis)able_peg_parser|SET\s+(?:GLOBAL\s+)?allow_parser_override_extension)\b/i
const INSTALLS = /^\s*(?:FORCE\s+|UPDATE\s+)?(?:INSTALL|EXTENSIONS)\b/i
/** What EXPORT has written names the schema main, which a case does not have for itself. */
const IMPORTS = /^\s*IMPORT\s+DATABASE\b/i
const STORES_SECRET = /^\s*CREATE\s+(?:OR\s+REPLACE\s+)?PERSISTENT\s+SECRET\b/i

/**
 * The steps that can be sent, with the paths of the repository in full. What cannot is counted; the
 * file ends at a statement without which the others would mean something else.
 */
export function suitedSteps(
  steps: readonly ExpandedStep[],
  repository: string | undefined,
  skips: SkipCount,
): readonly ExpandedStep[] {
  const kept: ExpandedStep[] = []
  let left: string | undefined
  for (const step of steps) {
    if (step.kind !== 'statement') {
      if (left === undefined) kept.push(step)
      continue
    }
    const suited: Suited =
      left === undefined ? suitedStatement(step.sql, repository) : { kind: 'skip', because: left }
    if (suited.kind === 'leave') left = suited.because
    if (suited.kind === 'send') kept.push({ ...step, sql: suited.sql })
    else skips.add(suited.because, step.sql)
  }
  return kept
}

function suitedStatement(sql: string, repository: string | undefined): Suited {
  if (VERIFIES.test(sql)) return { kind: 'skip', because: 'is about how DuckDB verifies itself' }
  if (SWITCHES_PARSER.test(sql)) {
    return { kind: 'skip', because: 'changes the parser of every session' }
  }
  if (INSTALLS.test(sql)) return { kind: 'skip', because: 'installs an extension' }
  if (STORES_SECRET.test(sql)) return { kind: 'skip', because: 'stores a secret on the machine' }
  if (sql.includes(BUILD_DIRECTORY)) {
    return { kind: 'leave', because: 'reads what only a build of DuckDB has' }
  }
  if (IMPORTS.test(sql)) return { kind: 'leave', because: 'imports a whole database into another' }
  if (!sql.includes('/')) return { kind: 'send', sql }
  const suited = withRepository(sql, repository)
  const isElsewhere = suited.kind === 'send' && writesElsewhere(suited.sql, repository)
  return isElsewhere ? { kind: 'leave', because: 'would write outside of its own folder' } : suited
}

function withRepository(sql: string, repository: string | undefined): Suited {
  const tokens = tokenize(sql)
  const paths = tokens.filter(({ text }) => REPOSITORY_PATH.test(text))
  const isAbsolute = repository !== undefined && sql.includes(`${repository}/`)
  if (sql.includes(UNKNOWN_REPOSITORY) || (paths.length > 0 && repository === undefined)) {
    return { kind: 'leave', because: 'reads files beside the tests, which --test-data can name' }
  }
  if (paths.length === 0 && !isAbsolute) return { kind: 'send', sql }
  if (writes(sql, tokens)) {
    return { kind: 'leave', because: 'would write to the files beside the tests' }
  }
  const full = tokens.map(({ text }) => {
    const [, quote, path] = REPOSITORY_PATH.exec(text) ?? []
    if (path === undefined) return text
    const inFull = `${repository}/${path}`
    return quote === '"' ? quoteIdentifier(inFull) : quoteString(inFull)
  })
  return { kind: 'send', sql: full.join('') }
}

/** A database is opened for writing unless it says otherwise; COPY writes to what stands behind TO. */
function writes(sql: string, tokens: readonly Token[]): boolean {
  const kind = statementKind(sql)
  if (kind === 'EXPORT') return true
  if (kind === 'ATTACH') return !/\bread_only\b/i.test(sql)
  if (kind !== 'COPY') return false
  const words = tokens.filter(isSignificant).map(({ text }) => text.toUpperCase())
  const to = words.lastIndexOf('TO')
  return to > 0 && (words[to + 1] ?? '').startsWith("'")
}
