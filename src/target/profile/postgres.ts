import type { Profile } from '../../model/profile.js'
import { ARRAY_OIDS, COMMON_TYPES, OID, spellings } from './types.js'

/**
 * PostgreSQL itself, for workloads whose SQL it understands. Source: PostgreSQL 15's pg_type, and what PostgreSQL 15 and 18
 * answered in test/postgres:
 *
 * | situation | answer | status |
 * |---|---|---|
 * | any error in a transaction, a syntax error or a cancel included | the error | `E` |
 * | any other statement after it but ROLLBACK and COMMIT | 25P02; a syntax error is still 42601 | `E` |
 * | COMMIT of a failed transaction | tag `ROLLBACK`, no error | `I` |
 * | COMMIT, ROLLBACK without a transaction; BEGIN within one | a warning and its own tag | as before |
 * | several statements in one simple query, the second fails | the first is answered, then taken back | `I` |
 * | the same, with COMMIT between them | what is before COMMIT stays | `I` |
 * | the same, with BEGIN in the middle | what is before BEGIN belongs to the transaction | `T` |
 * | a syntax error anywhere in a simple query | that error alone: nothing of it is executed | as any error |
 * | an empty text | EmptyQueryResponse, one for the whole text | as before |
 * | a pipeline with one Sync | one transaction as above; after an error all is skipped, ROLLBACK too | `I`, `E` after BEGIN |
 * | a pipeline with a Sync each | each by itself | as each |
 * | an error of a constant expression, `1/0` | at Bind, before it is executed | as any error |
 * | Execute of n rows of n that there are | suspended; then an empty page | as before |
 * | the tag after pages | counts the last page only | as before |
 * | a page of INSERT ... RETURNING | all rows are inserted, and stay when the portal is left | as before |
 * | the unnamed portal after Sync | gone (34000) outside of a transaction, kept within one | as before |
 * | Describe of a statement with side effects | its columns, nothing is executed | as before |
 * | named statement whose table got another column | 0A000 each time, until the old columns are back | as any error |
 * | several statements in one Parse | 42601 | as any error |
 * | CREATE TABLE AS | tag `SELECT` with a count, no rows | as before |
 * | a cancel request while Parse or Bind works | dropped: what Execute runs is not cancelled | as before |
 *
 * Its arrays are rectangular: `ARRAY[NULL::INTEGER[]]` is empty, and ragged lists are errors.
 */
export const postgres: Profile = {
  name: 'postgres',
  summary: 'PostgreSQL, for SQL that both understand.',
  capabilities: new Set([
    'multi-session',
    'schemas',
    'transactions',
    'returning',
    'on-conflict',
    'binary-results',
    'binary-parameters',
    'portals',
    'cancel',
    'copy-to-stdout',
    'copy-binary',
  ]),
  sql: 'postgres',
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
    // Its catalog has texts of its own: names, and single characters.
    VARCHAR: [OID.text, OID.varchar, OID.unknown, OID.name, OID.char],
    BLOB: OID.bytea,
    DATE: OID.date,
    TIME: OID.time,
    'TIME WITH TIME ZONE': OID.timetz,
    TIMESTAMP: OID.timestamp,
    'TIMESTAMP WITH TIME ZONE': OID.timestamptz,
    INTERVAL: OID.interval,
    UUID: OID.uuid,
    JSON: OID.json,
    BIT: [OID.bit, OID.varbit],
    LIST: ARRAY_OIDS,
  }),
  statusAfterError: 'postgres',
  batches: 'transaction',
  followers: 'read-only',
  reads: 'local',
  // An installation may have its own forms of dates, intervals, bytes and floats; these are the ones that are read here.
  sessionSetup: [
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'postgres'",
    "SET bytea_output = 'hex'",
    'SET extra_float_digits = 1',
  ],
  leaderQuery: 'SELECT NOT pg_is_in_recovery()',
}
