import type { Profile } from '../../model/profile.js'
import { COMMON_TYPES, OID, spellings } from './types.js'

/** Types that travel as text without their DuckDB type: the value is kept, the type is not. */
const AS_TEXT = [OID.text, OID.varchar] as const

/** duckgres. Source: its source code as of 21 August 2026, read and not run. */
export const duckgres: Profile = {
  name: 'duckgres',
  summary: 'duckgres: one DuckDB process behind the PostgreSQL protocol.',
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
  types: spellings({
    ...COMMON_TYPES,
    UTINYINT: OID.int4,
    UINTEGER: OID.oid,
    HUGEINT: OID.numeric,
    UHUGEINT: AS_TEXT,
    BIGNUM: AS_TEXT,
    BIT: AS_TEXT,
    TIME_NS: AS_TEXT,
    TIMESTAMP_S: AS_TEXT,
    TIMESTAMP_MS: AS_TEXT,
    TIMESTAMP_NS: AS_TEXT,
    ENUM: AS_TEXT,
    JSON: {
      oids: [OID.json],
      lossy: {
        as: 'json-value',
        because: 'JSON is written again: order of keys and form of numbers change',
      },
    },
    STRUCT: {
      oids: AS_TEXT,
      lossy: { as: 'any-field-order', because: 'the order of the fields of a struct is random' },
    },
    MAP: AS_TEXT,
    UNION: AS_TEXT,
  }),
  statusAfterError: 'postgres',
  reads: 'linearizable',
  sessionSetup: [],
}
