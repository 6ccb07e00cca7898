/** The faults of single values on their way out; faults/values/ has one function for each. */
export const VALUE_MUTANTS = [
  {
    name: 'blob-as-raw-text',
    area: 'values',
    summary: 'a BLOB is sent as its raw bytes in text format',
  },
  {
    name: 'microseconds-dropped',
    area: 'values',
    summary: 'timestamps and times lose their microseconds on the wire',
  },
  {
    name: 'array-null-unquoted',
    area: 'values',
    summary: "the string 'NULL' in an array is sent without quotes",
  },
  {
    name: 'plus-inf',
    area: 'values',
    summary: 'the text of an infinite FLOAT or DOUBLE is +Inf or -Inf',
  },
  { name: 'negative-zero-lost', area: 'values', summary: '-0.0 is sent as 0' },
  { name: 'nan-as-null', area: 'values', summary: 'NaN is sent as NULL' },
  {
    name: 'double-fifteen-digits',
    area: 'values',
    summary: 'the text of a DOUBLE has fifteen digits and not seventeen',
  },
  {
    name: 'hugeint-as-double',
    area: 'values',
    summary: 'HUGEINT and UHUGEINT go through a double and lose their last digits',
  },
  {
    name: 'ubigint-as-bigint',
    area: 'values',
    summary: 'a UBIGINT from 2^63 on is sent as a negative number',
  },
  {
    name: 'numeric-text-in-binary',
    area: 'values',
    summary: 'a numeric column in binary format holds the bytes of its text',
  },
  {
    name: 'numeric-weight-wrong',
    area: 'values',
    summary: 'in a binary numeric the digits behind the point count as digits before it',
  },
  {
    name: 'zero-timestamp-empty',
    area: 'values',
    summary: 'the text of the timestamp 0001-01-01 00:00:00 is empty',
  },
  {
    name: 'timestamp-ns-truncated',
    area: 'values',
    summary: 'a TIMESTAMP_NS loses its last three digits',
  },
  {
    name: 'interval-month-as-days',
    area: 'values',
    summary: 'the months of an INTERVAL are sent as 30 days each',
  },
  {
    name: 'timetz-sign-kept',
    area: 'values',
    summary: 'the offset of a TIMETZ has the wrong sign in binary format',
  },
  {
    name: 'bc-year-off',
    area: 'values',
    summary: 'the text of a date before Christ is one year off, as there is no year 0',
  },
  {
    name: 'date-infinity-as-date',
    area: 'values',
    summary: 'the text of an infinite DATE is the date that its number would be',
  },
  { name: 'time-24-wraps', area: 'values', summary: 'the time 24:00:00 is sent as 00:00:00' },
  {
    name: 'blob-cut-at-nul',
    area: 'values',
    summary: 'a BLOB ends at its first zero byte',
  },
  {
    name: 'varchar-cut-at-nul',
    area: 'values',
    summary: 'a VARCHAR ends at its first NUL character',
  },
  { name: 'empty-text-as-null', area: 'values', summary: 'an empty VARCHAR is sent as NULL' },
  {
    name: 'json-reserialised',
    area: 'values',
    summary: 'JSON is parsed and printed again: keys, spaces and long numbers change',
  },
  { name: 'uuid-sign-bit', area: 'values', summary: 'the highest bit of a UUID is the wrong one' },
  {
    name: 'enum-as-ordinal',
    area: 'values',
    summary: 'an ENUM is sent as the number of its label',
  },
  {
    name: 'bit-zeros-lost',
    area: 'values',
    summary: 'the text of a BIT string lacks its leading zeros',
  },
  {
    name: 'list-nulls-dropped',
    area: 'values',
    summary: 'a LIST is sent without its NULL elements',
  },
  { name: 'empty-list-as-null', area: 'values', summary: 'an empty LIST is sent as NULL' },
  {
    name: 'struct-fields-reversed',
    area: 'values',
    summary: 'the fields of a STRUCT come in another order than its type says',
  },
  {
    name: 'map-entries-sorted',
    area: 'values',
    summary: 'the entries of a MAP are sorted by the text of their keys',
  },
  {
    name: 'boolean-array-bit-packed',
    area: 'values',
    summary: 'in binary format the elements of a BOOLEAN array are eight bits of a byte',
  },
] as const
