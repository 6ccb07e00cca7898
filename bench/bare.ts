import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import type { Plan, Step } from '../src/model/plan.js'
import type { Statement } from '../src/model/statement.js'
import { bindPlaceholders } from '../src/sql/placeholders.js'

/** Sends the statements of plans with nothing but the drivers: no history, no comparison, no end state. */
export interface Bare {
  run(plan: Plan, schema: string): Promise<void>
  close(): Promise<void>
}

interface Connection {
  send(statement: Statement): Promise<unknown>
  close(): Promise<void>
}

type Connect = (session: number) => Promise<Connection>

/** node-api in this process. */
export async function bareDuckDB(directory: string): Promise<Bare> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connect: Connect = async () => duckdbConnection(await instance.connect())
  return {
    run: (plan, schema) => runPlan(plan, { connect, schema, files: directory }),
    close: async () => instance.closeSync(),
  }
}

function duckdbConnection(connection: DuckDBConnection): Connection {
  return {
    send: async ({ sql, params }) => {
      const result = await connection.runAndReadAll(
        sql,
        params.map(({ text }) => text),
      )
      return result.getRows()
    },
    close: async () => connection.closeSync(),
  }
}

/** node-postgres with its own parsers, sessions spread over the endpoints. */
export function barePg(endpoints: readonly pg.ClientConfig[], setup: readonly string[]): Bare {
  const connect: Connect = async (session) => {
    const client = new pg.Client(endpoints[session % endpoints.length])
    await client.connect()
    for (const sql of setup) await client.query(sql)
    return {
      send: ({ sql, params, delivery }) =>
        delivery === 'simple'
          ? client.query(sql)
          : client.query({ text: sql, values: params.map(({ text }) => text), rowMode: 'array' }),
      close: () => client.end(),
    }
  }
  return {
    run: (plan, schema) => runPlan(plan, { connect, schema, files: '.' }),
    close: async () => {},
  }
}

interface Place {
  readonly connect: Connect
  readonly schema: string
  readonly files: string
}

async function runPlan(plan: Plan, place: Place): Promise<void> {
  const admin = await place.connect(0)
  await admin.send(plain(`CREATE SCHEMA ${place.schema}`))
  const sessions = new Map<string, Connection>()
  const attached = new Set<string>()
  try {
    for (const [index, { name }] of plan.sessions.entries())
      sessions.set(name, await openSession(place, index))
    for (const step of plan.steps) await runStep(step, { place, sessions, attached })
  } finally {
    for (const session of sessions.values()) await session.close()
    for (const name of attached) await admin.send(plain(`DETACH ${name}`)).catch(() => undefined)
    await admin.send(plain(`DROP SCHEMA ${place.schema} CASCADE`)).catch(() => undefined)
    await admin.close()
  }
}

async function openSession(place: Place, index: number): Promise<Connection> {
  const session = await place.connect(index)
  await session.send(plain(`SET search_path = '${place.schema}'`))
  return session
}

interface Running {
  readonly place: Place
  readonly sessions: Map<string, Connection>
  readonly attached: Set<string>
}

async function runStep(step: Step, { place, sessions, attached }: Running): Promise<void> {
  if (step.kind === 'open') sessions.set(step.session, await openSession(place, sessions.size))
  if (step.kind === 'close') {
    await sessions.get(step.session)?.close()
    sessions.delete(step.session)
  }
  if (step.kind !== 'statement') return
  const sql = bindPlaceholders(step.statement.sql, ({ kind, name }) => {
    const bound = name === undefined ? place.schema : `${place.schema}_${name}`
    if (kind === 'db') attached.add(bound)
    return kind === 'dir' ? `${place.files}/${bound}` : bound
  })
  // An error is an answer too; nothing is compared here.
  await sessions
    .get(step.session)
    ?.send({ ...step.statement, sql })
    .catch(() => undefined)
}

function plain(sql: string): Statement {
  return { sql, params: [], delivery: 'simple' }
}
