import type { Profile } from '../../model/profile.js'
import { duckdb } from './duckdb.js'

/** The real DuckLake client: what it can do is what DuckDB can, as far as plans for a lake ask for it. */
export const ducklake: Profile = {
  ...duckdb,
  name: 'ducklake',
  summary:
    'The real DuckLake client: DuckDB with its extension, and a catalog in a file or an endpoint.',
  capabilities: new Set([
    'ducklake-client',
    'duckdb-catalog',
    'multi-session',
    'schemas',
    'transactions',
  ]),
}
