import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from '../../../../src/corpus/server-log/csv.js'
import { readCsvLog, readJsonLog } from '../../../../src/corpus/server-log/entries.js'
import { inlined, readParameters } from '../../../../src/corpus/server-log/parameters.js'
import { statementsOfLog } from '../../../../src/corpus/server-log/statements.js'
import { SkipCount } from '../../../../src/corpus/skips.js'
import { UsageError } from '../../../../src/model/errors.js'

const quote = (field: string) => `"${field.replaceAll('"', '""')}"`

test('CSV: whatever fields hold comes back, with the line of each record', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ') })
  const record = fc.array(field, { minLength: 2, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const texts = records.map((fields) => `${fields.map(quote).join(',')}\n`)
      const lines = texts.map((_, at) => texts.slice(0, at).join('').split('\n').length)
      const { records: read, isTorn } = readCsv(texts.join(''))
      expect(read).toEqual(records.map((fields, at) => ({ line: lines[at], fields })))
      expect(isTorn).toBe(false)
    }),
    { numRuns: 50 },
  )
})

test('CSV: a text that ends inside of a quote is torn', () => {
  expect(readCsv('a,"b"\nc,"d')).toMatchObject({
    records: [{ line: 1, fields: ['a', 'b'] }],
    isTorn: true,
  })
})

interface Entry {
  readonly ms: number
  readonly session: string
  readonly message: string
  readonly severity?: string
  readonly state?: string
  readonly detail?: string
  readonly query?: string
}

/** An entry as PostgreSQL writes it into its csvlog. */
function csvLine(entry: Entry, columns = 26): string {
  const { ms, session, message, severity = 'LOG', state = '00000', detail = '', query = '' } = entry
  const fields = Array<string>(columns).fill('')
  fields[0] = `2026-01-02 03:04:05.${String(ms).padStart(3, '0')} UTC`
  fields[5] = session
  fields[11] = severity
  fields[12] = state
  fields[13] = quote(message)
  fields[14] = quote(detail)
  fields[19] = quote(query)
  return fields.join(',')
}

function read(entries: readonly Entry[], columns?: number) {
  const skips = new SkipCount()
  const text = `${entries.map((entry) => csvLine(entry, columns)).join('\n')}\n`
  const records = statementsOfLog(readCsvLog(text, 'a.csv'), skips)
  const skipped = skips.list().map(({ reason, count }) => [reason, count])
  return { texts: records.map(({ connection, sql }) => `${connection} ${sql}`), records, skipped }
}

test.each([23, 24, 26])('%i columns are a csvlog', (columns) => {
  expect(read([{ ms: 0, session: 's', message: 'statement: SELECT 1' }], columns).texts).toEqual([
    's SELECT 1',
  ])
})

test('texts stand where they were sent, and not where they were done', () => {
  const { texts } = read([
    { ms: 500, session: 's', message: 'duration: 20.000 ms  statement: SELECT 1' },
    { ms: 510, session: 't', message: 'duration: 300.5 ms  execute <unnamed>: SELECT 2' },
    { ms: 520, session: 't', message: 'duration: 9000 ms  statement: SELECT 3' },
  ])
  expect(texts).toEqual(['t SELECT 2', 't SELECT 3', 's SELECT 1'])
})

test('what is said of one text twice is one text', () => {
  const error = { severity: 'ERROR', state: '22012', message: 'division by zero' }
  const { records } = read([
    { ms: 1, session: 's', message: 'statement: SELECT 1/0' },
    { ms: 2, session: 't', message: 'statement: SELECT 1/0' },
    { ms: 3, session: 's', ...error, query: 'SELECT 1/0' },
    { ms: 4, session: 't', message: 'duration: 3.000 ms' },
    { ms: 5, session: 't', message: 'duration: 1 ms  parse <unnamed>: SELECT $1' },
    { ms: 6, session: 't', message: 'duration: 1 ms  bind <unnamed>: SELECT $1' },
    {
      ...{ ms: 7, session: 't', message: 'duration: 1 ms  execute <unnamed>: SELECT $1' },
      detail: "Parameters: $1 = '7'",
    },
    { ms: 8, session: 't', ...error, state: '42601', query: 'SELEC' },
    { ms: 9, session: 't', message: 'disconnection: session time: 0:00:00.1' },
  ])
  expect(
    records.map(({ connection, sql, failed, delivery }) => [connection, sql, failed, delivery]),
  ).toEqual([
    ['s', 'SELECT 1/0', 'conversion', 'simple'],
    ['t', 'SELECT 1/0', undefined, 'simple'],
    ['t', "SELECT '7'", undefined, 'extended'],
    ['t', 'SELEC', 'parser', 'simple'],
  ])
})

test('what cannot be replayed is counted', () => {
  const { texts, skipped } = read([
    { ms: 1, session: 's', message: 'execute <unnamed>: SELECT $1' },
    { ms: 2, session: 's', message: 'execute fetch from p/c: SELECT 1' },
    { ms: 3, session: 's', message: 'fastpath function call: "lo_open" (OID 952)' },
    { ms: 4, session: 's', message: 'statement: SELECT $$1$$' },
    { ms: 5, session: 's', message: 'statement: PREPARE p AS SELECT $1' },
  ])
  expect(texts).toEqual(['s SELECT $$1$$', 's PREPARE p AS SELECT $1'])
  expect(skipped).toEqual([
    ['has parameters whose values are not in the log', 1],
    ['fetches more rows of what was asked before', 1],
    ['calls a function without SQL', 1],
  ])
})

test('the end of a log that goes on is cut off', () => {
  const whole = csvLine({ ms: 1, session: 's', message: 'statement: SELECT 1' })
  const skips = new SkipCount()
  const records = statementsOfLog(readCsvLog(`${whole}\n2026,"sta`, 'a.csv'), skips)
  expect(records).toHaveLength(1)
  expect(skips.list()).toMatchObject([{ reason: 'is cut off at the end of the log', count: 1 }])
  const line =
    '{"timestamp":"","session_id":"s","error_severity":"LOG","message":"statement: SELECT 1"}'
  expect(readJsonLog(`${line}\n{"timest`, 'a.json')).toMatchObject({ isTorn: true })
})

test('parameters become literals; what looks like one stays', () => {
  const parameters = readParameters("parameters: $1 = 'it''s, $2 = ''x''', $2 = NULL, $10 = ''")
  const sql = `SELECT $1, $2, $10, '$1', "$2", $$ $1 $$ -- $1`
  expect(inlined(sql, parameters)).toBe(
    `SELECT 'it''s, $2 = ''x''', NULL, '', '$1', "$2", $$ $1 $$ -- $1`,
  )
  expect(inlined('SELECT $3', parameters)).toBeUndefined()
})

test.each([
  [
    'a.csv:2: this record has 2 columns',
    () => readCsvLog(`${csvLine({ ms: 1, session: 's', message: 'x' })}\na,b\n`, 'a.csv'),
  ],
  ['a.csv:1: a quote stands inside', () => readCsvLog('a,b"c",d\n', 'a.csv')],
  ['a.json:1: this line is no entry', () => readJsonLog('{"a":1}\n', 'a.json')],
  ['a.json:2: this line is no entry', () => readJsonLog('\nnull\n\n', 'a.json')],
])('%s', (message, reading) => {
  expect(reading).toThrow(UsageError)
  expect(reading).toThrow(message)
})
