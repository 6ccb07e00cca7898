import { expect, test } from 'vitest'
import type { MutantName } from '../../../../src/lab/mutants.js'
import {
  bind,
  cellsOf,
  execute,
  parse,
  query,
  RawClient,
  startTestServer,
  sync,
} from './harness.js'

/** The first column of a query as text, on a server with or without a mutant. */
async function texts(sql: string, mutants: readonly MutantName[]): Promise<readonly string[]> {
  const server = await startTestServer({}, mutants)
  try {
    const client = await RawClient.ready(server.port)
    client.send(query(sql))
    const rows = (await client.until('Z')).filter(({ type }) => type === 'D')
    client.close()
    return rows.map((row) => String(cellsOf(row)[0]))
  } finally {
    await server.close()
  }
}

test.each<readonly [MutantName, string, readonly string[], readonly string[]]>([
  ['blob-as-raw-text', "select 'ab'::blob", ['\\x6162'], ['ab']],
  ['microseconds-dropped', "select time '10:00:00.123456'", ['10:00:00.123456'], ['10:00:00.123']],
  ['microseconds-dropped', "select timestamp 'infinity'", ['infinity'], ['infinity']],
  ['array-null-unquoted', "select ['NULL', NULL]", ['{"NULL",NULL}'], ['{NULL,NULL}']],
  ['duplicate-row-lost', 'select 1 from range(3)', ['1', '1', '1'], ['1', '1']],
  [
    'nulls-order-swapped',
    'select unnest([1, 0, NULL]) a order by a',
    ['0', '1', 'null'],
    ['null', '0', '1'],
  ],
])('%s: %s', async (mutant, sql, right, wrong) => {
  expect(await texts(sql, [])).toEqual(right)
  expect(await texts(sql, [mutant])).toEqual(wrong)
})

test.each<readonly [readonly MutantName[], string]>([
  [[], 'C:BEGIN 1 E:08P01 Z:T'],
  [['status-after-bind-error'], 'C:BEGIN 1 E:08P01 Z:I'],
])('after an error of Bind with %j', async (mutants, expected) => {
  const server = await startTestServer({}, mutants)
  try {
    const client = await RawClient.ready(server.port)
    client.send(query('begin'))
    const begun = await client.summary()
    client.send(parse('select $1::int'), bind(), execute(), sync)
    expect(`${begun.replace(' Z:T', '')} ${await client.summary()}`).toBe(expected)
    client.send(query('select 1'))
    expect(await client.summary()).toBe('T D C:SELECT 1 Z:T')
    client.close()
  } finally {
    await server.close()
  }
})
