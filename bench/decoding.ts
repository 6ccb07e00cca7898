import pg from 'pg'
import { canonicalRows } from '../src/judge/cells.js'
import { UsageError } from '../src/model/errors.js'
import type { Column, Rows } from '../src/model/outcome.js'
import { scriptOf } from '../src/target/pg/wire/script.js'
import { startUp } from '../src/target/pg/wire/start-up.js'
import { benchArguments, orUsage } from './bench-arguments.js'
import { type RecordedResult, record, TYPES } from './recorded-result.js'
import { startReplay } from './replay.js'

/**
 * Rows per second of processor time of receiving results and making them canonical, against the bare driver with parsers
 * that do nothing. Both get the same recorded bytes from a loopback server, in turn, in one process. In a turn a result is
 * read several times, so that each pays for its own garbage; a ratio is that of two turns, one behind the other.
 *
 * `npm run bench:decoding` measures 1, 8 and 32 columns; with `each`, or the beginning of a type's name, single columns of
 * each type.
 */
const SYNTAX = { script: 'bench:decoding', words: ['each|type'] } as const
const { positionals } = benchArguments(SYNTAX)

const WARM_UP_TURNS = 3
const TURNS = 9
const READS_PER_TURN = 3
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

/** Rows per second of processor time, all threads of this process included. */
async function turn(read: Reader, rowCount: number): Promise<number> {
  const start = process.cpuUsage()
  for (let reads = 0; reads < READS_PER_TURN; reads += 1) {
    const count = await read()
    if (count !== rowCount) throw new Error(`${count} rows came of ${rowCount}`)
  }
  const { user, system } = process.cpuUsage(start)
  return (READS_PER_TURN * rowCount * MICROS_PER_SECOND) / (user + system)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

interface Rates {
  readonly bare: number
  readonly canonical: number
}

/** The rates of all turns after the first ones, which warm both up. */
async function compare(result: RecordedResult, format: Format): Promise<readonly Rates[]> {
  const server = await startReplay(result[format])
  const isBinary = format === 'binary'
  const bare = await bareReader(server.port, isBinary)
  const canonical = await canonicalReader(server.port, result.columns, isBinary)
  const rates: Rates[] = []
  for (let round = -WARM_UP_TURNS; round < TURNS; round += 1) {
    const pair = {
      bare: await turn(bare.read, result.rowCount),
      canonical: await turn(canonical.read, result.rowCount),
    }
    if (round >= 0) rates.push(pair)
  }
  await Promise.all([bare.close(), canonical.close()])
  server.stop()
  return rates
}

type Format = 'text' | 'binary'

function print(name: string, format: Format, rates: readonly Rates[]): void {
  const ratios = rates.map(({ bare, canonical }) => canonical / bare)
  const shown = [median(rates.map(({ bare }) => bare)), median(rates.map((r) => r.canonical))]
  const numbers = shown.map((rate) => Math.round(rate).toLocaleString('en').padStart(11)).join('')
  const span = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  const ratio = median(ratios)
  const below = ratio < RATIO_MIN ? `  below ${RATIO_MIN}` : ''
  const start = `${format.padEnd(8)}${name.padEnd(28)}${numbers}`
  console.log(`${start}${ratio.toFixed(2).padStart(9)}${span.padStart(13)}${below}`)
}

const all = Object.values(TYPES)
type Case = readonly [name: string, expressions: readonly string[]]

const SIZES: readonly Case[] = [
  ['1, an integer', all.slice(0, 1)],
  ['8, of 8 types', all.slice(0, 8)],
  ['32, of 16 types', [...all, ...all]],
]
const SINGLE: readonly Case[] = Object.entries(TYPES).map(([name, sql]) => [`1, ${name}`, [sql]])

function casesFor(wanted: string | undefined): readonly Case[] {
  if (wanted === undefined || wanted === 'each') return wanted === undefined ? SIZES : SINGLE
  const found = SINGLE.filter(([name]) => name.startsWith(`1, ${wanted}`))
  if (found.length > 0) return found
  throw new UsageError(`no type begins with "${wanted}"`, Object.keys(TYPES).join(', '))
}

const cases = orUsage(SYNTAX, () => casesFor(positionals[0]))
console.log('Rows per second of processor time, and their ratio: median, and from least to most.')
const headings = ['bare', 'canonical'].map((heading) => heading.padStart(11)).join('')
console.log(`${'format'.padEnd(8)}${'columns'.padEnd(28)}${headings}    ratio      min-max`)
for (const [name, expressions] of cases) {
  const result = await record(expressions)
  for (const format of ['text', 'binary'] as const)
    print(name, format, await compare(result, format))
}
