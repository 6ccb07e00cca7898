import type { Outcome, TransactionStatus } from '../../model/outcome.js'
import type { Plan, Step } from '../../model/plan.js'
import type { Statement } from '../../model/statement.js'
import { significantTokens, type Token } from '../../sql/lexer.js'
import { splitStatements } from '../../sql/split.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { Observation } from './observation.js'

/** One statement of a plan, read once for all kinds of features. */
export interface ReadStatement {
  readonly session: string
  /** As it was sent: one text may hold several statements. */
  readonly sent: Statement
  readonly text: string
  readonly tokens: readonly Token[]
  /** Its kind by words of the language alone, `other` for a text that is none. */
  readonly kind: string
  /** Undefined where it was not reached. */
  readonly outcome: Outcome | undefined
  /** The session's transaction before the text was sent. */
  readonly before: TransactionStatus
  /** And after it. */
  readonly after: TransactionStatus
}

/** The statements of a plan with what was observed of them, in the order in which they were sent. */
export function readStatements(plan: Plan, { records }: Observation): readonly ReadStatement[] {
  const status = new Map<string, TransactionStatus>()
  return plan.steps.flatMap((step, index) => {
    const before = status.get(step.session) ?? 'I'
    const record = records[index]
    const isFresh = step.kind === 'open' || step.kind === 'close'
    const after = isFresh ? 'I' : (record?.status ?? before)
    status.set(step.session, after)
    return readStep(step, record?.outcomes ?? [], { before, after })
  })
}

function readStep(
  step: Step,
  outcomes: readonly Outcome[],
  { before, after }: Pick<ReadStatement, 'before' | 'after'>,
): readonly ReadStatement[] {
  if (step.kind !== 'statement') return []
  const { session, statement: sent } = step
  const slices = splitStatements(sent.sql)
  let status = before
  return slices.map(({ text }, at) => {
    const [kind, outcome] = [knownKind(text), outcomes[at]]
    const now = status
    status = at === slices.length - 1 ? after : statusAfter(now, kind, outcome)
    const tokens = significantTokens(text)
    return { session, sent, text, tokens, kind, outcome, before: now, after: status }
  })
}

/** Within a text only the statements themselves tell of transactions. */
function statusAfter(
  before: TransactionStatus,
  kind: string,
  outcome: Outcome | undefined,
): TransactionStatus {
  if (endOf(outcome) !== 'ok') return before
  if (kind === 'BEGIN') return 'T'
  return kind === 'COMMIT' || kind === 'ROLLBACK' ? 'I' : before
}

const VERBS = new Set(
  `SELECT INSERT UPDATE DELETE MERGE TRUNCATE BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE SET RESET
  PRAGMA ATTACH DETACH USE COPY EXPLAIN DESCRIBE SHOW SUMMARIZE CALL PREPARE EXECUTE DEALLOCATE
  VACUUM ANALYZE CHECKPOINT FORCE EXPORT IMPORT LOAD INSTALL COMMENT DISCARD LOCK`.split(/\s+/),
)
const OBJECTS = new Set(
  `TABLE VIEW SCHEMA SEQUENCE INDEX TYPE MACRO FUNCTION SECRET DATABASE MATERIALIZED RECURSIVE
  TRIGGER`.split(/\s+/),
)

/** Names of the user's must not become kinds. */
function knownKind(text: string): string {
  const kind = statementKind(text)
  const [verb = '', object = ''] = kind.split(' ')
  if (VERBS.has(kind)) return kind
  if (!/^(?:CREATE|DROP|ALTER)$/.test(verb)) return 'other'
  return OBJECTS.has(object) ? kind : `${verb} other`
}

/** A token's text in upper case where it is a bare word, else empty: a name in quotes is no word of the language. */
export function wordOf(token: Token | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : ''
}

/** How an outcome ended, in one word: `ok`, `timeout`, or the class of the error. */
export function endOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not reached'
  if (outcome.kind === 'error') return outcome.errorClass
  if (outcome.kind === 'unknown') return outcome.reason
  return outcome.kind === 'violation' ? 'violation' : 'ok'
}
