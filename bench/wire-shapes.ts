import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Step } from '../src/model/plan.js'
import { splitStatements } from '../src/sql/split.js'
import { postgres } from '../src/target/profile/postgres.js'
import { ducklakeMetadata } from '../workloads/ducklake-metadata/ducklake-metadata.js'
import { benchArguments, benchCount } from './bench-arguments.js'
import { WIRE_REASONS } from './wire-shape-reasons.js'

/**
 * Counts which of the statements that a PostgreSQL server was seen to receive from a real DuckLake client are made by the
 * generator, by their shapes: `npm run bench:wire-shapes -- [--plans 2000] [--seed 1] [--traces <folder>]`. A shape that is missing
 * without a reason ends the command with exit code 1.
 */
const SYNTAX = {
  script: 'bench:wire-shapes',
  options: {
    plans: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    traces: { type: 'string', default: '../shared/traces' },
  },
} as const
const { values } = benchArguments(SYNTAX)
const planCount = benchCount(values.plans, '--plans', SYNTAX)
const seed = benchCount(values.seed, '--seed', SYNTAX)

const STEPS_MAX = 80
const SHOWN_MAX = 200

/** How often each shape was received. */
function recordedIn(path: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const { sql } = JSON.parse(line) as { readonly sql: string }
    for (const shape of shapesOf(sql)) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return counts
}

function report(recorded: ReadonlyMap<string, number>): void {
  const made = shapesMade(planCount, seed)
  const all = [...recorded].sort(([, a], [, b]) => b - a)
  const missing = all.filter(([shape]) => !made.has(shape))
  const sum = (some: readonly (readonly [string, number])[]) => some.reduce((n, [, m]) => n + m, 0)
  const share = (part: number, of: number) => `${((100 * (of - part)) / of).toFixed(1)} %`
  console.log(`${values.plans} plans of ducklake-metadata for PostgreSQL, seed ${values.seed}`)
  console.log(
    `of ${sum(all)} statements received ${share(sum(missing), sum(all))} have a shape that is made`,
  )
  console.log(
    `${all.length - missing.length} of ${all.length} shapes are made (${share(missing.length, all.length)})`,
  )
  for (const [shape, count] of missing) {
    console.log(`\nmissing, ${count} times: ${shape.slice(0, SHOWN_MAX)}`)
    console.log(`  ${reasonFor(shape) ?? 'UNEXPLAINED'}`)
  }
  const unexplained = missing.filter(([shape]) => reasonFor(shape) === undefined).length
  if (unexplained === 0) return
  console.log(`\n${unexplained} without a reason; rare ones need more than ${values.plans} plans`)
  process.exitCode = 1
}

function reasonFor(shape: string): string | undefined {
  return WIRE_REASONS.find(({ begins }) => shape.startsWith(begins))?.reason
}

/** The shapes of all statements of so many plans, as they are sent. */
function shapesMade(count: number, seed: number): ReadonlySet<string> {
  const supports = postgres.capabilities.has.bind(postgres.capabilities)
  const plans = ducklakeMetadata.plan({ supports, maxSteps: STEPS_MAX })
  const sample = fc.sample(plans, { numRuns: count, seed, unbiased: true })
  const texts = new Set(sample.flatMap(({ steps }) => steps.flatMap(sentBy)))
  return new Set([...texts].flatMap(shapesOf))
}

function sentBy(step: Step): readonly string[] {
  if (step.kind !== 'statement') return []
  const { sql, postgres: words = sql, delivery } = step.statement
  return [delivery === 'copy' ? `COPY (${words}) TO STDOUT (FORMAT "binary")` : words]
}

function shapesOf(sql: string): readonly string[] {
  return splitStatements(sql).map(({ text }) => shapeOf(text))
}

const MARKS: readonly (readonly [from: RegExp, to: string])[] = [
  [/"public"|"\$\{schema:lake\}"/g, '{M}'],
  [/'(?:[^']|'')*'/g, "'?'"],
  [/NOW\(\)|TIMESTAMPTZ '\?'/gi, 'NOW()'],
  [/UUID '\?'/g, "'?'"],
  [/ducklake_inlined_data_\d+_\d+/g, 'ducklake_inlined_data'],
  [/ducklake_inlined_delete_\d+/g, 'ducklake_inlined_delete'],
  [/update_data_[0-9a-f-]+/g, 'update_data'],
  [/(\{M\}\.)"(\w+)"/g, '$1$2'],
  [
    /^(CREATE TABLE IF NOT EXISTS \{M\}\.ducklake_inlined_data\(row_id BIGINT, ?begin_snapshot BIGINT, ?end_snapshot BIGINT),.*$/g,
    '$1,"of the user")',
  ],
  [/(?<![\w{])-?\d+(?:\.\d+)?\b/g, '#'],
  [/\s+/g, ' '],
  [/\bAND\(/g, 'AND ('],
  [/ ?([(),;=]) ?/g, '$1'],
  [/\bIN\(#(?:,#)*\)/g, 'IN(#)'],
  [/\bIN\('\?'(?: COLLATE "C")?(?:,'\?'(?: COLLATE "C")?)*\)/g, "IN('?')"],
  [/ctid (?:IN\('\?'\)|=ANY ?\(ARRAY\(.*\)\))$/g, 'ctid at places'],
  [/ctid=ANY ?\(ARRAY\(.*\)\)$/g, 'ctid at places'],
  [/nspname IN\('\?'\) ?AND /g, "nspname IN('?')AND "],
  [/VALUES ?\(.*$/i, 'VALUES(...)'],
]

/** Without constants, names of the user's columns, and the order of columns and conditions. */
function shapeOf(sql: string): string {
  const marked = MARKS.reduce(
    (text, [from, to]) => text.replaceAll(new RegExp(from, 'g'), to),
    sql.trim(),
  )
  if (!marked.startsWith('COPY(')) return marked
  return marked
    .replace(
      /^(COPY\(SELECT )((?:"[^"]*"|ctid)(?:,(?:"[^"]*"|ctid))*)( FROM \{M\}\.(\w+))/,
      (_, head, list, rest, table) => `${head}${columnsOf(list, table)}${rest}`,
    )
    .replace(
      / WHERE ?([^()]*(?:\([^()]*\)[^()]*)*)\)TO STDOUT/,
      (_, where: string) =>
        ` WHERE ${where
          .split(' AND ')
          .map((part) => part.replace(/[()]/g, ''))
          .sort()
          .join(' AND ')})TO STDOUT`,
    )
    .replace(PLACES_OF_IDS, '$1 at ids)TO STDOUT')
}

/** Which rows go, by one id, a list, or a range where the ids have no gap. */
const PLACES_OF_IDS =
  /(,ctid FROM \{M\}\.\w+ WHERE "\w+_id")(?: ?(?:IN|=)'\?'| <='\?' AND "\w+_id" >='\?')\)TO STDOUT/

const SYSTEM = new Set(['"row_id"', '"begin_snapshot"', '"end_snapshot"', 'ctid'])

function columnsOf(list: string, table: string): string {
  const columns = list.split(',')
  if (table !== 'ducklake_inlined_data') return columns.sort().join(',')
  const own = columns.filter((column) => SYSTEM.has(column)).sort()
  return [...own, ...(own.length < columns.length ? ['"of the user"'] : [])].join(',')
}

const file = join(values.traces, 'ducklake-postgres-wire.jsonl')
if (existsSync(file)) report(recordedIn(file))
else console.log(`skipped: there is no ${file}; --traces <folder> says where the recording is`)
