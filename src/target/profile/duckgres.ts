import type { Profile } from '../../model/profile.js'
import { ARRAY_OIDS, COMMON_TYPES, OID, spellings } from './types.js'

/** Types that travel as text without their DuckDB type: the value is kept, the type is not. */
const AS_TEXT = [OID.text, OID.varchar] as const

/**
 * duckgres. Source: its source code and documentation as of 21 August 2026, read and not run.
 *
 * | what | where it differs |
 * |---|---|
 * | UTINYINT, UINTEGER | described as int4 and oid; oid has no binary form there, so its values come as text |
 * | LIST | arrays of scalars by their own OIDs, ARRAY and nested lists as text |
 * | HUGEINT | numeric(38,0), which has a digit less than the largest values |
 * | JSON, STRUCT | written again, so order and spelling are not DuckDB's |
 * | a page of a portal | is answered as the whole result, so there are no portals |
 * | any error in a transaction | fails it, compile errors too |
 *
 * BLOB as raw bytes, `+Inf`, unquoted 'NULL' in arrays and an empty text for 0001-01-01 00:00:00 are not losses but faults:
 * they are not declared here, so that they are found.
 */
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
    'binary-results',
    'optimistic-writes',
  ]),
  types: spellings({
    ...COMMON_TYPES,
    UTINYINT: OID.int4,
    UINTEGER: { oids: [OID.oid], textOnly: ['results'] },
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
    LIST: [...ARRAY_OIDS, ...AS_TEXT],
    ARRAY: AS_TEXT,
    MAP: AS_TEXT,
    UNION: AS_TEXT,
    VARIANT: AS_TEXT,
    GEOMETRY: AS_TEXT,
  }),
  statusAfterError: 'postgres',
  reads: 'linearizable',
  sessionSetup: [],
}
