import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import type { Parameter, Plan, Statement } from '../../../src/index.js'
import { postgres } from '../../../src/target/profile/postgres.js'
import { ducklakeMetadata } from '../../../workloads/ducklake-metadata/ducklake-metadata.js'

/** What one step gave, in a form that can be compared: rows as text, or the class of the error. */
export interface Answer {
  readonly step: number
  readonly session: string
  readonly statement: Statement
  readonly error: string | undefined
  readonly message: string
  readonly rows: string
}

const SCHEMA = 'ge_0_lake'
const DATABASE = 'ge_0_meta'

/** The plans of some seeds. */
export function somePlans(count: number, attach: boolean, maxSteps = 80): readonly Plan[] {
  const supports = (capability: string) => capability !== 'attach-memory' || attach
  const plans = ducklakeMetadata.plan({ supports, maxSteps })
  return fc.sample(plans, { numRuns: count, seed: 20261122, unbiased: true })
}

/** The same for PostgreSQL; a reference takes them too. */
export function plansForPostgres(count: number): readonly Plan[] {
  const supports = postgres.capabilities.has.bind(postgres.capabilities)
  const plans = ducklakeMetadata.plan({ supports, maxSteps: 80 })
  return fc.sample(plans, { numRuns: count, seed: 20261122, unbiased: true })
}

/** Runs a plan on a new in-process DuckDB and hands the open connection to `inspect`. */
export async function runPlan(
  plan: Plan,
  inspect?: (connection: DuckDBConnection, schema: string) => Promise<void>,
): Promise<readonly Answer[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connections = new Map<string, DuckDBConnection>()
  try {
    for (const { name } of plan.sessions) connections.set(name, await instance.connect())
    const answers: Answer[] = []
    for (const [index, step] of plan.steps.entries()) {
      const connection = connections.get(step.session)
      if (step.kind !== 'statement' || !connection) continue
      answers.push({
        step: index,
        session: step.session,
        statement: step.statement,
        ...(await send(connection, step.statement)),
      })
    }
    const first = connections.get('a')
    const attached = plan.features.includes('attached-catalog')
    if (first) await inspect?.(first, attached ? `${DATABASE}.main` : SCHEMA)
    return answers
  } finally {
    for (const connection of connections.values()) connection.closeSync()
    instance.closeSync()
  }
}

async function send(connection: DuckDBConnection, statement: Statement) {
  try {
    const reader = await connection.runAndReadAll(bound(statement))
    return { error: undefined, message: '', rows: JSON.stringify(reader.getRowsJson()) }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return { error: classOf(message), message, rows: '' }
  }
}

/** DuckDB names the class of an error before its first colon. */
function classOf(message: string): string {
  const name = message.slice(0, message.indexOf(' Error'))
  return name === 'TransactionContext' ? 'transaction' : name.toLowerCase()
}

/**
 * The text with its placeholders and parameters in place; the last parameter first, because `$1`
 * begins `$10`.
 */
function bound({ sql, params }: Statement): string {
  const named = sql.replaceAll('${schema:lake}', SCHEMA).replaceAll(/\$\{db:(\w+)\}/g, 'ge_0_$1')
  return params.length === 0
    ? named
    : named.replace(/\$(\d+)/g, (_, n: string) => literal(params[Number(n) - 1]))
}

function literal(parameter: Parameter | undefined): string {
  if (!parameter || parameter.text === null) return 'NULL'
  return `CAST('${parameter.text.replaceAll("'", "''")}' AS ${parameter.type})`
}
