import { expect, test } from 'vitest'
import { columnReader } from '../../../src/values/column-reader.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { wireCanonical } from '../../../src/values/wire-canonical.js'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1')
const binary = (oid: number) => ({ kind: 'pg', oid, modifier: -1, format: 'binary' }) as const
const read = (type: string, oid: number, hex: string) =>
  columnReader(parseDuckType(type), binary(oid))(bytes(hex))

test.each([
  ['INTEGER', 23, 'ffffffff', '-1'],
  ['INTEGER', 20, '0000000000000007', '7'],
  ['INTEGER', 1700, '0001 0000 0000 0000 0007', '7'],
  ['INTEGER', 25, '3037', '7'],
  ['UINTEGER', 26, 'ffffffff', '4294967295'],
  ['BIGINT', 20, '8000000000000000', '-9223372036854775808'],
  ['BIGINT', 20, '0020000000000001', '9007199254740993'],
  ['DECIMAL(9,4)', 1700, '0002 0000 4000 0002 0001 1388', '-1.5000'],
  ['DECIMAL(9,4)', 1700, '0001 ffff 0000 0004 0001', '0.0001'],
  ['DECIMAL(9,4)', 1700, '0000 0000 4000 0004', '0.0000'],
  ['DECIMAL(38,0)', 1700, '0001 0002 0000 0000 0001', '100000000'],
  ['DOUBLE', 1700, '0000 0000 c000 0000', 'nan'],
  ['DOUBLE', 1700, '0000 0000 f000 0000', '-inf'],
  ['DOUBLE', 701, '8000000000000000', '-0'],
  ['DOUBLE', 701, '0000000000000001', '5e-324'],
  ['DOUBLE', 701, 'fff8000000000000', 'nan'],
  ['FLOAT', 700, '00000001', '1e-45'],
  ['FLOAT', 700, '3dcccccd', '0.1'],
  ['BOOLEAN', 16, '01', 'true'],
  ['VARCHAR', 25, '', ''],
  ['VARCHAR', 1043, 'efbbbf 6100 f09f a686', '\ufeffa\0🦆'],
  ['VARCHAR', 19, '61', 'a'],
  ['VARCHAR', 1042, '6120', 'a '],
  ['JSON', 3802, '01 7b7d', '{}'],
  ['BLOB', 17, '00ff', '\\x00ff'],
  ['BLOB', 25, '5c78464662', '\\xff62'],
  ['BIT', 1560, '00000009 ff80', '111111111'],
  ['BIT', 1562, '00000000', ''],
  ['DATE', 1082, '7fffffff', 'infinity'],
  ['DATE', 1082, '80000000', '-infinity'],
  ['DATE', 1082, 'fff49d7b', '0044-03-15 BC'],
  ['TIME', 1083, '000000141dd76000', '24:00:00.000000'],
  ['TIME WITH TIME ZONE', 1266, '0000000000000000 ffffe3e0', '00:00:00.000000+02:00:00'],
  ['TIMESTAMP', 1114, '0000000000000001', '2000-01-01 00:00:00.000001'],
  ['TIMESTAMP', 1114, 'ffffffffffffffff', '1999-12-31 23:59:59.999999'],
  ['TIMESTAMP_S', 1114, '0000000000000000', '2000-01-01 00:00:00'],
  ['TIMESTAMP_NS', 1114, '0000000000000001', '2000-01-01 00:00:00.000001000'],
  ['TIMESTAMP WITH TIME ZONE', 1184, '7fffffffffffffff', 'infinity'],
  ['INTERVAL', 1186, '0000000000000001 fffffffe 0000000e', '14 months -2 days 1 microseconds'],
  ['INTEGER[]', 1007, '00000000 00000000 00000017', '[]'],
  [
    'BIGINT[]',
    1007,
    '00000001 00000001 00000017 00000002 00000001 00000004 00000005 ffffffff',
    '[5, NULL]',
  ],
  [
    'INTEGER[][]',
    1007,
    '00000002 00000000 00000017 00000002 00000001 00000001 00000001 00000004 00000001 00000004 00000002',
    '[[1], [2]]',
  ],
  [
    'INTEGER[][]',
    1007,
    '00000002 00000000 00000017 00000002 00000001 00000000 00000001',
    '[[], []]',
  ],
  ['JSON[]', 199, '00000001 00000000 00000072 00000001 00000001 00000002 7b7d', '?"[{}]"'],
  ['GEOMETRY', 17, '01 01000000 000000000000f03f 0000000000000040', '?"POINT (1 2)"'],
])('%s as oid %i: %s is %s', (type, oid, hex, canonical) => {
  expect(read(type, oid, hex)).toBe(canonical)
})

const INT_ARRAY = '00000001 00000000 00000017'

test.each([
  ['a size that is not the type’s', 'INTEGER', 23, '000001'],
  ['one byte too many', 'INTEGER', 23, '0000000100'],
  ['text where bytes should be', 'INTEGER', 23, '343233'],
  ['nothing at all', 'BIGINT', 20, ''],
  ['a truth value that is none', 'BOOLEAN', 16, '02'],
  ['an OID that nobody knows', 'INTEGER', 999999, '00000001'],
  ['an integer where the reference has a date', 'DATE', 23, '00000001'],
  ['an array where the reference has none', 'INTEGER', 1007, `${INT_ARRAY} 00000000 00000001`],
  ['text that is not UTF-8', 'VARCHAR', 25, 'c328'],
  ['a surrogate in UTF-8', 'VARCHAR', 25, 'eda080'],
  ['a jsonb of another version', 'JSON', 3802, '027b7d'],
  ['an empty jsonb', 'JSON', 3802, ''],
  ['a numeric without a header', 'DECIMAL(4,1)', 1700, '0001'],
  ['a numeric with fewer digits than it says', 'DECIMAL(4,1)', 1700, '0002 0000 0000 0001 0001'],
  ['a numeric with more digits than it says', 'DECIMAL(4,1)', 1700, '0000 0000 0000 0001 0001'],
  ['a numeric with a group beyond 9999', 'DECIMAL(4,1)', 1700, '0001 0000 0000 0000 2710'],
  ['a numeric with an unknown sign', 'DECIMAL(4,1)', 1700, '0001 0000 1234 0000 0001'],
  ['a numeric with digits beyond the scale', 'DECIMAL(4,1)', 1700, '0001 ffff 0000 0001 0001'],
  ['more digits than an int4 has', 'INTEGER', 1700, '0002 0000 0000 0001 0001 1388'],
  ['a time after the end of the day', 'TIME', 1083, '000000141dd76001'],
  ['a negative time', 'TIME', 1083, 'ffffffffffffffff'],
  ['an offset of a day', 'TIME WITH TIME ZONE', 1266, '0000000000000000 00015180'],
  ['microseconds where the type has none', 'TIMESTAMP_S', 1114, '0000000000000001'],
  ['an interval of half its size', 'INTERVAL', 1186, '0000000000000001'],
  ['a negative number of bits', 'BIT', 1562, 'ffffffff'],
  ['fewer bits than it says', 'BIT', 1562, '00000009 ff'],
  ['more bits than it says', 'BIT', 1562, '00000001 ffff'],
  ['no number of bits', 'BIT', 1562, '0000'],
  ['a uuid of 15 bytes', 'UUID', 2950, '00'.repeat(15)],
  ['an array without its header', 'INTEGER[]', 1007, '00000001 0000'],
  ['an array of elements of another type', 'INTEGER[]', 1007, '00000000 00000000 00000014'],
  ['an array of elements of no type', 'INTEGER[]', 1007, '00000000 00000000 0001e240'],
  [
    'an array of two thousand million elements',
    'INTEGER[]',
    1007,
    `${INT_ARRAY} 7fffffff 00000001`,
  ],
  [
    'an array of a negative number of elements',
    'INTEGER[]',
    1007,
    `${INT_ARRAY} ffffffff 00000001`,
  ],
  ['an array that ends early', 'INTEGER[]', 1007, `${INT_ARRAY} 00000001 00000001 00000004 0000`],
  ['an array that goes on', 'INTEGER[]', 1007, '00000000 00000000 00000017 00'],
  ['an element of a negative length', 'INTEGER[]', 1007, `${INT_ARRAY} 00000001 00000001 fffffffe`],
  ['an element of a wrong size', 'INTEGER[]', 1007, `${INT_ARRAY} 00000001 00000001 00000001 05`],
  ['an array of a thousand million dimensions', 'INTEGER[]', 1007, '3b9aca00 00000000 00000017'],
  ['an array of -1 dimensions', 'INTEGER[]', 1007, 'ffffffff 00000000 00000017'],
  [
    'thousands of millions of empty arrays',
    'INTEGER[][]',
    1007,
    '00000002 00000000 00000017 7fffffff 00000001 00000000 00000001',
  ],
  [
    'more dimensions than the type has',
    'INTEGER[]',
    1007,
    '00000002 00000000 00000017 00000001 00000001 00000001 00000001 00000004 00000001',
  ],
  ['a geometry that ends early', 'GEOMETRY', 17, '01 01000000 00000000'],
  ['a geometry of thousands of millions of points', 'GEOMETRY', 17, '01 02000000 ffffffff'],
  ['a geometry of an unknown kind', 'GEOMETRY', 17, '01 63000000 00000000'],
  ['an empty geometry', 'GEOMETRY', 17, ''],
])('%s is shown in hexadecimal and is no value', (_, type, oid, hex) => {
  expect(read(type, oid, hex)).toBe(`not ${type} (oid ${oid}): bytes ${hex.replaceAll(' ', '')}`)
})

test('a geometry inside of ten thousand others is no value, and no crash', () => {
  const nested = `${'01 07000000 01000000'.repeat(10_000)}01 01000000`
  expect(read('GEOMETRY', 17, nested)).toMatch(/^not GEOMETRY/)
})

test('the bytes of a large cell are shown in part', () => {
  expect(read('INTEGER', 23, 'ab'.repeat(1000))).toBe(
    `not INTEGER (oid 23): bytes ${'ab'.repeat(256)}... (1000 in all)`,
  )
})

test('ten thousand brackets are no value, and no crash', () => {
  const reader = columnReader(parseDuckType('INTEGER[]'), { kind: 'pg', oid: 1007, modifier: -1 })
  expect(reader('{'.repeat(100_000))).toMatch(/^not INTEGER\[\]: /)
})

const text = (oid: number) => ({ kind: 'pg', oid, modifier: -1 }) as const

test.each([
  ['numeric keeps the digits that it shows', 1700, '1.50', '0002 0000 0000 0002 0001 1388', '1.50'],
  ['a numeric that is no number', 1700, 'NaN', '0000 0000 c000 0000', 'nan'],
  ['float8', 701, '1e+20', '4415af1d78b58c40', '100000000000000000000'],
  ['timestamp', 1114, '2000-01-01 00:00:00', '0000000000000000', '2000-01-01 00:00:00.000000'],
  ['char', 18, 'a', '61', 'a'],
  [
    'array of text',
    1009,
    '{NULL,"NULL"}',
    '00000001 00000001 00000019 00000002 00000001 ffffffff 00000004 4e554c4c',
    '[NULL, "NULL"]',
  ],
])('without a reference: %s', (_, oid, inText, inBinary, canonical) => {
  expect(wireCanonical(inText, text(oid))).toBe(canonical)
  expect(wireCanonical(bytes(inBinary), binary(oid))).toBe(canonical)
})

test('without a reference: what is not known, and what cannot be read', () => {
  expect(wireCanonical('x', text(999999))).toBeUndefined()
  expect(wireCanonical(null, text(23))).toBeNull()
  expect(() => wireCanonical('00', binary(23))).toThrow('not a oid 23: "3030"')
  expect(() => wireCanonical('x', text(23))).toThrow('not a oid 23: "x"')
})
