import { MUTANTS } from '../src/lab/mutants.js'
import { clip, visible } from '../src/report/visible.js'
import { benchArguments } from './bench-arguments.js'
import { Hunt } from './hunt.js'
import type { CampaignResult } from './one-campaign.js'

/**
 * Runs a campaign, as shipped, against every mutant of the lab and prints what it took as Markdown:
 * `npm run --silent mutants > docs/mutants.md`.
 */
benchArguments({ script: 'mutants' })

const SEED = 1n
const DURATION_MS = 60_000
const REDUCE_BUDGET_MS = 8_000
/** The longest sentence of a mismatch that is printed. */
const SUMMARY_MAX = 400

const HEADING = `# The mutants, and what it took to find them

Every mutant is a deliberate fault of the lab (\`goldeneye list mutants\`). Each was searched for by a campaign with the
workloads and oracles as shipped, seed ${SEED}, until its first confirmed finding; \`test/mutants/\` holds that each is found.
This page is printed by \`npm run --silent mutants > docs/mutants.md\`. Seconds are from the start of the campaign to the
confirmed finding, on a machine with two cores; making it smaller comes after that.

| mutant | what is wrong | found as | case | statements until then | seconds | reduced |
|---|---|---|---|---|---|---|`

const cases: string[] = []
console.log(HEADING)
const hunt = await Hunt.open()
const seconds: number[] = []
for (const { name, summary } of MUTANTS) {
  const result = await hunt.campaign(name, {
    seed: SEED,
    durationMs: DURATION_MS,
    maxFindings: 1,
    reduceBudgetMs: REDUCE_BUDGET_MS,
  })
  seconds.push(secondsToFind(result))
  console.log(row(name, summary, result))
}
await hunt.close()
const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0
console.log(
  `\nMedian: ${median.toFixed(1)} seconds; longest: ${seconds.at(-1)?.toFixed(1)} seconds.`,
)
console.log(`\n## The reduced cases\n\n${cases.join('\n\n')}`)

function row(name: string, summary: string, result: CampaignResult): string {
  const { events, statements } = result
  const found = events.find(
    (event) => event.type === 'finding-closed' && event.status !== 'unconfirmed',
  )
  if (found?.type !== 'finding-closed')
    return `| \`${name}\` | ${summary} | **not found** | | ${statements} | | |`
  const opened = events.find(
    (event) => event.type === 'finding-opened' && event.finding === found.finding,
  )
  const reduced = events.find(
    (event) => event.type === 'finding-reduced' && event.finding === found.finding,
  )
  cases.push(
    `### ${name}\n\n${clip(visible(found.mismatch.summary), SUMMARY_MAX)}\n\n\`\`\`sql\n${found.case.trimEnd()}\n\`\`\``,
  )
  const place = opened?.type === 'finding-opened' ? `${opened.workload} #${opened.index}` : ''
  const steps =
    reduced?.type === 'finding-reduced'
      ? `${reduced.stepsBefore} → ${reduced.stepsAfter} steps`
      : 'no'
  return `| \`${name}\` | ${summary} | ${found.mismatch.mismatch} | ${place} | ${statements} | ${secondsToFind(result).toFixed(1)} | ${steps} |`
}

/** Until the finding was confirmed: what came after that was its reduction. */
function secondsToFind({ events, elapsedMs }: CampaignResult): number {
  const reducing = events.reduce(
    (sum, event) => sum + (event.type === 'finding-reduced' ? event.elapsedMs : 0),
    0,
  )
  return (elapsedMs - reducing) / 1000
}
