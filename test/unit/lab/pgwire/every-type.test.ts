import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bind,
  cellsOf,
  describeMessage,
  errorField,
  execute,
  parse,
  RawClient,
  startTestServer,
  sync,
  type TestServer,
} from './harness.js'

/** Types with values in DuckDB's own text; what is special about a type is among them. */
const TYPES: readonly (readonly [type: string, ...values: string[]])[] = [
  ['BOOLEAN', 'true', 'false'],
  ['TINYINT', '-128', '127'],
  ['SMALLINT', '-32768', '32767'],
  ['INTEGER', '-2147483648', '2147483647'],
  ['BIGINT', '-9223372036854775808', '9223372036854775807'],
  ['UTINYINT', '255'],
  ['USMALLINT', '65535'],
  ['UINTEGER', '4294967295'],
  ['UBIGINT', '18446744073709551615', '0'],
  ['HUGEINT', '-170141183460469231731687303715884105728', '10000', '0'],
  ['UHUGEINT', '340282366920938463463374607431768211455'],
  ['BIGNUM', '123456789012345678901234567890123456789012345678901234567890', '-1'],
  ['DECIMAL(4,1)', '999.9', '-0.1', '0'],
  ['DECIMAL(10,6)', '0.000012', '1234.5'],
  ['DECIMAL(38,38)', '0.00000000000000000000000000000000000001'],
  ['FLOAT', '0.1', '-0', 'nan', 'inf', '-inf', '1.4e-45', '3.4028235e38'],
  ['DOUBLE', '0.1', '-0', 'nan', 'inf', '-inf', '5e-324', '1.7976931348623157e308'],
  ['VARCHAR', '', 'é😀', 'NULL', '{a,"b\\c"}', ' x '],
  ['BLOB', '\\x00\\xFFab', ''],
  ['BIT', '0', '00101', '010101010'],
  ['DATE', '2000-01-01', 'infinity', '-infinity', '0044-03-15 (BC)', '5881580-07-10'],
  ['TIME', '00:00:00', '24:00:00', '12:34:56.789012'],
  ['TIMETZ', '12:34:56.789012+05:30', '00:00:00-15:59:59'],
  ['TIME_NS', '12:34:56.789012345'],
  ['TIMESTAMP', 'infinity', '-infinity', '0044-03-15 (BC) 12:00:00.000001'],
  ['TIMESTAMP_S', '2000-01-01 00:00:01', 'infinity'],
  ['TIMESTAMP_MS', '2000-01-01 00:00:01.001'],
  ['TIMESTAMP_NS', '2000-01-01 00:00:01.001002003', 'infinity'],
  ['TIMESTAMPTZ', '2000-01-01 00:00:01.000001+00', 'infinity', '0044-03-15 (BC) 12:00:00+00'],
  ['INTERVAL', '1 month -2 days 03:04:05.000006', '-1 month 5 days', '0 days'],
  ['UUID', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ["ENUM('a', 'it''s')", "it's", 'a'],
  ['JSON', '{"a": [1, null]}', 'null', '"x"'],
  ['STRUCT(a INTEGER, b VARCHAR)', "{'a': 1, 'b': 'x, y'}"],
  ['MAP(INTEGER, VARCHAR)', '{1=a}'],
  ['UNION(n INTEGER, s VARCHAR)', '1'],
  ['VARIANT', '1'],
  ['GEOMETRY', 'POINT (1 2)'],
  ['INTEGER[]', '[1, NULL]', '[]'],
  ['INTEGER[2]', '[1, 2]'],
  ['VARCHAR[]', '[]'],
  ['DATE[3]', '[2000-01-01, NULL, infinity]'],
]

let server: TestServer
let client: RawClient

beforeAll(async () => {
  server = await startTestServer()
  client = await RawClient.ready(server.port)
})
afterAll(async () => {
  client.close()
  await server.close()
})

interface Told {
  readonly cell: Buffer
  readonly oid: number
}

/** The one value of a query; its error is an error here. */
async function ask(...messages: readonly Uint8Array[]): Promise<Told> {
  client.send(...messages, describeMessage('P'), execute(), sync)
  const frames = await client.until('Z')
  const find = (wanted: string) => frames.find(({ type }) => type === wanted)
  const error = find('E')
  if (error) throw new Error(errorField(error, 'M'))
  const row = find('D')
  const described = find('T')?.body ?? Buffer.alloc(0)
  const oid = described.readUInt32BE(described.indexOf(0, 2) + 1 + 6)
  return { cell: (row && cellsOf(row)[0]) ?? Buffer.alloc(0), oid }
}

const TEXT = 0
const BINARY = 1

/** Each form of a value is sent as a parameter, with its type declared and without; it must come back as both. */
async function survives(type: string, expression: string): Promise<void> {
  const value = (format: number) =>
    ask(parse(`SELECT (${expression})::${type}`), bind({ resultFormats: [format] }))
  const forms = [await value(TEXT), await value(BINARY)]
  for (const [sentAs, { cell, oid }] of forms.entries()) {
    for (const declared of [0, oid]) {
      for (const [format, right] of forms.entries()) {
        const parameter = { parameters: [cell], parameterFormats: [sentAs] }
        const query = parse(`SELECT $1::${type}`, '', [declared])
        const back = await ask(query, bind({ ...parameter, resultFormats: [format] }))
        expect(back.cell.toString('latin1')).toBe(right.cell.toString('latin1'))
      }
    }
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

test.each(TYPES)('%s in both formats, alone and in a list', async (type, ...values) => {
  await survives(type, literal(values[0] ?? ''))
  const items = values.map((value) => `${literal(value)}::${type}`)
  await survives(`${type}[]`, `[${[...items, 'NULL'].join(', ')}]`)
})
