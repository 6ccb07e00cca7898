import { columnType } from '../generate/types.js'
import { type ProbedType, scalar } from './probed-type.js'
import {
  decimal,
  double,
  float,
  randomDigits,
  signedInteger,
  unsignedInteger,
} from './random-numbers.js'
import { bits, blob, geometry, json, text, uuid } from './random-texts.js'
import { date, interval, time, timestamp, timeWithZone } from './random-times.js'

/** The edges that workloads use of the type, which are worth probing as well. */
const known = (name: string): readonly string[] => columnType(name).edges

const ENUM = "ENUM('sad', 'ok', 'NULL', 'it''s', '', 'é𝄞')"

/** What wide and narrow decimals have in common: their ends, and the smallest that is not zero. */
function decimalType(width: number, scale: number): ProbedType {
  const nines = '9'.repeat(width)
  const point = width - scale
  const at = (digits: string) =>
    scale === 0 ? digits : `${digits.slice(0, point) || '0'}.${digits.slice(point)}`
  const [largest, smallest] = [at(nines), at('1'.padStart(width, '0'))]
  const edges = ['0', smallest, `-${smallest}`, largest, `-${largest}`]
  return scalar(`DECIMAL(${width},${scale})`, edges, decimal(width, scale))
}

function integers(names: Readonly<Record<string, number>>, isSigned: boolean): ProbedType[] {
  return Object.entries(names).map(([name, size]) => {
    const random = isSigned ? signedInteger(size) : unsignedInteger(size)
    return scalar(name, ['42', '0', '1', ...known(name)], random)
  })
}

export const NUMERIC_TYPES: readonly ProbedType[] = [
  scalar('BOOLEAN', ['true', 'false'], (dice) => dice.pick(['true', 'false'])),
  ...integers({ TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64, HUGEINT: 128 }, true),
  ...integers({ UTINYINT: 8, USMALLINT: 16, UINTEGER: 32, UBIGINT: 64, UHUGEINT: 128 }, false),
  scalar(
    'BIGNUM',
    ['42', '0', '-1', '340282366920938463463374607431768211456', `-${'9'.repeat(80)}`],
    (dice) => `${dice.pick(['-', ''])}1${randomDigits(dice, dice.below(60))}`,
  ),
  ...[decimalType(4, 1), decimalType(9, 4), decimalType(18, 2), decimalType(18, 18)],
  ...[decimalType(38, 0), decimalType(38, 10), decimalType(38, 38)],
  scalar('FLOAT', ['1.5', ...known('FLOAT')], float),
  scalar('DOUBLE', ['1.5', ...known('DOUBLE')], double),
]

export const TEXT_TYPES: readonly ProbedType[] = [
  scalar('VARCHAR', ['duck', ...known('VARCHAR'), 'a\0b', '\u{feff}', '[1, 2]'], text),
  scalar('BLOB', ['\\x00\\xFFab', ...known('BLOB')], blob),
  scalar('BIT', ['10101', ...known('BIT')], bits),
  scalar('UUID', ['01234567-89ab-cdef-0123-456789abcdef', ...known('UUID')], uuid),
  scalar(ENUM, ['sad', 'NULL', "it's", '', 'é𝄞'], (dice) => dice.pick(['sad', 'ok', 'NULL', ''])),
  scalar('JSON', ['{"a": 1}', ...known('JSON')], json),
]

export const TIME_TYPES: readonly ProbedType[] = [
  scalar('DATE', ['0044-03-15 (BC)', ...known('DATE'), '5877642-06-25 (BC)'], date),
  scalar('TIME', ['12:34:56.789', ...known('TIME')], time('us')),
  scalar('TIME_NS', ['12:34:56.123456789', '00:00:00', '23:59:59.999999999'], time('ns')),
  scalar('TIME WITH TIME ZONE', ['12:34:56+02', ...known('TIME WITH TIME ZONE')], timeWithZone),
  scalar('TIMESTAMP', ['0044-03-15 (BC) 01:02:03', ...known('TIMESTAMP')], timestamp('us')),
  scalar('TIMESTAMP_S', known('TIMESTAMP_S'), timestamp('s')),
  scalar('TIMESTAMP_MS', known('TIMESTAMP_MS'), timestamp('ms')),
  scalar('TIMESTAMP_NS', known('TIMESTAMP_NS'), timestamp('ns')),
  scalar(
    'TIMESTAMP WITH TIME ZONE',
    ['0044-03-15 (BC) 01:02:03+00', ...known('TIMESTAMP WITH TIME ZONE')],
    timestamp('us', '+00'),
  ),
  scalar('INTERVAL', ['1 month 2 days 03:04:05.000006', ...known('INTERVAL')], interval),
]

export const GEOMETRY: ProbedType = scalar(
  'GEOMETRY',
  [
    'POINT (1 2)',
    ...['POINT EMPTY', 'POINT Z (1 2 3)', 'POINT ZM (1 2 3 4)', 'LINESTRING (0 0, 1.5 -2e-7)'],
    'POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))',
    'MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))',
    'GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))',
  ],
  geometry,
)
