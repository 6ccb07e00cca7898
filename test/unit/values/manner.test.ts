import { expect, test } from 'vitest'
import { mannerByName } from '../../../src/values/manner.js'

test.each([
  ['DOUBLE', 'nan', null, 'DOUBLE', 'nan became NULL'],
  ['DOUBLE', '-0', '0', 'DOUBLE', '-0 became a number'],
  ['DOUBLE', 'inf', 'not DOUBLE: +Inf', 'DOUBLE', 'infinity became no value'],
  ['DOUBLE[2]', '[nan, -0]', '[nan, 0]', 'DOUBLE', '-0 became a number'],
  ['DOUBLE', '2.2250738585072014e-308', '2.2250738585072e-308', 'DOUBLE', 'rounded'],
  [
    'HUGEINT',
    '170141183460469231731687303715884105727',
    '170141183460469231731687303715884105728',
    'HUGEINT',
    'rounded',
  ],
  ['UBIGINT', '18446744073709551615', '-1', 'UBIGINT', 'wrapped'],
  ['DECIMAL(18,2)', '1.50', '15000.00', 'DECIMAL', 'decimal point'],
  ['INTEGER', '3', '-3', 'INTEGER', 'sign'],
  [
    'TIMESTAMP',
    '2024-02-29 12:34:56.000001',
    '2024-02-29 12:34:56.000000',
    'TIMESTAMP',
    'fraction',
  ],
  [
    'TIMESTAMP_NS',
    '2024-02-29 12:34:56.123456789',
    '2024-02-29 12:34:56.123456000',
    'TIMESTAMP_NS',
    'fraction',
  ],
  [
    'TIMESTAMP',
    '0001-01-01 00:00:00.000000',
    'not TIMESTAMP: ',
    'TIMESTAMP',
    'a value became an empty text',
  ],
  ['DATE', 'infinity', '5881580-07-11', 'DATE', 'infinity became a moment'],
  ['TIME', '24:00:00.000000', '00:00:00.000000', 'TIME', 'time'],
  ['TIMETZ', '23:59:59.999999-15:59:59', '23:59:59.999999+15:59:59', 'TIMETZ', 'offset'],
  [
    'INTERVAL',
    '1 months 0 days 0 microseconds',
    '0 months 30 days 0 microseconds',
    'INTERVAL',
    'months, days',
  ],
  ['VARCHAR', ' a ', 'a', 'VARCHAR', 'spaces lost'],
  ['VARCHAR', 'abc', 'ab', 'VARCHAR', 'end lost'],
  ['VARCHAR', '', null, 'VARCHAR', 'empty became NULL'],
  ['VARCHAR', null, 'x', 'VARCHAR', 'NULL became a value'],
  ['VARCHAR[]', '["NULL", NULL]', '[NULL, NULL]', 'VARCHAR', "'NULL' became NULL"],
  ['BIT', '0001', '1', 'BIT', 'beginning lost'],
  ['JSON', '{"a":  1}', '{"a":1}', 'JSON', 'spelling'],
  ['INTEGER[]', '[1, NULL, 2]', '[1, 2]', 'LIST', 'NULL elements lost'],
  ['INTEGER[]', '[]', null, 'LIST', 'empty became NULL'],
  [
    'STRUCT(a INTEGER, b INTEGER)',
    '{"a": 1, "b": 2}',
    '{"a": 2, "b": 1}',
    'STRUCT',
    'elements in another order',
  ],
  [
    'STRUCT(a INTEGER, b VARCHAR)',
    '{"a": 1, "b": "x"}',
    '{"a": 1, "b": ""}',
    'VARCHAR',
    'end lost',
  ],
  [
    'MAP(VARCHAR, INTEGER)',
    '{"b" => 1, "a" => 2}',
    '{"a" => 2, "b" => 1}',
    'MAP',
    'elements in another order',
  ],
  ['BLOB[]', '["\\\\xff00"]', 'not BLOB[]: {x}', 'BLOB', 'a value became no value'],
])('%s %s became %s', (type, reference, subject, innermost, how) => {
  expect(mannerByName(reference, subject, type)).toMatchObject({ type: innermost, how })
})

test('where a value stands inside of others is told', () => {
  expect(mannerByName('[{"a": [1]}]', '[{"a": [2]}]', 'STRUCT(a INTEGER[])[]').inside).toEqual([
    'LIST',
    'STRUCT',
    'LIST',
  ])
})
