import pg from 'pg'
import { canonicalRows } from '../src/judge/cells.js'
import type { Column, Rows } from '../src/model/outcome.js'
import { scriptOf } from '../src/target/pg/wire/script.js'
import { startUp } from '../src/target/pg/wire/start-up.js'
import { type RecordedResult, record, TYPES } from './recorded-result.js'
import { startReplay } from './replay.js'

/**
 * Rows per second of processor time of receiving a result and making it canonical, against the bare driver with parsers that do nothing. Both
 * get the same recorded bytes from a loopback server, in turn, in one process.
 */

const ROUNDS = 7
const RATIO_MIN = 0.5

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
async function compare(result: RecordedResult, format: 'text' | 'binary'): Promise<Rates> {
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
