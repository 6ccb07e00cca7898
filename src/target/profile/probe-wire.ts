import type { Outcome } from '../../model/outcome.js'
import type { Capability } from '../../model/profile.js'
import { type Statement, statement } from '../../model/statement.js'
import type { ProbeSession } from './probe.js'

/** A million steps that no optimizer shortens; both DuckDB and PostgreSQL understand it. */
const SLOW =
  'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 1000000) SELECT count(*) FROM t'
const CANCEL_AFTER_MS = 50
/** An endpoint that has not stopped by then does not cancel. */
const CANCEL_TIMEOUT_MS = 1000

/** What an endpoint can do beside simple queries: six statements, the last of which may cost the connection. */
export async function wireCapabilities(
  session: ProbeSession,
): Promise<ReadonlyMap<Capability, boolean>> {
  const lastOf = async (question: Statement, timeoutMs?: number) =>
    (await session.ask(question, timeoutMs)).outcomes.at(-1)
  return new Map([
    ['binary-results', isBinary258(await lastOf(BINARY_RESULT))],
    ['binary-parameters', firstCell(await lastOf(BINARY_PARAMETER)) === '258'],
    ['portals', rowCount(await lastOf(TWO_PAGES)) === 2],
    ['copy-to-stdout', rowCount(await lastOf(COPY)) === 1],
    ['copy-binary', firstCell(await lastOf(BINARY_COPY)) === BINARY_258],
    ['cancel', isInterrupt(await lastOf(CANCELLED, CANCEL_TIMEOUT_MS))],
  ])
}

const BINARY_RESULT = statement('SELECT CAST(258 AS INTEGER) AS a', {
  delivery: 'extended',
  wire: { results: 'binary' },
})
const BINARY_PARAMETER = statement('SELECT CAST($1 AS INTEGER) AS a', {
  delivery: 'extended',
  params: [{ type: 'INTEGER', text: '258' }],
  wire: { parameters: 'binary' },
})
const TWO_PAGES = statement('SELECT 1 AS a UNION ALL SELECT 2', {
  delivery: 'extended',
  wire: { fetchRows: 1 },
})
const COPY = statement('SELECT 1 AS a', { delivery: 'copy' })
const BINARY_COPY = statement('SELECT CAST(258 AS INTEGER) AS a', {
  delivery: 'copy',
  wire: { results: 'binary' },
})
const CANCELLED = statement(SLOW, { wire: { cancelAfterMs: CANCEL_AFTER_MS } })

const BINARY_258 = '\u0000\u0000\u0001\u0002'

function firstCell(outcome: Outcome | undefined): string | null | undefined {
  return outcome?.kind === 'rows' ? outcome.rows[0]?.[0] : undefined
}

function isBinary258(outcome: Outcome | undefined): boolean {
  return firstCell(outcome) === BINARY_258
}

function rowCount(outcome: Outcome | undefined): number | undefined {
  return outcome?.kind === 'rows' ? outcome.rows.length : undefined
}

function isInterrupt(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'error' && outcome.errorClass === 'interrupt'
}
