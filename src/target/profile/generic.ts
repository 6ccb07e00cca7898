import type { Profile } from '../../model/profile.js'

/**
 * An endpoint about which nothing is known. Capabilities, transactions after an error and the way it names its types are
 * found out by probing (see probe.ts); until then as little as possible is assumed: types are not checked, reads are local.
 */
export const generic: Profile = {
  name: 'generic',
  summary:
    'Any endpoint that speaks the PostgreSQL protocol and DuckDB SQL; what it can do is probed.',
  capabilities: new Set(['multi-session', 'schemas', 'transactions']),
  types: new Map(),
  statusAfterError: 'duckdb',
  reads: 'local',
  sessionSetup: [],
}
