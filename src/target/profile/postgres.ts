import type { Profile } from '../../model/profile.js'
import { COMMON_TYPES, OID, spellings } from './types.js'

/** PostgreSQL itself, for workloads whose SQL it understands. Source: PostgreSQL 15's pg_type and its documentation. */
export const postgres: Profile = {
  name: 'postgres',
  summary: 'PostgreSQL, for SQL that both understand.',
  capabilities: new Set(['multi-session', 'schemas', 'transactions', 'returning', 'on-conflict']),
  types: spellings({
    BOOLEAN: COMMON_TYPES.BOOLEAN,
    SMALLINT: COMMON_TYPES.SMALLINT,
    INTEGER: COMMON_TYPES.INTEGER,
    // count() and sum() have other types there: bigint and numeric.
    BIGINT: [OID.int8, OID.numeric],
    HUGEINT: [OID.int8, OID.numeric],
    DECIMAL: OID.numeric,
    FLOAT: OID.float4,
    DOUBLE: [OID.float8, OID.numeric],
    VARCHAR: [OID.text, OID.varchar, OID.unknown],
    BLOB: OID.bytea,
    DATE: OID.date,
    TIME: OID.time,
    TIMESTAMP: OID.timestamp,
    'TIMESTAMP WITH TIME ZONE': OID.timestamptz,
    INTERVAL: OID.interval,
    UUID: OID.uuid,
  }),
  statusAfterError: 'postgres',
  reads: 'local',
  sessionSetup: [],
  leaderQuery: 'SELECT NOT pg_is_in_recovery()',
}
