import type { Candidate } from '../corpus/minimize/candidate.js'
import type { Choice, KeptCase } from '../corpus/minimize/choose.js'
import type { BrokenFile } from './minimize-collect.js'

/** What a minimization has to say. */
export interface Minimized {
  readonly choice: Choice
  /** The time of each case's run on the reference, by name, in milliseconds. */
  readonly msOf: ReadonlyMap<string, number>
  /** Why a case stays whatever it brings, by name. */
  readonly pinned: ReadonlyMap<string, string>
  readonly broken: readonly BrokenFile[]
  /** Cases that were run for this, the others being in the index. */
  readonly observed: number
  /** The version of DuckDB that all this was seen on. */
  readonly duckdb: string
}

/** So many features of a case are named on the screen; `--json` has all. */
const NAMED_MAX = 3

/** The result for a terminal: the figures first, then a line for each case that stays, and one for each that could go. */
export function minimizedText(minimized: Minimized): string {
  const { choice } = minimized
  const kept = choice.kept.map((one) => `  ${keptLine(one, minimized)}`)
  const gone = choice.gone.map((one) => `  ${goneLine(one, minimized)}`)
  return [
    ...figures(minimized),
    '',
    `${counted(kept.length, 'case')} ${kept.length === 1 ? 'stays' : 'stay'}, each with what it alone brings:`,
    ...kept,
    ...(gone.length === 0
      ? ['', 'no case could go']
      : [
          '',
          `${counted(gone.length, 'case')} could go, others bring all that they bring:`,
          ...gone,
        ]),
    '',
  ].join('\n')
}

/** `features 1284 = 1284, cases 5000 → 312 (12 pinned), run time 184.2 s → 21.7 s`, a line each. */
function figures(minimized: Minimized): readonly string[] {
  const { choice, pinned, broken, observed, duckdb } = minimized
  const kept = choice.kept.map(({ candidate }) => candidate)
  const all = [...kept, ...choice.gone]
  const held = kept.filter(({ name }) => pinned.has(name)).length
  return [
    `features  ${choice.featuresBefore} before = ${choice.featuresAfter} after`,
    `cases     ${all.length} → ${kept.length}${held > 0 ? `, ${held} of them pinned` : ''}`,
    `run time  ${seconds(all, minimized)} → ${seconds(kept, minimized)} on DuckDB ${duckdb}`,
    `index     ${all.length - observed} known, ${observed} observed now`,
    ...(broken.length > 0 ? [`broken    ${counted(broken.length, 'file')}, left alone`] : []),
  ]
}

function seconds(cases: readonly Candidate[], { msOf }: Minimized): string {
  const ms = cases.reduce((sum, { name }) => sum + (msOf.get(name) ?? 0), 0)
  return `${(ms / 1000).toFixed(1)} s`
}

function keptLine({ candidate, alone }: KeptCase, minimized: Minimized): string {
  const { name } = candidate
  const pinned = minimized.pinned.get(name)
  const why = pinned === undefined ? [] : [`pinned (${pinned})`]
  return [`${name}  ${time(name, minimized)}`, ...why, aloneText(alone)].filter(Boolean).join('  ')
}

function goneLine({ name }: Candidate, minimized: Minimized): string {
  return `${name}  ${time(name, minimized)}`
}

function time(name: string, { msOf }: Minimized): string {
  return `${Math.round(msOf.get(name) ?? 0)} ms`
}

/** `3: function:sum, plan:...`. */
export function aloneText(alone: readonly string[]): string {
  if (alone.length === 0) return ''
  const more = alone.length - NAMED_MAX
  const named = alone.slice(0, NAMED_MAX).join(', ')
  return `${alone.length}: ${named}${more > 0 ? `, and ${more} more` : ''}`
}

/** `1 case`, `2 cases`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The same with nothing left out, for other programs. */
export function minimizedJson(minimized: Minimized): string {
  const { choice, msOf, pinned, broken, observed, duckdb } = minimized
  const kept = choice.kept.map(({ candidate: { name, weight }, alone }) => {
    const why = pinned.get(name) ?? null
    return { file: name, ms: msOf.get(name), weight, pinned: why, alone }
  })
  const gone = choice.gone.map(({ name, weight }) => ({ file: name, ms: msOf.get(name), weight }))
  const report = {
    duckdb,
    observed,
    features: { before: choice.featuresBefore, after: choice.featuresAfter },
    kept,
    gone,
    broken: broken.map(({ file, error }) => ({ file, because: error.message })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
