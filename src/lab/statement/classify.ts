import { type Placed, placedTokens } from '../../sql/placed-tokens.js'
import { statementKind } from '../../sql/statement-kind.js'
import { refusal } from './refuse.js'

/** What the cluster does with a statement. */
export type Handling =
  /** It only reads: the node's own DuckDB answers. */
  | { readonly kind: 'read' }
  /** It changes the session and nothing else: logged, and executed for the session's local reads, too. */
  | { readonly kind: 'setting' }
  /** It goes through the log. */
  | Logged
  /** It cannot be replicated exactly. */
  | { readonly kind: 'refuse'; readonly because: string }

export interface Logged {
  readonly kind: 'logged'
  /** It can commit something when no transaction is open. */
  readonly commits: boolean
  /** The session's reads must go to the leader from now on: it makes something that only its connection there has. */
  readonly pins: boolean
}

const READS = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'SUMMARIZE'])
const SETTINGS = new Set(['SET', 'RESET', 'USE'])
const TEMPORARY = new Set(['TEMP', 'TEMPORARY'])
const BY_NAME = new Set(['PREPARE', 'EXECUTE', 'DEALLOCATE'])

/** Decides by the statement's tokens alone. */
export function handlingOf(sql: string): Handling {
  const tokens = placedTokens(sql)
  const kind = statementKind(sql)
  const because = refusal(kind, tokens)
  if (because !== undefined) return { kind: 'refuse', because }
  if (SETTINGS.has(kind)) return { kind: 'setting' }
  if (isRead(kind, tokens)) return { kind: 'read' }
  const pins = BY_NAME.has(kind) || (kind.startsWith('CREATE') && isTemporary(tokens))
  return { kind: 'logged', commits: kind !== 'BEGIN' && kind !== 'ROLLBACK', pins }
}

function isRead(kind: string, tokens: readonly Placed[]): boolean {
  if (READS.has(kind)) return !tokens.some(({ word }) => word === 'NEXTVAL')
  if (kind === 'PRAGMA') return !tokens.some(({ word }) => word === '=')
  if (kind !== 'EXPLAIN') return false
  return !tokens.slice(0, 6).some(({ word }) => word === 'ANALYZE')
}

function isTemporary(tokens: readonly Placed[]): boolean {
  const [first, second] = tokens.slice(1).filter(({ word }) => word !== 'OR' && word !== 'REPLACE')
  if (TEMPORARY.has(first?.word ?? '') || TEMPORARY.has(second?.word ?? '')) return true
  return tokens.some(({ word }, at) => word === 'TEMP' && tokens[at + 1]?.word === '.')
}
