import { setMaxListeners } from 'node:events'
import { Interrupted } from '../src/model/errors.js'
import { benchArguments, benchCount, orUsage } from './bench-arguments.js'
import { hostNamed, type MutantHost } from './writers-host.js'
import { runWriters, type WritersRun } from './writers-run.js'

/**
 * Lets many writers commit at once to a target with each mutant that they can come across, and prints what was found as
 * Markdown: `npm run --silent bench:writers-mutants [-- lab|postgres] [--writers 16] [--commits 64] [--seed 1]
 * [--only NAME,...]`. The target without a mutant comes first and must not be flagged. Exit code 1 where it is, or where a
 * mutant is not found.
 */
const SYNTAX = {
  script: 'bench:writers-mutants',
  words: ['lab|postgres'],
  options: {
    writers: { type: 'string', default: '16' },
    commits: { type: 'string', default: '64' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
} as const
const { values, positionals } = benchArguments(SYNTAX)
const writers = benchCount(values.writers, '--writers', SYNTAX)
const commits = benchCount(values.commits, '--commits', SYNTAX)
const seed = BigInt(benchCount(values.seed, '--seed', SYNTAX))
const hosted = orUsage(SYNTAX, () => hostNamed(positionals[0] ?? 'lab'))
const wanted = orUsage(SYNTAX, () => hosted.chosen(values.only?.split(',')))

/** A run with a mutant ends in about the time of the clean one; this many times that is no end. */
const TIMES_CLEAN_MAX = 5
const SECONDS_MAX_FIRST = 3600
/** What a slow machine needs for a run that hardly does anything. */
const SECONDS_MIN = 60

const SUMMARY_MAX = 160

/** One line of the table. */
interface Row {
  readonly name: string
  readonly found: string
  readonly acknowledged: string
  readonly seconds: string
}

function print({ name, found, acknowledged, seconds }: Row): void {
  console.log(`| ${name} | ${found} | ${acknowledged} | ${seconds} |`)
}

const host = await hosted.open()
let isWrong = false
try {
  console.log(
    `${writers} writers, ${commits} commits wanted, seed ${seed}, ${hosted.name}\n\n` +
      '| mutant | found as | commits acknowledged | seconds |\n|---|---|---|---|',
  )
  isWrong = await benchAll(host)
} finally {
  await host.close()
}
process.exitCode = isWrong ? 1 : 0

async function benchAll(host: MutantHost): Promise<boolean> {
  const clean = await ran(host, undefined, SECONDS_MAX_FIRST)
  if (!clean) throw new Error(`the run without a mutant did not end in ${SECONDS_MAX_FIRST} s`)
  const isFlagged = clean.found.length > 0
  print(rowOf('none', clean, isFlagged ? foundText(clean) : `nothing, as it should be`))
  const limit = Math.max(SECONDS_MIN, clean.seconds * TIMES_CLEAN_MAX)
  let [found, of] = [0, 0]
  for (const { name, out } of wanted) {
    if (out !== undefined) {
      print({
        name: `\`${name}\``,
        found: `not seen by writers: ${out}`,
        acknowledged: '',
        seconds: '',
      })
      continue
    }
    of += 1
    if (await isFound(host, name, limit)) found += 1
  }
  console.log(
    `\n${found} of ${of} found${isFlagged ? '; the target without a mutant is flagged' : ''}`,
  )
  return found < of || isFlagged
}

async function isFound(host: MutantHost, name: string, limit: number): Promise<boolean> {
  const run = await ran(host, name, limit)
  if (!run) {
    print({
      name: `\`${name}\``,
      found: '**did not end**',
      acknowledged: '',
      seconds: `> ${limit.toFixed(0)}`,
    })
    return false
  }
  const { isDue, text } = host.judge(name, run)
  print(rowOf(`\`${name}\``, run, isDue ? text : `**${text}**`))
  return isDue
}

/** Undefined where it did not end in time. */
async function ran(
  host: MutantHost,
  name: string | undefined,
  seconds: number,
): Promise<WritersRun | undefined> {
  const sides = await host.with(name)
  const signal = AbortSignal.timeout(Math.ceil(seconds * 1000))
  setMaxListeners(0, signal) // Every client listens while it waits.
  const request = { seed, writers, commits, signal, name: (name ?? 'clean').replaceAll('-', '_') }
  try {
    return await runWriters(sides, request)
  } catch (error) {
    if (error instanceof Interrupted) return undefined
    throw error
  }
}

function rowOf(name: string, run: WritersRun, found: string): Row {
  const acknowledged = run.counts.get('commits acknowledged') ?? 0
  for (const { oracle, kind, summary } of run.found) {
    console.error(`${name} ${oracle}: ${kind}: ${summary.slice(0, SUMMARY_MAX)}`)
  }
  for (const why of run.inconclusive) console.error(`${name} inconclusive: ${why}`)
  for (const [what, count] of run.counts) console.error(`${name}   ${what}: ${count}`)
  return { name, found, acknowledged: String(acknowledged), seconds: run.seconds.toFixed(1) }
}

function foundText({ found }: WritersRun): string {
  return found.map(({ oracle, kind }) => `${oracle}: ${kind}`).join(', ')
}
