import { performance } from 'node:perf_hooks'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { catalogInvariants } from '../oracles/catalog-invariants/catalog-invariants.js'
import { checksOf } from '../oracles/catalog-invariants/checks.js'
import type { Check, CheckRecord } from '../src/model/check.js'
import type { History } from '../src/model/history.js'
import type { Plan } from '../src/model/plan.js'
import { statement } from '../src/model/statement.js'
import { duckdb } from '../src/target/profile/duckdb.js'
import { creationText } from '../workloads/ducklake-metadata/creation.js'
import { benchArguments } from './bench-arguments.js'
import { growth } from './grown-catalog.js'

/**
 * `npm run bench:invariants`: what the oracle catalog-invariants costs as a catalog grows from 10 to 10 000 snapshots, on
 * one thread of DuckDB in process: what is asked behind a commit that adds a file, what is asked at the end, and judging
 * the answers. Ten times the snapshots must not cost much more than ten times the time. Medians of processor time.
 */
benchArguments({ script: 'bench:invariants' })

const SIZES = [10, 100, 1_000, 10_000]
const RUNS = 5
/** So much more than ten times as much would be on its way to quadratic, which is a hundred times. */
const RATIO_MAX = 20

/** A commit as a client sends it; only its words matter here. */
const COMMIT: Plan = {
  sessions: [{ name: 'a', node: 'any' }],
  steps: [
    'CREATE TABLE lake.ducklake_inlined_data_1_1(row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, c1 BIGINT)',
    'SELECT 1',
    'BEGIN',
    ['snapshot', 'table_stats', 'data_file', 'file_column_stats', 'delete_file', 'snapshot_changes']
      .map((table) => `INSERT INTO lake.ducklake_${table} VALUES (1);`)
      .join(''),
    'COMMIT',
  ].map((sql) => ({ kind: 'statement', session: 'a', statement: statement(sql) })),
  features: [],
}

interface Measured {
  readonly snapshots: number
  readonly commitMs: number
  readonly endMs: number
  readonly judgeMs: number
}

async function measure(snapshots: number): Promise<Measured> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    await connection.run('CREATE SCHEMA lake')
    await connection.run(creationText().replaceAll('{M}', 'lake'))
    for (const sql of growth(snapshots)) await connection.run(sql)
    const checks = checksOf(COMMIT, RUNS)
    const isEnd = ({ after }: Check) => after === COMMIT.steps.length
    const behind = checks.filter((check) => !isEnd(check))
    const commitMs = await median(() => ask(connection, behind))
    const end = checks.filter(isEnd)
    const endMs = await median(() => ask(connection, end))
    const records = [...(await ask(connection, behind)), ...(await ask(connection, end))]
    const judgeMs = await median(async () => judge(records))
    return { snapshots, commitMs, endMs, judgeMs }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function ask(
  connection: DuckDBConnection,
  checks: readonly Check[],
): Promise<readonly CheckRecord[]> {
  const records: CheckRecord[] = []
  for (const check of checks) {
    const reader = await connection.runAndReadAll(check.statement.sql)
    const rows = reader
      .getRowsJson()
      .map((row) => row.map((cell) => (cell === null ? null : String(cell))))
    records.push({ check, outcome: { kind: 'rows', columns: [], rows } })
  }
  return records
}

/** A catalog of the bench that is not sound would be measured for nothing. */
function judge(checks: readonly CheckRecord[]): void {
  const target = { name: 'duckdb', version: '', profile: 'duckdb', address: '', nodes: ['duckdb'] }
  const history: History = { target, records: [], state: [], checks }
  const evidence = { plan: COMMIT, reference: { ...history, checks: [] }, subject: history }
  const verdict = catalogInvariants.judge(evidence, duckdb)
  if (verdict.kind !== 'agree') throw new Error(JSON.stringify(verdict, undefined, 2))
}

/** Milliseconds of processor time. */
async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1_000)
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(14)).join('')
}

const ms = (value: number) => `${value.toFixed(1)} ms`

const startedMs = performance.now()
process.stdout.write(`${line(['snapshots', 'behind commit', 'at the end', 'judging', 'ratio'])}\n`)
let before: Measured | undefined
let worst = 0
for (const snapshots of SIZES) {
  const now = await measure(snapshots)
  const total = ({ commitMs, endMs, judgeMs }: Measured) => commitMs + endMs + judgeMs
  const ratio = before && total(now) / total(before)
  worst = Math.max(worst, ratio ?? 0)
  const cells = [String(snapshots), ms(now.commitMs), ms(now.endMs), ms(now.judgeMs)]
  process.stdout.write(`${line([...cells, ratio === undefined ? '' : `x ${ratio.toFixed(1)}`])}\n`)
  before = now
}
const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0)
const isQuadratic = worst > RATIO_MAX
process.stdout.write(
  `${isQuadratic ? 'NOT near to linear' : 'near to linear'}: ten times the snapshots cost at most ${worst.toFixed(1)} times the time; ${RUNS} runs each, ${seconds} s in all\n`,
)
process.exitCode = isQuadratic ? 1 : 0
