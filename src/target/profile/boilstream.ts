import type { Profile } from '../../model/profile.js'
import { COMMON_TYPES, spellings } from './types.js'

/**
 * BoilStream: Quack Multi-Raft, one shared catalog, writes through the Raft leader. Source: its public documentation, which
 * promises text and binary for all types and names no OIDs, so only the types that all servers share are checked.
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
  ]),
  types: spellings(COMMON_TYPES),
  statusAfterError: 'duckdb',
  reads: 'local',
  sessionSetup: [],
}
