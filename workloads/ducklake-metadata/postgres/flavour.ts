import fc from 'fast-check'
import type { Plan, WorkloadContext } from '../../../src/index.js'
import type { BirthPlan } from '../birth.js'
import { DEFAULT_BIRTH } from '../creation.js'
import type { Intent } from '../intents.js'
import { type ClientHabits, inPostgres } from './in-postgres.js'

/**
 * The plans as a client sends them to this endpoint: where DuckDB's types are not known, in PostgreSQL's words; where rows
 * cannot be copied in binary, by plain SELECTs.
 */
export function forEndpoint(
  plans: fc.Arbitrary<Plan>,
  { supports }: WorkloadContext,
): fc.Arbitrary<Plan> {
  if (supports('duckdb-types')) return plans
  const habits: fc.Arbitrary<ClientHabits> = fc.record({
    fetching: supports('copy-binary')
      ? fc.constantFrom('copy-binary', 'copy-binary', 'select')
      : fc.constant('select'),
    isPooled: fc.boolean(),
  })
  return fc.tuple(plans, habits).map(([plan, how]) => inPostgres(plan, how))
}

/**
 * Where a writer waits for another one of the same key, steps that wait for each other would never go on: there everybody
 * reads first, and then one after the other writes and commits. A time that the server gives would differ in every scan.
 */
export function intentFor(intent: Intent, { supports }: WorkloadContext): Intent {
  if (intent.kind === 'race' && !supports('optimistic-writes'))
    return { ...intent, readsFirst: true }
  if (intent.kind === 'now' && !supports('duckdb-types')) {
    const { wanted, session } = intent
    return { kind: 'commit', wanted, session, style: 'batch', loads: false }
  }
  // The client keeps the files that it knows in a table of its own.
  if (intent.kind === 'orphans' && !supports('duckdb-types'))
    return { kind: 'cleanup', session: intent.session, value: 0 }
  return intent
}

/** A lake of 0.1 is migrated by DuckDB's functions, which the client has to compute by itself for PostgreSQL. */
export function birthFor(
  births: fc.Arbitrary<BirthPlan['birth']>,
  { supports }: WorkloadContext,
): fc.Arbitrary<BirthPlan['birth']> {
  if (supports('duckdb-types')) return births
  return births.map((birth) => (birth === 'migrated' ? DEFAULT_BIRTH : birth))
}
