/**
 * Values of each kind of type from the simplest on, in the text that DuckDB casts to it: plain
 * ones, then those with which servers have trouble. Where a case needs such a value, it is always
 * the same one, whatever it was found with.
 */
const SIMPLEST: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:double|float|real)/i, ['0', '1', '0.1', 'nan', 'inf', '-inf', '-0.0', '1e300']],
  [/^(?:dec|decimal|numeric)/i, ['0', '1', '0.1', '-0.1']],
  [/^(?:u?hugeint|u?bigint|int8|long)/i, ['0', '1', '-1', '9223372036854775807']],
  [/^u?(?:tiny|small|big|)int|^int\d|^u?integer|^bignum/i, ['0', '1', '-1']],
  [/^(?:bool|logical)/i, ['false', 'true']],
  [/^date(?!time)/i, ['2000-01-01', 'infinity', '-infinity', '0044-03-15 (BC)']],
  [/^timestamp_ns/i, ['2000-01-01 00:00:00', '2000-01-01 00:00:00.123456789']],
  [
    /^timestamp|^datetime/i,
    [
      '2000-01-01 00:00:00',
      '2000-01-01 00:00:00.123456',
      'infinity',
      '-infinity',
      '0044-03-15 (BC) 00:00:00',
    ],
  ],
  [/^time/i, ['00:00:00', '00:00:00.123456', '24:00:00', '00:00:00+01', '00:00:00-01:30']],
  [/^interval/i, ['1 day', '1 month', '00:00:01', '00:00:00.123456']],
  [/^uuid/i, ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']],
  [/^bit/i, ['0', '00', '1']],
  [/^json/i, ['{}', '0', '{"a": 1}']],
  [/^blob|^bytea|^binary|^varbinary/i, ['', 'a', '\\x00', '\\xFF']],
  [/^struct|^map|^union|^row|^geometry|^variant|\[\d+\]$|^enum/i, []],
]

const OF_TEXTS = ['', 'a']

/** The simplest texts of a type's values; of one that is not known, those of VARCHAR. */
export function simplestText(type: string): readonly string[] {
  if (/\[\]\)?$/.test(type)) return ['[]', '[NULL]']
  return SIMPLEST.find(([pattern]) => pattern.test(type))?.[1] ?? OF_TEXTS
}

/** Whether a value of the type is any text. */
export function isTextual(type: string): boolean {
  return simplestText(type) === OF_TEXTS
}
