import type { Scope, Session, Target } from '../../model/target.js'
import type { Need } from './need.js'
import { postgresNeeds } from './postgres.js'
import { raceNeeds } from './races.js'
import { type Clients, isFine, lastOf, say, sayAll, told } from './talk.js'
import { transactionNeeds } from './transactions.js'
import { valueNeeds } from './values.js'

const REPEATABLE_READ = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ'

const TABLES = [
  'CREATE TABLE ge_snapshot (snapshot_id BIGINT PRIMARY KEY, next_id BIGINT)',
  'CREATE TABLE ge_change (snapshot_id BIGINT, author VARCHAR)',
  'CREATE TABLE ge_moment (id BIGINT, moment TIMESTAMPTZ)',
]

/** What came of the question whether an endpoint is fit to hold a DuckLake catalog. */
export type Fitness =
  | { readonly kind: 'asked'; readonly needs: readonly Need[] }
  /** Not even the tables can be made. */
  | { readonly kind: 'refused'; readonly because: string }

/**
 * Asks an endpoint for everything that a DuckLake client needs, by doing it: two clients in an empty schema, some fifty
 * statements. The schema is the caller's, who drops it. Throws TargetLost.
 */
export async function fitnessOf(target: Target, scope: Scope): Promise<Fitness> {
  const sessions: Session[] = []
  try {
    for (const _ of ['a', 'b']) sessions.push(await target.open('leader', scope))
    const [a, b] = sessions as [Session, Session]
    const made = await sayAll(a, TABLES)
    if (!isFine(made)) return { kind: 'refused', because: told(made) }
    const clients: Clients = { a, b, schema: scope.schema, begin: await beginOf(a) }
    const needs = [
      ...(await raceNeeds(clients)),
      ...(await transactionNeeds(clients)),
      ...(await valueNeeds(clients)),
      ...(await postgresNeeds(clients)),
    ]
    return { kind: 'asked', needs }
  } finally {
    for (const session of sessions) await session.close()
  }
}

async function beginOf(session: Session): Promise<string> {
  const isKnown = isFine(lastOf(await say(session, REPEATABLE_READ)))
  await say(session, 'ROLLBACK')
  return isKnown ? REPEATABLE_READ : 'BEGIN TRANSACTION'
}
