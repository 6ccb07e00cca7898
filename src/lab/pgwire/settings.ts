/** What ParameterStatus says at start-up. */
export const PARAMETER_STATUS: readonly (readonly [name: string, value: string])[] = [
  ['server_version', '15.0 (goldeneye lab)'],
  ['server_encoding', 'UTF8'],
  ['client_encoding', 'UTF8'],
  ['DateStyle', 'ISO, MDY'],
  ['IntervalStyle', 'postgres'],
  ['TimeZone', 'UTC'],
  ['integer_datetimes', 'on'],
  ['standard_conforming_strings', 'on'],
  ['is_superuser', 'on'],
]

/** Settings that PostgreSQL has and DuckDB has not, with what SHOW answers. Setting them is accepted and does nothing. */
export const POSTGRES_SETTINGS: ReadonlyMap<string, string> = new Map([
  ...PARAMETER_STATUS.filter(([name]) => name !== 'TimeZone').map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  ),
  ['server_version_num', '150000'],
  ['application_name', ''],
  ['bytea_output', 'hex'],
  ['client_min_messages', 'notice'],
  ['default_transaction_deferrable', 'off'],
  ['default_transaction_isolation', 'repeatable read'],
  ['default_transaction_read_only', 'off'],
  ['extra_float_digits', '1'],
  ['idle_in_transaction_session_timeout', '0'],
  ['jit', 'off'],
  ['lock_timeout', '0'],
  ['max_identifier_length', '63'],
  ['row_security', 'on'],
  ['statement_timeout', '0'],
  ['synchronous_commit', 'on'],
  ['transaction_isolation', 'repeatable read'],
  ['transaction_read_only', 'off'],
])
