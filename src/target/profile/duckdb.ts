import { CAPABILITIES, type Profile } from '../../model/profile.js'

/** Standalone DuckDB, in process: the reference. Its types are DuckDB's own, so no OIDs. */
export const duckdb: Profile = {
  name: 'duckdb',
  summary: 'Standalone DuckDB in a child process.',
  capabilities: new Set(CAPABILITIES),
  types: new Map(),
  statusAfterError: 'duckdb',
  batches: 'each',
  reads: 'linearizable',
  sessionSetup: [],
}
