/** Values of one type, as a literal that PostgreSQL casts to it. */
export interface TypeValues {
  /** The DuckDB type that the values are read as. */
  readonly duck: string
  readonly postgres: string
  /** Each value's literal, with its canonical text where that is another. */
  readonly values: readonly (string | readonly [literal: string, canonical: string])[]
}

/** The values in their canonical text. */
export function canonicalValues({ values }: TypeValues): readonly string[] {
  return values.map((value) => (typeof value === 'string' ? value : value[1]))
}

const text = (...values: readonly string[]) => values

/** The ends and the oddities of every type that both DuckDB and PostgreSQL have. */
export const TYPE_VALUES: readonly TypeValues[] = [
  { duck: 'BOOLEAN', postgres: 'bool', values: ['true', 'false'] },
  { duck: 'SMALLINT', postgres: 'int2', values: ['-32768', '-1', '0', '32767'] },
  { duck: 'TINYINT', postgres: 'int2', values: ['-128', '127'] },
  { duck: 'INTEGER', postgres: 'int4', values: ['-2147483648', '-1', '0', '2147483647'] },
  {
    duck: 'BIGINT',
    postgres: 'int8',
    values: ['-9223372036854775808', '-1', '0', '9007199254740993', '9223372036854775807'],
  },
  { duck: 'UBIGINT', postgres: 'numeric', values: ['0', '18446744073709551615'] },
  {
    duck: 'HUGEINT',
    postgres: 'numeric',
    values: [
      ...text('-170141183460469231731687303715884105728', '-10000', '-9999', '0', '1', '9999'),
      ...text(
        '10000',
        '100000000',
        `1${'0'.repeat(36)}`,
        '170141183460469231731687303715884105727',
      ),
    ],
  },
  {
    duck: 'UHUGEINT',
    postgres: 'numeric',
    values: ['0', '340282366920938463463374607431768211455'],
  },
  {
    duck: 'BIGNUM',
    postgres: 'numeric',
    values: ['0', '-1', `-${'9'.repeat(200)}`, `1${'0'.repeat(400)}`],
  },
  {
    duck: 'DECIMAL(38,10)',
    postgres: 'numeric(38,10)',
    values: [
      ...text('0.0000000000', '-0.0000000001', '0.0001000000', '1.0000000001', '-12345.6789000000'),
      ...text('9999.9999999999', '10000.0000000000', '9999999999999999999999999999.9999999999'),
    ],
  },
  { duck: 'DECIMAL(4,1)', postgres: 'numeric(4,1)', values: ['-999.9', '0.0', '0.1', '999.9'] },
  { duck: 'DECIMAL(18,0)', postgres: 'numeric(18,0)', values: ['0', '-999999999999999999'] },
  {
    duck: 'FLOAT',
    postgres: 'float4',
    values: [
      ...['0', '-0', '0.1', '1.5', '-16777216'],
      ['3.4028235e38', '3.4028234663852886e+38'],
      ...['1.1754944e-38', '1e-45'],
      ...extremes(),
    ],
  },
  {
    duck: 'DOUBLE',
    postgres: 'float8',
    values: [
      ...['0', '-0', '0.1', '0.30000000000000004', '-9007199254740992'],
      ['1.7976931348623157e308', '1.7976931348623157e+308'],
      ...['2.2250738585072014e-308', '5e-324'],
      ...extremes(),
    ],
  },
  {
    duck: 'VARCHAR',
    postgres: 'text',
    values: [
      ...text('', ' ', 'NULL', 'null', 'a,b', '{}', '"', "it's", 'back\\slash', 'tab\tnew\nline\r'),
      ...text(
        '\u0001\u007f',
        'é',
        'e\u0301',
        '鴨',
        '🦆',
        '\ufeff',
        '\u202e',
        '\uffff',
        '\\N',
        '\\.',
      ),
    ],
  },
  { duck: 'VARCHAR', postgres: 'varchar(3)', values: ['', 'abc', '🦆🦆🦆'] },
  {
    duck: 'BLOB',
    postgres: 'bytea',
    values: ['\\x', '\\x00', '\\x5c27', '\\x00ff80c328', '\\x4e554c4c'],
  },
  {
    duck: 'BIT',
    postgres: 'varbit',
    values: ['0', '1', '01010101', '101010101', '1'.repeat(64), `0${'1'.repeat(64)}`],
  },
  { duck: 'BIT', postgres: 'bit(9)', values: ['000000000', '101010101'] },
  {
    duck: 'DATE',
    postgres: 'date',
    values: [
      ...text('1969-12-31', '1970-01-01', '1999-12-31', '2000-01-01', '2024-02-29', '0001-01-01'),
      ...text('0001-12-31 BC', '0044-03-15 BC', '4713-01-01 BC', '10000-01-01', '5874897-12-31'),
      ...text('infinity', '-infinity'),
    ],
  },
  {
    duck: 'TIME',
    postgres: 'time',
    values: ['00:00:00.000000', '12:34:56.000001', '23:59:59.999999', '24:00:00.000000'],
  },
  {
    duck: 'TIME WITH TIME ZONE',
    postgres: 'timetz',
    values: [
      ['00:00:00+00', '00:00:00.000000+00:00:00'],
      ['10:00:00+05:30', '10:00:00.000000+05:30:00'],
      ['24:00:00-00:00:01', '24:00:00.000000-00:00:01'],
      ['23:59:59.999999-15:59:59', '23:59:59.999999-15:59:59'],
      ['00:00:00.000001+15:59:59', '00:00:00.000001+15:59:59'],
    ],
  },
  { duck: 'TIMESTAMP', postgres: 'timestamp', values: instants('', 6) },
  { duck: 'TIMESTAMP_MS', postgres: 'timestamp(3)', values: instants('', 3) },
  { duck: 'TIMESTAMP_S', postgres: 'timestamp(0)', values: instants('', 0) },
  {
    duck: 'TIMESTAMP WITH TIME ZONE',
    postgres: 'timestamptz',
    values: [
      ...instants('+00', 6),
      ['2024-02-29 23:30:00-05:45', '2024-03-01 05:15:00.000000+00'],
      ['0001-01-01 00:00:00+01 BC', '0002-12-31 23:00:00.000000+00 BC'],
    ],
  },
  {
    duck: 'INTERVAL',
    postgres: 'interval',
    values: [
      ['0', '0 months 0 days 0 microseconds'],
      ['1 year 2 mons', '14 months 0 days 0 microseconds'],
      ['-1 mons +2 days -00:00:00.000001', '-1 months 2 days -1 microseconds'],
      ['1 mons -2 days +100:00:00', '1 months -2 days 360000000000 microseconds'],
      ['-2147483648 mons', '-2147483648 months 0 days 0 microseconds'],
      ['2147483647 days', '0 months 2147483647 days 0 microseconds'],
      ['2562047788:00:54.775807', '0 months 0 days 9223372036854775807 microseconds'],
      ['-2562047788:00:54.775807', '0 months 0 days -9223372036854775807 microseconds'],
    ],
  },
  {
    duck: 'UUID',
    postgres: 'uuid',
    values: [
      ...text('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
      '80000000-0000-4000-8000-00000000000f',
    ],
  },
  {
    duck: 'JSON',
    postgres: 'json',
    values: ['null', '"NULL"', ' {"b": 1.0, "a":[1e5, null],  "b":"\\u00e9"}', '[]', '"🦆"'],
  },
  {
    duck: 'INTEGER[][]',
    postgres: 'int4[]',
    values: [
      ['{{1,2},{3,NULL}}', '[[1, 2], [3, NULL]]'],
      ['{{-1}}', '[[-1]]'],
    ],
  },
]

function extremes(): TypeValues['values'] {
  return [
    ['NaN', 'nan'],
    ['Infinity', 'inf'],
    ['-Infinity', '-inf'],
  ]
}

/** Instants on both sides of the years from which DuckDB, PostgreSQL and the calendar count. */
function instants(zone: '' | '+00', digits: 0 | 3 | 6): TypeValues['values'] {
  const [first, small, last] = ['0', '1', '9'].map((digit) =>
    digits === 0 ? '' : `.${digit.padStart(digits, digit === '9' ? '9' : '0')}`,
  )
  const moments = [
    ...[`1969-12-31 23:59:59${last}`, `1970-01-01 00:00:00${first}`, `1999-12-31 23:59:59${last}`],
    ...[
      `2000-01-01 00:00:00${small}`,
      `2024-02-29 12:34:56${small}`,
      `0001-01-01 00:00:00${first}`,
    ],
    ...[`10000-01-01 00:00:00${first}`, `294246-12-31 23:59:59${last}`],
  ]
  const beforeChrist = [`0001-12-31 23:59:59${last}`, `4713-01-01 00:00:00${first}`]
  return [
    ...moments.map((moment) => moment + zone),
    ...beforeChrist.map((moment) => `${moment}${zone} BC`),
    ...['infinity', '-infinity'],
  ]
}
