import pg from 'pg'
import type { Attempt } from '../src/judge/serial/attempts.js'
import type { Plan } from '../src/model/plan.js'
import type { Statement } from '../src/model/statement.js'
import { bindPlaceholders } from '../src/sql/placeholders.js'

/** Where a bare driver commits. */
export interface BarePlace {
  readonly endpoint: pg.ClientConfig
  readonly schema: string
  /** Statements that every connection sends first. */
  readonly setup: readonly string[]
  readonly speaksPostgres: boolean
}

/**
 * Sends the transactions that won, each over the connection of its session, in the order in which they won: BEGIN, the very
 * same batch, COMMIT, and nothing else. Gives the seconds that it took. Throws what the endpoint says against it.
 */
export async function bareCommits(
  opening: Plan['steps'],
  wins: readonly Attempt[],
  place: BarePlace,
): Promise<number> {
  const admin = await connect(place)
  const clients = new Map<string, pg.Client>()
  const text = textOf(place)
  try {
    for (const step of opening) {
      if (step.kind === 'statement') await admin.query(text(step.statement))
    }
    for (const { session } of wins) {
      if (!clients.has(session)) clients.set(session, await connect(place))
    }
    const startedMs = performance.now()
    for (const { session, statements, readCount } of wins) {
      const client = clients.get(session) as pg.Client
      const [begin] = statements
      const sent = [...(begin ? [begin] : []), ...statements.slice(readCount)]
      for (const { statement } of sent) await client.query(text(statement))
    }
    return (performance.now() - startedMs) / 1000
  } finally {
    await Promise.all([...clients.values()].map((client) => client.end()))
    await admin.query(`DROP SCHEMA IF EXISTS ${place.schema}_lake CASCADE`)
    await admin.end()
  }
}

function textOf({ schema, speaksPostgres }: BarePlace) {
  return ({ sql, postgres }: Statement): string =>
    bindPlaceholders(speaksPostgres ? (postgres ?? sql) : sql, ({ name }) =>
      name === undefined ? schema : `${schema}_${name}`,
    )
}

async function connect({ endpoint, setup }: BarePlace): Promise<pg.Client> {
  const client = new pg.Client(endpoint)
  await client.connect()
  for (const sql of setup) await client.query(sql)
  return client
}
