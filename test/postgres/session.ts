import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Outcome, Reply } from '../../src/model/outcome.js'
import { type Statement, statement } from '../../src/model/statement.js'
import type { Session } from '../../src/model/target.js'
import { openPgTarget, type PgTarget, type PgTargetOptions } from '../../src/target/pg/pg-target.js'
import type { Postgres } from './server.js'

const LIMITS = { timeoutMs: 20_000 }
const TARGET = { name: 'subject', profile: 'postgres', files: undefined } as const

let scopeCount = 0

/** A target on the server, closed when the test ends. */
export async function openTarget(
  { settings }: Postgres,
  more: Partial<PgTargetOptions> = {},
): Promise<PgTarget> {
  const target = await openPgTarget({
    ...TARGET,
    endpoints: [settings],
    ...more,
  })
  onTestFinished(() => target.close())
  return target
}

/** Sessions in a fresh schema, which is dropped when the test ends. */
export async function openSessions(postgres: Postgres, count: number): Promise<readonly Session[]> {
  const target = await openTarget(postgres)
  scopeCount += 1
  const scope = { schema: `goldeneye_t${scopeCount}` }
  await target.reset(scope)
  onTestFinished(() => target.clean(scope))
  return Promise.all(Array.from({ length: count }, () => target.open('any', scope)))
}

/** One session for all tests of a `describe`, which must leave nothing behind in it. Call it when one needs it. */
export function sharedSession({ settings }: Postgres): () => Session {
  let target: PgTarget
  let session: Session
  beforeAll(async () => {
    target = await openPgTarget({ ...TARGET, endpoints: [settings] })
    session = await target.open('any', { schema: 'goldeneye_shared' })
  })
  afterAll(() => target.close())
  return () => session
}

export async function openSession(postgres: Postgres): Promise<Session> {
  const [session] = (await openSessions(postgres, 1)) as [Session]
  return session
}

export function send(
  session: Session,
  sql: string,
  more: Partial<Omit<Statement, 'sql'>> = {},
): Promise<Reply> {
  return session.send(statement(sql, more), LIMITS)
}

/**
 * A reply in one line: each outcome, then the status. Rows show as their tag, count and cells, what is done as its tag and
 * count, an error as its SQLSTATE.
 */
export function lineOf({ outcomes, status }: Reply): string {
  return [...outcomes.map(wordOf), status ?? '?'].join(', ')
}

function wordOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'rows': {
      const cells = outcome.rows.map((row) => row.map((cell) => cell ?? 'NULL').join(' '))
      return `${outcome.tag ?? 'page'} [${cells.join('; ')}]`
    }
    case 'done':
      return [outcome.tag ?? 'nothing', outcome.affected].filter((x) => x !== undefined).join(' ')
    case 'error':
      return `error ${outcome.sqlstate}`
    case 'violation':
      return `violation: ${outcome.what}`
    case 'unknown':
      return outcome.reason
  }
}
