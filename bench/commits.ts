import { execute } from '../src/campaign/trial.js'
import { PROGRAMS } from '../src/cli/registry.js'
import { openSides } from '../src/cli/sides.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { parseTargetSpec } from '../src/config/target-spec.js'
import { planOf } from '../src/generate/sample.js'
import { type Attempt, attemptsOf } from '../src/judge/serial/attempts.js'
import type { ClientEvent } from '../src/model/client.js'
import type { Plan } from '../src/model/plan.js'
import { parsePgUrl } from '../src/target/pg/connection-settings.js'
import { ducklakeWriters } from '../workloads/ducklake-writers/ducklake-writers.js'
import { type BarePlace, bareCommits } from './bare-commits.js'
import { benchArguments, orUsage } from './bench-arguments.js'

/**
 * Commits per second of the emulated DuckLake client against the very same batches sent by a bare driver to the same
 * endpoint, in turn: `npm run bench:commits [-- target]`. A client also reads before it writes, loses races, and waits.
 */
const WRITERS = [1, 4, 16]
const COMMITS = 96
const ROUNDS = 3
/** Between two attempts, for any number of writers; a client of the extension waits 100 ms. */
const WAIT_MS = 10

const SYNTAX = { script: 'bench:commits', words: ['target'] } as const
const { positionals } = benchArguments(SYNTAX)
const subject = orUsage(SYNTAX, () => parseTargetSpec(positionals[0] ?? 'postgres', '--subject'))
const opened = await openSides(
  {
    reference: parseTargetSpec('none', '--reference'),
    subject,
    passwords: new Map(),
  },
  ({ detail }) => console.error(detail),
)
try {
  console.log('writers   client commits/s   bare commits/s   ratio   attempts for a commit')
  for (const writers of WRITERS) await bench(writers)
} finally {
  await opened.close()
}

interface Round {
  readonly client: number
  readonly bare: number
  readonly attempts: number
}

async function bench(writers: number): Promise<void> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound(writers, round))
  const middle = (of: (round: Round) => number) => median(rounds.map(of))
  const cells = [
    String(writers).padStart(7),
    middle(({ client }) => client)
      .toFixed(1)
      .padStart(18),
    middle(({ bare }) => bare)
      .toFixed(1)
      .padStart(16),
    middle(({ client, bare }) => client / bare)
      .toFixed(2)
      .padStart(7),
    middle(({ attempts }) => attempts)
      .toFixed(1)
      .padStart(23),
  ]
  console.log(cells.join(' '))
}

async function oneRound(writers: number, round: number): Promise<Round> {
  const { subject, profile } = opened.sides
  const context = { supports: () => true, maxSteps: 80, clients: { writers, commits: COMMITS } }
  const plan = withoutPace(planOf(ducklakeWriters, context, BigInt(round)))
  const nextScope = scopes(`commits${writers}r${round}`)
  const settings = { timeoutMs: 60_000, nowNs: clock.nowNs, nextScope, programs: PROGRAMS }
  const side = { scope: nextScope(), settings, oracles: [], profile: undefined }
  const { clients = [] } = await execute(plan, subject, side)
  const events = clients[0] ?? []
  const attempts = attemptsOf(events)
  const wins = attempts
    .filter(({ end, write }) => end === 'committed' && write !== undefined)
    .sort((a, b) => (a.write?.position ?? 0) - (b.write?.position ?? 0))
  const opening = plan.steps.slice(0, plan.clients?.[0]?.at)
  const seconds = await bareCommits(opening, wins, placeOf(writers, round, profile.sql))
  return {
    client: wins.length / secondsOf(events, wins),
    bare: wins.length / seconds,
    attempts: attempts.length / wins.length,
  }
}

/** Every writer as fast as it can, without reads that only compare, and nobody who reads it all in the end. */
function withoutPace(plan: Plan): Plan {
  const writers = plan.clients?.filter(({ program }) => program === 'ducklake-writer') ?? []
  const clients = writers.map((one) => ({
    ...one,
    args: { ...(one.args as object), waitMs: WAIT_MS, thinkMs: 0, reads: 0 },
  }))
  return { ...plan, steps: plan.steps.slice(0, writers[0]?.at), clients }
}

/** From the first statement to the last commit. */
function secondsOf(events: readonly ClientEvent[], wins: readonly Attempt[]): number {
  const first = events.find((event) => event.kind === 'statement')
  const begun = first?.kind === 'statement' ? first.invokedNs : 0n
  return Math.max(...wins.map(({ endedNs }) => Number(endedNs - begun))) / 1e9
}

function placeOf(writers: number, round: number, sql: 'postgres' | undefined): BarePlace {
  const { address } = opened.sides.subject.facts
  const isPostgres = sql === 'postgres'
  const [endpoint] = parsePgUrl(
    `postgres://goldeneye@${address.replaceAll(/^.*@|\/.*$/g, '')}/${isPostgres ? 'postgres' : 'lab'}?sslmode=disable`,
    { environment: {} },
  )
  return {
    endpoint: { ...endpoint } as BarePlace['endpoint'],
    schema: `goldeneye_bare_w${writers}r${round}`,
    setup: opened.sides.profile.sessionSetup,
    speaksPostgres: isPostgres,
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
