import type { Profile } from '../../model/profile.js'
import { COMMON_TYPES, spellings } from './types.js'

/**
 * BoilStream: Quack Multi-Raft, one shared catalog, writes through the Raft leader. Source: its public documentation. It
 * promises text and binary for all types, nested arrays among them, cursors and cancel requests, and says that there is no
 * COPY. It names no OIDs, so only the types that all servers share are checked; `goldeneye probe profile` learns the rest.
 */
export const boilstream: Profile = {
  name: 'boilstream',
  summary: 'BoilStream: a cluster of DuckDB nodes with one replicated catalog.',
  capabilities: new Set([
    'multi-session',
    'schemas',
    'transactions',
    'attach-memory',
    'duckdb-catalog',
    'returning',
    'on-conflict',
    'duckdb-types',
    'binary-results',
    'binary-parameters',
    'portals',
    'cancel',
    'optimistic-writes',
  ]),
  types: spellings(COMMON_TYPES),
  statusAfterError: 'duckdb',
  reads: 'local',
  sessionSetup: [],
}
