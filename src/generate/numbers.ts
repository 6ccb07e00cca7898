import type { Dice } from '../random/dice.js'
import type { ScalarType } from './scalar.js'

const small = (dice: Dice): string => String(dice.below(10))

function integer(name: string, edges: readonly string[], summable: boolean): ScalarType {
  const feature = `type-${name.toLowerCase()}`
  const all = [...edges, '0', '1']
  const more = { bare: true, exact: true, summable }
  return { name, feature, edges: all, ordinary: small, parameter: 'typed', ...more }
}

function decimal(width: number, scale: number): ScalarType {
  const digits = '9'.repeat(width)
  const largest = scale === 0 ? digits : `${digits.slice(0, width - scale)}.${digits.slice(-scale)}`
  const smallest = scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`
  return {
    name: `DECIMAL(${width},${scale})`,
    feature: 'type-decimal',
    edges: [largest, `-${largest}`, smallest, `-${smallest}`, '0'],
    ordinary: (dice) => `${dice.below(20) - 10}${scale === 0 ? '' : `.${dice.below(10)}`}`,
    parameter: 'typed',
    bare: true,
    exact: true,
    summable: width <= 18,
  }
}

function float(name: string, edges: readonly string[]): ScalarType {
  const all = [...edges, '-0.0', '0.0', 'nan', 'inf', '-inf', '0.1', '1e15']
  const ordinary = (dice: Dice) => `${dice.below(20) - 10}.${dice.below(100)}`
  const feature = `type-${name.toLowerCase()}`
  return { name, feature, edges: all, ordinary, parameter: 'typed' }
}

/** Every numeric type, with the ends of its range. */
export const NUMBERS: readonly ScalarType[] = [
  {
    name: 'BOOLEAN',
    feature: 'type-boolean',
    edges: ['true', 'false'],
    ordinary: (dice) => dice.pick(['true', 'false']),
    parameter: 'typed',
    bare: true,
    exact: true,
  },
  integer('TINYINT', ['-128', '127'], true),
  integer('SMALLINT', ['-32768', '32767'], true),
  integer('INTEGER', ['-2147483648', '2147483647'], true),
  integer('BIGINT', ['-9223372036854775808', '9223372036854775807', '9007199254740993'], true),
  integer(
    'HUGEINT',
    ['-170141183460469231731687303715884105728', '170141183460469231731687303715884105727'],
    false,
  ),
  integer('UTINYINT', ['255'], true),
  integer('USMALLINT', ['65535'], true),
  integer('UINTEGER', ['4294967295'], true),
  integer('UBIGINT', ['18446744073709551615', '9223372036854775808'], true),
  integer('UHUGEINT', ['340282366920938463463374607431768211455'], false),
  {
    name: 'BIGNUM',
    feature: 'type-bignum',
    edges: ['0', '-1', `1${'0'.repeat(60)}`, `-${'9'.repeat(45)}`, '128', '-256'],
    ordinary: small,
    parameter: 'text',
    exact: true,
  },
  decimal(4, 1),
  decimal(9, 4),
  decimal(18, 2),
  decimal(38, 0),
  decimal(38, 10),
  float('FLOAT', ['1e-45', '1.1754944e-38', '3.4028235e38', '-3.4028235e38', '16777216']),
  float('DOUBLE', [
    '5e-324',
    '2.2250738585072014e-308',
    '1.7976931348623157e308',
    '9007199254740993',
    '1e22',
    '0.30000000000000004',
  ]),
]
