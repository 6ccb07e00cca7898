import type { Dice } from '../random/dice.js'
import type { ScalarType } from './scalar.js'

const two = (value: number): string => String(value).padStart(2, '0')
const fraction = (dice: Dice, digits: number): string =>
  digits === 0 ? '' : `.${String(1 + dice.below(10 ** digits - 1)).padStart(digits, '0')}`
const date = (dice: Dice): string =>
  `${1900 + dice.below(200)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`
const time = (dice: Dice, digits: number): string =>
  `${two(dice.below(24))}:${two(dice.below(60))}:${two(dice.below(60))}${fraction(dice, digits)}`

interface Moment {
  readonly name: string
  readonly feature: string
  readonly digits: number
  readonly zone?: string
  readonly edges: readonly string[]
}

function timestamp({ name, feature, digits, zone = '', edges }: Moment): ScalarType {
  return {
    name,
    feature,
    edges: [...edges, 'infinity', '-infinity', `1970-01-01 00:00:00${zone}`],
    ordinary: (dice) => `${date(dice)} ${time(dice, digits)}${zone}`,
    parameter: 'typed',
    exact: true,
  }
}

/** Dates, times and intervals. Ends of ranges, years before Christ, infinities, and microseconds in most values. */
export const TIMES: readonly ScalarType[] = [
  {
    name: 'DATE',
    feature: 'type-date',
    edges: [
      '1970-01-01',
      '1969-12-31',
      '2000-02-29',
      '0001-01-01',
      '9999-12-31',
      '0044-03-15 (BC)',
      '5881580-07-10',
      'infinity',
      '-infinity',
    ],
    ordinary: date,
    parameter: 'typed',
    exact: true,
  },
  {
    name: 'TIME',
    feature: 'type-time',
    edges: ['00:00:00', '23:59:59.999999', '24:00:00', '12:34:56.000001'],
    ordinary: (dice) => time(dice, 6),
    parameter: 'typed',
    exact: true,
  },
  {
    name: 'TIME_NS',
    feature: 'type-time-ns',
    edges: ['00:00:00', '23:59:59.999999999', '24:00:00', '12:34:56.000000001'],
    ordinary: (dice) => time(dice, 9),
    parameter: 'text',
    exact: true,
  },
  {
    name: 'TIME WITH TIME ZONE',
    feature: 'type-timetz',
    edges: [
      '00:00:00+00',
      '23:59:59.999999-15:59:59',
      '12:00:00+15:59:59',
      '24:00:00+05:30',
      '01:02:03.000004-03',
    ],
    ordinary: (dice) => `${time(dice, 6)}${dice.pick(['+00', '-05', '+05:45', '+14'])}`,
    parameter: 'typed',
  },
  timestamp({
    name: 'TIMESTAMP',
    feature: 'type-timestamp',
    digits: 6,
    edges: [
      '1969-12-31 23:59:59.999999',
      '2024-02-29 12:34:56.000001',
      '0001-01-01 00:00:00',
      '0044-03-15 (BC) 01:02:03.000004',
      '9999-12-31 23:59:59.999999',
      '294247-01-10 04:00:54.775806',
    ],
  }),
  timestamp({
    name: 'TIMESTAMP_S',
    feature: 'type-timestamp-s',
    digits: 0,
    edges: ['1969-12-31 23:59:59', '2024-02-29 12:34:56'],
  }),
  timestamp({
    name: 'TIMESTAMP_MS',
    feature: 'type-timestamp-ms',
    digits: 3,
    edges: ['1969-12-31 23:59:59.999', '2024-02-29 12:34:56.001'],
  }),
  timestamp({
    name: 'TIMESTAMP_NS',
    feature: 'type-timestamp-ns',
    digits: 9,
    edges: [
      '2024-02-29 12:34:56.000000001',
      '1677-09-22 00:00:00',
      '2262-04-11 23:47:16.854775806',
    ],
  }),
  timestamp({
    name: 'TIMESTAMP WITH TIME ZONE',
    feature: 'type-timestamptz',
    digits: 6,
    zone: '+00',
    edges: [
      '2024-02-29 12:34:56.000001+05:30',
      '0044-03-15 (BC) 01:02:03+00',
      '1883-11-18 12:00:00+00',
    ],
  }),
  {
    name: 'INTERVAL',
    feature: 'type-interval',
    edges: [
      '00:00:00',
      '1 month',
      '30 days',
      '-1 month 5 days -00:00:00.000001',
      '14 months -3 days 25:00:00',
      '178956970 years',
      '2147483647 days',
      '-2147483648 months',
    ],
    ordinary: (dice) => `${dice.below(20) - 10} days ${time(dice, 6)}`,
    parameter: 'typed',
  },
]
