import { painter, type Tone } from '../../report/console/paint.js'
import { clip, visible } from '../../report/visible.js'
import type { Fitness } from './fitness.js'
import type { Need, NeedGroup } from './need.js'

const SIGNS: Readonly<Record<Need['state'], readonly [sign: string, tone: Tone]>> = {
  there: ['✓', 'ok'],
  missing: ['✗', 'fail'],
  other: ['·', 'info'],
}

const TITLES: Readonly<Record<NeedGroup, string>> = {
  commits: 'To commit, every client needs',
  postgres: "To attach by 'ducklake:postgres:...', DuckDB's postgres extension needs",
}

const SEEN_WIDTH = 300

/** The needs for a terminal, group by group, and the conclusion in the last lines. */
export function fitnessText(
  fitness: Fitness,
  endpoint: { readonly name: string; readonly version: string },
  color: boolean,
): string {
  const paint = painter(color)
  const title = paint(
    'strong',
    `${visible(endpoint.name)} ${visible(endpoint.version)} as a DuckLake catalog`,
  )
  if (fitness.kind === 'refused') {
    const because = clip(visible(fitness.because), SEEN_WIDTH)
    return `${title}\n\nnot fit: a table with a primary key cannot be made: ${because}\n`
  }
  const groups = (['commits', 'postgres'] as const).flatMap((group) => [
    '',
    paint('soft', TITLES[group]),
    ...fitness.needs.filter((need) => need.group === group).flatMap((need) => linesOf(need, paint)),
  ])
  return `${[title, ...groups, '', ...conclusions(fitness.needs).map((line) => paint('strong', line))].join('\n')}\n`
}

function linesOf(need: Need, paint: ReturnType<typeof painter>): readonly string[] {
  const [sign, tone] = SIGNS[need.state]
  const seen = clip(visible(need.seen), SEEN_WIDTH)
  if (need.state === 'there') return [`${paint(tone, sign)} ${need.what}`]
  if (need.state === 'other') return [`${paint(tone, sign)} ${need.what} ${seen}`]
  return [
    `${paint(tone, sign)} ${need.what}`,
    `    seen    ${seen}`,
    `    so      ${need.consequence}`,
  ]
}

/** One line for each group: what is missing, or that nothing is. */
export function conclusions(needs: readonly Need[]): readonly string[] {
  return (['commits', 'postgres'] as const).map((group) => {
    const own = needs.filter((need) => need.group === group)
    const missing = own.filter(({ state }) => state === 'missing')
    const what = group === 'commits' ? 'commits' : "'ducklake:postgres:...'"
    if (missing.length === 0) return `fit for ${what}: nothing is missing of ${own.length} needs`
    return `not fit for ${what}: ${missing.length} of ${own.length} needs are missing`
  })
}
