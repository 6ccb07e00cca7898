import { CAPABILITIES, type Profile } from '../../model/profile.js'
import { ARRAY_OIDS, COMMON_TYPES, OID, spellings } from './types.js'

/**
 * The local cluster. Source: its own type table in src/lab/pgwire. Its binary forms are PostgreSQL's; what has none travels
 * as text in both formats. A DATE before 4714 BC is refused in binary only, as its documentation says.
 */
export const lab: Profile = {
  name: 'lab',
  summary: 'The local cluster of goldeneye: DuckDB with a replicated log.',
  // Its COPY is text only.
  capabilities: new Set(CAPABILITIES.filter((one) => one !== 'copy-binary')),
  types: spellings({
    ...COMMON_TYPES,
    UTINYINT: OID.int2,
    UINTEGER: OID.int8,
    HUGEINT: OID.numeric,
    UHUGEINT: OID.numeric,
    BIGNUM: OID.numeric,
    BIT: OID.varbit,
    TIME_NS: OID.text,
    TIMESTAMP_S: OID.timestamp,
    TIMESTAMP_MS: OID.timestamp,
    TIMESTAMP_NS: OID.text,
    ENUM: OID.text,
    JSON: OID.json,
    LIST: [...ARRAY_OIDS, OID.text],
    ARRAY: [...ARRAY_OIDS, OID.text],
    STRUCT: OID.text,
    MAP: OID.text,
    UNION: OID.text,
    VARIANT: OID.text,
    GEOMETRY: OID.text,
  }),
  statusAfterError: 'duckdb',
  batches: 'each',
  reads: 'linearizable',
  sessionSetup: ["SET goldeneye_lab.reads = 'linearizable'"],
}
