import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCampaign } from '../src/campaign/campaign.js'
import { supportsOf } from '../src/campaign/requirements.js'
import { ORACLES, WORKLOADS } from '../src/cli/registry.js'
import { openSides } from '../src/cli/sides.js'
import { clock, scopes } from '../src/cli/surroundings.js'
import { parseTargetSpec } from '../src/config/target-spec.js'
import { planOf } from '../src/generate/sample.js'
import type { Plan } from '../src/model/plan.js'
import { caseSeed } from '../src/random/seed.js'
import { duckdbGrammar } from '../src/target/duckdb/grammar.js'
import { parsePgUrl } from '../src/target/pg/connection-settings.js'
import { bareDuckDB, barePg } from './bare.js'
import { benchArguments } from './bench-arguments.js'
import { PhaseClock, timed } from './phases.js'

/**
 * Statements per second of a campaign against those of the same statements sent by the bare drivers with nothing
 * compared, in turn in one run: `npm run bench`. Prints the ratio and where the campaign's time goes.
 */
benchArguments({ script: 'bench' })

const CASES = 45
const ROUNDS = 3
const SEED = 1n
/** A bare driver cannot run clients, whose statements hang on the answers. */
const PLAIN = WORKLOADS.filter(({ programs }) => programs === undefined)

const directory = mkdtempSync(join(tmpdir(), 'goldeneye-bench-'))
const opened = await openSides(
  {
    reference: parseTargetSpec('duckdb', '--reference'),
    subject: parseTargetSpec('lab', '--subject'),
    passwords: new Map(),
  },
  ({ detail }) => console.error(detail),
)
try {
  await bench()
} finally {
  await opened.close()
  rmSync(directory, { recursive: true, force: true })
}

async function bench(): Promise<void> {
  const phases = new PhaseClock()
  const context = { supports: supportsOf(opened.sides.profile).has, maxSteps: 80 }
  const plans = Array.from({ length: CASES }, (_, at) => {
    const workload = PLAIN[at % PLAIN.length] as (typeof WORKLOADS)[number]
    const index = Math.floor(at / PLAIN.length)
    return planOf(workload, context, caseSeed(SEED, workload.name, index))
  })
  const rounds: { readonly campaign: number; readonly bare: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ campaign: await campaignRate(context, phases), bare: await bareRate(plans) })
  }
  const ratios = rounds.map(({ campaign, bare }) => campaign / bare)
  console.log(
    `statements/s, campaign   ${median(rounds.map((round) => round.campaign)).toFixed(0)}`,
  )
  console.log(`statements/s, bare       ${median(rounds.map((round) => round.bare)).toFixed(0)}`)
  console.log(
    `ratio, median of ${ROUNDS}      ${median(ratios).toFixed(2)}  (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`,
  )
  console.log(phases.table())
}

type Context = Parameters<typeof planOf>[1]

async function campaignRate(context: Context, phases: PhaseClock): Promise<number> {
  let statements = 0
  let findings = 0
  const { sides } = opened
  const startedMs = performance.now()
  await runCampaign(
    {
      ...sides,
      reference: timed(sides.reference, 'reference', phases),
      subject: timed(sides.subject, 'subject', phases),
    },
    {
      seed: SEED,
      workloads: PLAIN,
      oracles: ORACLES.map((oracle) => phases.oracle(oracle)),
      context,
      budget: { cases: CASES },
      settings: {
        timeoutMs: 30_000,
        nowNs: clock.nowNs,
        nextScope: scopes(`bench${Math.round(startedMs)}`),
      },
      confirm: 1,
      reduceBudgetMs: 0,
      nowMs: clock.nowMs,
      signal: new AbortController().signal,
      grammar: duckdbGrammar,
      perturbed: opened.perturbed,
      pause: async () => {},
    },
    (event) => {
      if (event.type === 'case-finished') statements += event.statements
      if (event.type === 'finding-opened') findings += 1
    },
  )
  if (findings > 0)
    console.error(`${findings} findings: the figures below are not those of a clean run`)
  return statements / ((performance.now() - startedMs) / 1000)
}

/** Both drivers at once, as a campaign does it; the statements are counted once, as it counts them. */
async function bareRate(plans: readonly Plan[]): Promise<number> {
  const { address } = opened.sides.subject.facts
  const endpoints = parsePgUrl(
    `postgres://goldeneye@${address.replace(/^.*@|\/.*$/g, '')}/lab?sslmode=disable`,
    { environment: {} },
  )
  const reference = await bareDuckDB(directory)
  const subject = barePg(
    endpoints.map(({ host, port, user, database }) => ({ host, port, user, database })),
    opened.sides.profile.sessionSetup,
  )
  const tag = Math.round(performance.now())
  const startedMs = performance.now()
  for (const [index, plan] of plans.entries()) {
    await Promise.all(
      [reference, subject].map((side) => side.run(plan, `goldeneye_bare${tag}_c${index}`)),
    )
  }
  const seconds = (performance.now() - startedMs) / 1000
  await reference.close()
  await subject.close()
  return (
    plans.flatMap((plan) => plan.steps.filter((step) => step.kind === 'statement')).length / seconds
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
