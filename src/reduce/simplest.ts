/** The simplest values of each kind of type, the simplest first, in the text that DuckDB casts to it. */
const SIMPLEST: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(?:[us]?(?:tiny|small|big|huge|)int|integer|u?hugeint|int\d*|u?integer|dec|decimal|numeric|float\d*|double|real|bignum)/i,
    ['0', '1'],
  ],
  [/^(?:bool|boolean|logical)/i, ['false', 'true']],
  [/^date/i, ['2000-01-01']],
  [/^timestamp|^datetime/i, ['2000-01-01 00:00:00']],
  [/^time/i, ['00:00:00']],
  [/^interval/i, ['1 day']],
  [/^uuid/i, ['00000000-0000-0000-0000-000000000000']],
  [/^bit/i, ['0']],
  [/^json/i, ['{}', '0']],
  [/\[\]$|^list/i, ['[]', '[NULL]']],
  [/^struct|^map|^union|^row|^geometry|^variant|\[\d+\]$|^enum/i, []],
]

/** The simplest texts of a type's values; of one that is not known, those of VARCHAR. */
export function simplestText(type: string): readonly string[] {
  const isList = /\[\]\)?$/.test(type)
  if (isList) return ['[]', '[NULL]']
  return SIMPLEST.find(([pattern]) => pattern.test(type))?.[1] ?? ['', 'a']
}
