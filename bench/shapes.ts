import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Step } from '../src/model/plan.js'
import { CAPABILITIES } from '../src/model/profile.js'
import { splitStatements } from '../src/sql/split.js'
import { ducklakeMetadata } from '../workloads/ducklake-metadata/ducklake-metadata.js'
import { shapeOf } from '../workloads/ducklake-metadata/shape.js'
import { benchArguments, benchCount } from './bench-arguments.js'
import { REASONS } from './shape-reasons.js'

/**
 * Counts which of the statement shapes that a real DuckLake client was seen to send are made by the
 * generator: `npm run bench:shapes -- [--plans 2000] [--seed 1] [--traces <folder>]`. A shape that is
 * missing without a reason ends the command with exit code 1.
 */
const SYNTAX = {
  script: 'bench:shapes',
  options: {
    plans: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    traces: { type: 'string', default: '../shared/traces' },
  },
} as const
const { values } = benchArguments(SYNTAX)
const planCount = benchCount(values.plans, '--plans', SYNTAX)
const seed = benchCount(values.seed, '--seed', SYNTAX)

/** A recorded shape: how often it was seen, and under which of the client's operations. */
interface Recorded {
  readonly shape: string
  readonly n: number
  readonly ops: Readonly<Record<string, number>>
}

const STEPS_MAX = 80
const SHOWN_MAX = 160

const file = join(values.traces, 'shapes.jsonl')
if (existsSync(file)) report(recordedIn(file))
else console.log(`skipped: there is no ${file}; --traces <folder> says where the recording is`)

function recordedIn(path: string): readonly Recorded[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((line): Recorded => JSON.parse(line))
}

function report(recorded: readonly Recorded[]): void {
  const made = shapesMade(planCount, seed)
  const missing = recorded.filter(({ shape }) => !made.has(shapeOf(shape)))
  const found = recorded.length - missing.length
  const share = ((100 * found) / recorded.length).toFixed(1)
  console.log(`${values.plans} plans of ducklake-metadata, seed ${values.seed}`)
  console.log(`${found} of ${recorded.length} recorded shapes are made (${share} %)`)
  const unexplained = missing.filter((one) => reasonFor(one) === undefined)
  for (const one of missing) print(one)
  if (unexplained.length === 0) return
  console.log(
    `\n${unexplained.length} without a reason; rare ones need more than ${planCount} plans`,
  )
  process.exitCode = 1
}

function reasonFor({ shape }: Recorded): string | undefined {
  return REASONS.find(({ begins }) => shape.startsWith(begins))?.reason
}

function print(one: Recorded): void {
  const operations = Object.entries(one.ops).map(([name, count]) => `${name} ${count}`)
  const more = one.shape.length > SHOWN_MAX ? ` ... (${one.shape.length} characters)` : ''
  console.log(`\nmissing: ${one.shape.slice(0, SHOWN_MAX)}${more}`)
  console.log(`  seen ${one.n} times under: ${operations.join(', ')}`)
  console.log(`  ${reasonFor(one) ?? 'UNEXPLAINED'}`)
}

/** The shapes of all statements of so many plans, where the endpoint can do everything. */
function shapesMade(count: number, seed: number): ReadonlySet<string> {
  const supports = (capability: string) => CAPABILITIES.some((one) => one === capability)
  const plans = ducklakeMetadata.plan({ supports, maxSteps: STEPS_MAX })
  const sample = fc.sample(plans, { numRuns: count, seed, unbiased: true })
  const texts = new Set(sample.flatMap(({ steps }) => steps.map(textOf)))
  return new Set(
    [...texts].flatMap((text) => splitStatements(text).map((one) => shapeOf(one.text))),
  )
}

function textOf(step: Step): string {
  return step.kind === 'statement' ? step.statement.sql : ''
}
