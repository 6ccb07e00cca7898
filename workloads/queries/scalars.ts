import { type Dice, reach, VALUE_KINDS } from '../../src/index.js'
import { ask, BAG, expression, sometimes, TOTAL, type World } from './world.js'

const ITEMS = 4

/** Expressions of every kind, nested, over every row. */
export function projections(world: World, dice: Dice): void {
  const items = Array.from({ length: ITEMS }, (_, at) => {
    const kind = dice.pick(VALUE_KINDS)
    reach(world, `expression-${kind}`)
    return `${expression(kind, dice)} AS x${at}`
  })
  ask(world, dice, `SELECT k, ${items.join(', ')} FROM d ORDER BY k`, sometimes(dice, TOTAL))
}

/** A condition of any shape: rows for which it is NULL stay away. */
export function filters(world: World, dice: Dice): void {
  reach(world, 'filter')
  const sql = `SELECT k, s FROM d WHERE ${expression('boolean', dice)}`
  ask(world, dice, sql, sometimes(dice, BAG))
}

/** Functions of one family over every row, in the order of the key. */
export function functions(world: World, dice: Dice): void {
  const [feature, items] = dice.pick(FAMILIES)
  reach(world, feature)
  const list = [dice.pick(items), dice.pick(items)].map((item, at) => `${item} AS x${at}`)
  ask(world, dice, `SELECT k, ${list.join(', ')} FROM d ORDER BY k`, sometimes(dice, TOTAL))
}

const FAMILIES: readonly (readonly [string, readonly string[]])[] = [
  [
    'casts',
    [
      'n::INTEGER',
      'n::DOUBLE',
      'f::VARCHAR',
      'g::FLOAT',
      'g::DECIMAL(18,4)',
      'TRY_CAST(s AS INTEGER)',
      'TRY_CAST(s AS DATE)',
      'ts::DATE',
      'd::TIMESTAMP WITH TIME ZONE',
      'l::VARCHAR',
      'st::VARCHAR',
      'm::VARCHAR',
      'encode(s)::VARCHAR',
      'k::UTINYINT',
      'k::HUGEINT * 1000000000000000000000',
      'k::UHUGEINT',
      'b::INTEGER',
      'l::INTEGER[]',
      'st::JSON',
    ],
  ],
  [
    'dates',
    [
      "date_trunc('month', ts)",
      "date_part('isodow', d)",
      'd + INTERVAL 1 MONTH',
      "age(ts, TIMESTAMP '2000-01-01')",
      "ts - TIMESTAMP '2000-01-01'",
      "strftime(ts, '%Y-%m-%dT%H:%M:%S.%f')",
      'epoch_us(ts)',
      'make_date(2024, 1 + k % 12, 28)',
      "time_bucket(INTERVAL '15 minutes', ts)",
      'ts::TIME',
      'last_day(d)',
      'weekofyear(d)',
      'julian(d)',
      "ts AT TIME ZONE 'UTC'",
    ],
  ],
  [
    'strings',
    [
      'length(s)',
      'strlen(s)',
      'reverse(s)',
      'upper(s)',
      's[2:3]',
      "string_split(s, ' ')",
      "regexp_extract_all(s, '[a-z]')",
      'unicode(s)',
      'md5(s)',
      "rpad(s, 6, 'ß')",
      "translate(s, 'ae', 'éä')",
      'strip_accents(s)',
      "levenshtein(s, 'duck')",
      "format('{}-{}', s, k)",
      "printf('%05d', k)",
      'nfc_normalize(s)',
      'encode(s)',
      'to_base64(encode(s))',
    ],
  ],
  [
    'nested',
    [
      'list_sort(l)',
      'list_reverse_sort(l)',
      'list_filter(l, lambda x: x > 1)',
      "list_aggregate(l, 'max')",
      'list_zip(l, [1, 2])',
      'flatten([l, l])',
      'l[1]',
      'l[-1]',
      'list_slice(l, 1, 2)',
      'array_value(k, i)',
      "m['x']",
      'map_keys(m)',
      'map_values(m)',
      'map_entries(m)',
      'cardinality(m)',
      'st.a',
      'struct_insert(st, c := k)',
      "{'k': k, 'l': l}",
      'row(k, s)',
      'list_sort(list_distinct(l))',
      'to_json(st)',
      "json_extract_string('{\"a\": [1, 2]}', '$.a[0]')",
    ],
  ],
  [
    'numbers',
    [
      'i / 2',
      'i // 2',
      'i % 2',
      'k / 0',
      'round(g, 2)',
      'floor(g)',
      'n * 2',
      'n / 3',
      'isnan(f)',
      'f = f',
      'greatest(i, k)',
      'least(f, g)',
      'gcd(k, 12)',
      'factorial(k % 20)',
      'bit_count(k)',
      'k << 3',
      'f > 0',
      'sign(g)',
      'even(g)',
    ],
  ],
]

/** The features that `functions` and `projections` can reach. */
export const SCALAR_FEATURES: readonly string[] = [
  ...FAMILIES.map(([feature]) => feature),
  ...VALUE_KINDS.map((kind) => `expression-${kind}`),
]
