import fc from 'fast-check'
import type { Plan, WorkloadContext } from '../../../src/index.js'
import type { BirthPlan } from '../birth.js'
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
    introspection: fc.constantFrom('schema', 'schema', 'all'),
  })
  return fc.tuple(plans, habits).map(([plan, how]) => inPostgres(plan, how))
}

/** Where a writer waits for another one that holds the same key, a race has another course (waiting-race.ts). */
export function intentFor(intent: Intent, { supports }: WorkloadContext): Intent {
  if (intent.kind === 'race' && !supports('optimistic-writes')) return { ...intent, waits: true }
  return intent
}

/**
 * The client cannot migrate a lake of 0.1 or 0.2 that is in PostgreSQL: it adds a column with the default TRUE, which it
 * takes apart into a column, an UPDATE and a SET DEFAULT, and the last of these its extension for PostgreSQL has not. One of
 * 0.3 it can.
 */
export function birthFor(
  births: fc.Arbitrary<BirthPlan['birth']>,
  { supports }: WorkloadContext,
): fc.Arbitrary<BirthPlan['birth']> {
  if (supports('duckdb-types')) return births
  return births.map((birth) => (birth === 'migrated' ? 'migrated-from-0.3' : birth))
}
