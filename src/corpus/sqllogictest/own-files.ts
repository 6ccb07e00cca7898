import { quoteString } from '../../sql/identifiers.js'
import { isSignificant, type Token, tokenize } from '../../sql/lexer.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { ExpandedStep } from './expand.js'

/** Stands for the folder that DuckDB's runner was started in, where relative paths begin. */
const WORKING_DIRECTORY = '${dir:working}'
/** Settings whose value is a file or a folder that DuckDB then writes. */
const WRITTEN_SETTING =
  /^(?:temp|secret|extension)_directory$|^profil\w*_output$|^log_query_path$|^storage_path$/i
const ASSIGNS: ReadonlySet<string> = new Set(['=', 'TO', ':=', '=>'])
/** What a path does not begin with: another file system, the whole machine's, a placeholder. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+]*:|[/\\~:]|\$\{|$)/i
/** In a folder of the machine or of a user, or above the folder that paths begin at. */
const ON_MACHINE = /^(?:[/\\~]|[a-z]:[/\\])|(?:^|[/\\])\.\.(?:[/\\]|$)/i
/** Files of the repository, which are only read. */
const OF_REPOSITORY = /^(?:\.\/)?(?:data|test|third_party|extension)\//

/**
 * The steps with the relative paths of files that they make in a folder of the case: `ATTACH 'a.db'`
 * is to leave nothing in the folder that somebody works in, also where a statement before it,
 * which would have forbidden it, is not supported or was left out of a smaller case.
 */
export function withOwnFiles(steps: readonly ExpandedStep[]): readonly ExpandedStep[] {
  const paths = new Set(steps.flatMap((step) => (step.kind === 'statement' ? made(step.sql) : [])))
  if (paths.size === 0) return steps
  return steps.map((step) =>
    step.kind === 'statement' ? { ...step, sql: inFolder(step.sql, paths) } : step,
  )
}

/**
 * Whether a text may write to a folder of the machine: `ATTACH '~/a.db'`, `COPY t TO '../a.csv'`.
 * Those of the repository are looked at elsewhere.
 */
export function writesElsewhere(sql: string, repository: string | undefined): boolean {
  return writtenPaths(sql).some((path) => {
    const isKnown = path.startsWith('/dev/') || (repository && path.startsWith(`${repository}/`))
    return ON_MACHINE.test(path) && !isKnown
  })
}

/** The relative paths of what a text may write. */
function made(sql: string): readonly string[] {
  return writtenPaths(sql).filter((path) => !ELSEWHERE.test(path) && !OF_REPOSITORY.test(path))
}

function writtenPaths(sql: string): readonly string[] {
  if (!sql.includes("'") || !/\b(?:attach|copy|export|set|pragma|call)\b/i.test(sql)) return []
  return statements(sql).flatMap((tokens) => stringOf(pathIn(tokens)) ?? [])
}

/** What stands where a statement names what it writes. */
function pathIn(tokens: readonly Token[]): Token | undefined {
  const verb = tokens[0]?.text.toUpperCase() ?? ''
  const before = (at: number) => tokens[at - 1]?.text.toUpperCase() ?? ''
  return tokens.findLast(({ kind }, at) => {
    if (kind !== 'string') return false
    if (verb === 'ATTACH') return !tokens.slice(0, at).some((token) => token.kind === 'string')
    if (verb === 'COPY') return before(at) === 'TO'
    if (verb === 'EXPORT') return before(at) === 'TO' || before(at) === 'DATABASE'
    const isSet = ['SET', 'PRAGMA', 'CALL'].includes(verb) && ASSIGNS.has(before(at))
    return isSet && WRITTEN_SETTING.test(tokens[at - 2]?.text ?? '')
  })
}

/** The path and what lies below it, wherever a statement names it as a path. */
function inFolder(sql: string, paths: ReadonlySet<string>): string {
  if (![...paths].some((path) => sql.includes(path))) return sql
  const written = new Set(statements(sql).map((tokens) => pathIn(tokens)?.start))
  const imports = statementKind(sql) === 'IMPORT'
  return tokenize(sql)
    .map((token) => {
      const path = stringOf(token)
      if (path === undefined || !isAmong(paths, path)) return token.text
      const isPath = written.has(token.start) || imports || /[./]/.test(path)
      return isPath ? quoteString(`${WORKING_DIRECTORY}/${path}`) : token.text
    })
    .join('')
}

function isAmong(paths: ReadonlySet<string>, path: string): boolean {
  return [...paths].some((one) => path === one || path.startsWith(`${one}/`))
}

function stringOf(token: Token | undefined): string | undefined {
  const isPlain = token?.kind === 'string' && /^'.*'$/s.test(token.text)
  return isPlain ? token.text.slice(1, -1).replaceAll("''", "'") : undefined
}

function statements(sql: string): readonly (readonly Token[])[] {
  const lists: Token[][] = [[]]
  for (const token of tokenize(sql).filter(isSignificant)) {
    if (token.text === ';') lists.push([])
    else lists.at(-1)?.push(token)
  }
  return lists
}
