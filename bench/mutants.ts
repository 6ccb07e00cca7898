import { MUTANTS } from '../src/lab/mutants.js'
import { type CampaignResult, campaignOf } from './one-campaign.js'

/**
 * Runs a campaign, as shipped, against every mutant of the lab and prints what it took as Markdown:
 * `npm run --silent mutants > docs/mutants.md`.
 */
const SEED = 1n
const DURATION_MS = 60_000
const REDUCE_BUDGET_MS = 8_000

const HEADING = `# The mutants, and what it took to find them

Every mutant is a deliberate fault of the lab (\`goldeneye list mutants\`). Each was searched for by a campaign with the
workloads and oracles as shipped, seed ${SEED}, until its first confirmed finding; \`test/mutants/\` holds that each is found.
This page is printed by \`npm run --silent mutants > docs/mutants.md\`. Times are of one machine with two cores and include
confirmation and reduction.

| mutant | what is wrong | found as | case | statements until then | seconds | reduced |
|---|---|---|---|---|---|---|`

const cases: string[] = []
console.log(HEADING)
for (const { name, summary } of MUTANTS) {
  const result = await campaignOf({
    subject: `lab:mutant=${name}`,
    seed: SEED,
    durationMs: DURATION_MS,
    maxFindings: 1,
    reduceBudgetMs: REDUCE_BUDGET_MS,
  })
  console.log(row(name, summary, result))
}
console.log(`\n## The reduced cases\n\n${cases.join('\n\n')}`)

function row(name: string, summary: string, result: CampaignResult): string {
  const { events, statements, elapsedMs } = result
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
    `### ${name}\n\n${found.mismatch.summary}\n\n\`\`\`sql\n${found.case.trimEnd()}\n\`\`\``,
  )
  const place = opened?.type === 'finding-opened' ? `${opened.workload} #${opened.index}` : ''
  const steps =
    reduced?.type === 'finding-reduced'
      ? `${reduced.stepsBefore} → ${reduced.stepsAfter} steps`
      : 'no'
  return `| \`${name}\` | ${summary} | ${found.mismatch.mismatch} | ${place} | ${statements} | ${(elapsedMs / 1000).toFixed(1)} | ${steps} |`
}
