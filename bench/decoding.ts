import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { canonicalRows } from '../src/judge/cells.js'
import { readColumn } from '../src/lab/local/read-cells.js'
import { NO_MUTATIONS } from '../src/lab/mutants.js'
import {
  writeCommandComplete,
  writeEmpty,
  writeReady,
  writeRowDescription,
} from '../src/lab/pgwire/backend-message.js'
import { MessageWriter } from '../src/lab/pgwire/message-writer.js'
import { wireType } from '../src/lab/pgwire/wire-type.js'
import type { Column, Rows } from '../src/model/outcome.js'
import { typeSpelling } from '../src/target/duckdb/type-spelling.js'
import { scriptOf } from '../src/target/pg/wire/script.js'
import { startUp } from '../src/target/pg/wire/start-up.js'
import { type Recording, startReplay } from './replay.js'

/**
 * Rows per second of processor time of receiving a result and making it canonical, against the bare driver with parsers that do nothing. Both
 * get the same recorded bytes from a loopback server, in turn, in one process.
 */

const ROUNDS = 7
const CELLS_PER_RESULT = 60_000
const RATIO_MIN = 0.5

/** Values of each type as an expression over i. */
const TYPES: Readonly<Record<string, string>> = {
  integer: '(i * 7919)::INTEGER',
  varchar: "'row ' || i",
  'decimal(18,2)': '(i / 7)::DECIMAL(18,2)',
  timestamp: "TIMESTAMP '2024-01-01' + to_microseconds(i * 1234567891)",
  double: 'i / 7',
  bigint: 'i * 1234567890123',
  date: "DATE '2024-01-01' + i::INTEGER % 5000",
  boolean: 'i % 2 = 0',
  float: '(i / 8)::FLOAT',
  uuid: 'uuid()',
  timestamptz: "TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_seconds(i)",
  interval: 'to_days(i::INTEGER) + to_seconds(i)',
  blob: 'encode(md5(i::VARCHAR))',
  hugeint: 'i::HUGEINT * 1234567890123456789',
  'integer[]': '[i, NULL, -i]::INTEGER[]',
  'varchar in Unicode': "'dück 🦆 ' || i",
}

interface Result {
  readonly columns: readonly Column[]
  readonly rowCount: number
  readonly text: Recording
  readonly binary: Recording
}

/** The bytes of a result of so many columns, as the lab's server writes them. */
async function record(expressions: readonly string[]): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    const rowCount = Math.ceil(CELLS_PER_RESULT / expressions.length)
    const list = expressions.map((sql, at) => `${sql} AS c${at}`).join(', ')
    const result = await connection.run(`SELECT ${list} FROM range(${rowCount}) AS t(i)`)
    const types = expressions.map((_, at) => typeSpelling(result.columnType(at)))
    const values = expressions.map((_, at) =>
      Array.from({ length: result.chunkCount }, (_, k) =>
        readColumn(result.getChunk(k), at),
      ).flat(),
    )
    return {
      columns: types.map((name, at) => ({ name: `c${at}`, type: { kind: 'duckdb', name } })),
      rowCount,
      text: recording(types, values, 0),
      binary: recording(types, values, 1),
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function recording(
  types: readonly string[],
  values: readonly (readonly unknown[])[],
  format: 0 | 1,
): Recording {
  const columns = types.map((name, at) => ({
    name: `c${at}`,
    type: wireType(name, NO_MUTATIONS),
    format,
  }))
  const writer = new MessageWriter()
  writeRowDescription(writer, columns)
  const rowCount = values[0]?.length ?? 0
  for (let row = 0; row < rowCount; row += 1) {
    writer.begin('D').uint16(columns.length)
    for (const [at, { type }] of columns.entries()) {
      const value = values[at]?.[row]
      const encode = format === 0 ? type.text : type.binary
      writer.cell(value === null ? null : encode(value))
    }
    writer.end()
  }
  writeCommandComplete(writer, `SELECT ${rowCount}`)
  writeReady(writer, 'I')
  const simple = writer.take()
  writeEmpty(writer, '1')
  writeEmpty(writer, '2')
  return { simple, extended: Buffer.concat([writer.take(), simple]) }
}

const MICROS_PER_SECOND = 1_000_000

/** Reads the result once; the number of rows is checked. */
type Reader = () => Promise<number>

async function bareReader(port: number, isBinary: boolean) {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'x', database: 'x', password: '' })
  await client.connect()
  const types = { getTypeParser: () => (value: unknown) => value }
  const query = { text: 'q', rowMode: 'array' as const, types, binary: isBinary }
  const read: Reader = async () => (await client.query(query)).rows.length
  return { read, close: () => client.end() }
}

async function canonicalReader(port: number, columns: readonly Column[], isBinary: boolean) {
  const settings = {
    host: '127.0.0.1',
    port,
    user: 'x',
    database: 'x',
    sslMode: 'disable' as const,
  }
  const { connection } = await startUp(settings)
  const script = scriptOf({
    text: 'q',
    delivery: isBinary ? 'extended' : 'simple',
    parameters: [],
    ...(isBinary ? { wire: { results: 'binary' as const } } : {}),
  })
  const read: Reader = async () => {
    const { outcomes } = await connection.ask(script)
    return canonicalRows(outcomes[0] as Rows, columns).length
  }
  return { read, close: () => connection.close() }
}

async function timed(read: Reader, rowCount: number): Promise<number> {
  const start = process.cpuUsage()
  const count = await read()
  if (count !== rowCount) throw new Error(`${count} rows came of ${rowCount}`)
  const { user, system } = process.cpuUsage(start)
  return rowCount / ((user + system) / MICROS_PER_SECOND)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

interface Rates {
  readonly bare: number
  readonly canonical: number
}

/** The median rates of the two, which take turns, after a few rounds that warm them up. */
async function compare(result: Result, format: 'text' | 'binary'): Promise<Rates> {
  const server = await startReplay(result[format])
  const isBinary = format === 'binary'
  const bare = await bareReader(server.port, isBinary)
  const canonical = await canonicalReader(server.port, result.columns, isBinary)
  const rates: { bare: number[]; canonical: number[] } = { bare: [], canonical: [] }
  for (let round = -3; round < ROUNDS; round += 1) {
    const pair = [
      await timed(bare.read, result.rowCount),
      await timed(canonical.read, result.rowCount),
    ]
    if (round < 0) continue
    rates.bare.push(pair[0] as number)
    rates.canonical.push(pair[1] as number)
  }
  await Promise.all([bare.close(), canonical.close()])
  server.stop()
  return { bare: median(rates.bare), canonical: median(rates.canonical) }
}

function print(name: string, { bare, canonical }: Rates): void {
  const ratio = canonical / bare
  const shown = [bare, canonical].map((rate) => Math.round(rate).toLocaleString('en').padStart(11))
  const below = ratio < RATIO_MIN ? `  below ${RATIO_MIN}` : ''
  console.log(`${name.padEnd(34)}${shown.join('')}${ratio.toFixed(2).padStart(8)}${below}`)
}

const all = Object.values(TYPES)
const CASES: readonly (readonly [name: string, expressions: readonly string[]])[] = [
  ['32 columns, each type twice', [...all, ...all]],
  ['8 columns, one of each', all.slice(0, 8)],
  ...Object.entries(TYPES).map(([name, sql]) => [`1 column, ${name}`, [sql]] as const),
]

console.log(`${'rows per processor second'.padEnd(34)}       bare  canonical   ratio`)
/** Only the cases whose names start like this, when it is given. */
const wanted = process.argv[2] ?? ''
for (const [name, expressions] of CASES) {
  if (!name.startsWith(wanted)) continue
  const result = await record(expressions)
  print(`${name}, text`, await compare(result, 'text'))
  print(`${name}, binary`, await compare(result, 'binary'))
}
