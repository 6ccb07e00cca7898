import type { Conclusion } from '../campaign/investigate.js'
import type { Plan } from '../model/plan.js'
import { shellWord } from '../model/shell-word.js'
import { formatCount, formatDuration, plural } from '../report/numbers.js'
import { visible } from '../report/visible.js'
import { freeName } from './new-files.js'
import type { ReduceFlags } from './reduce.js'
import { sizeOf } from './reduce-progress.js'
import { targetFlags } from './settings.js'

type Finding = Extract<Conclusion, { readonly kind: 'finding' }>

/** The most things that mattered which are told on a terminal. */
const MATTERED_SHOWN_MAX = 6

/** What a reduction came to: sizes, work, and what mattered. */
export function resultLines(finding: Finding, original: Plan): readonly string[] {
  const { reduction, id, seen, of } = finding
  if (!reduction) return []
  const [before, after] = [sizeOf(original), sizeOf(finding.case.plan)]
  const change = (key: keyof typeof before, noun: string) =>
    `${formatCount(before[key])} → ${plural(after[key], noun)}`
  const sizes = [
    change('steps', 'step'),
    change('statements', 'statement'),
    change('bytes', 'byte'),
  ]
  const end = reduction.minimal ? 'nothing more can go' : 'not minimal, it was stopped before'
  const shown = reduction.mattered.slice(0, MATTERED_SHOWN_MAX)
  const more = reduction.mattered.length - shown.length
  return [
    `${id}: ${sizes.join(', ')}; ${end}`,
    `  ${workText(finding)}`,
    ...(finding.status === 'confirmed'
      ? []
      : [`  it shows now and then: in ${seen} of ${of} runs`]),
    ...shown.map(({ what, instead }) => `  ${visible(what)}: ${visible(instead)}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ]
}

function workText({ reduction, tiers, reduceMs }: Finding): string {
  const { executions = 0, recalled = 0, runs = 0 } = reduction ?? {}
  const parts = [
    plural(executions, 'execution'),
    ...(tiers ? [`${formatCount(tiers.reference)} ended at the reference`] : []),
    ...(recalled > 0 ? [`${formatCount(recalled)} more known from the journal`] : []),
    ...(runs > executions ? [`${formatCount(runs - executions)} in vain`] : []),
  ]
  return `${parts.join(', ')}, ${formatDuration(reduceMs)}`
}

/** Why a mismatch that was seen once is not reduced. */
export function unseenText({ of, instead }: Pick<Finding, 'of' | 'instead'>): string {
  const others = instead.filter((one) => one !== 'both sides agree')
  const runs = `${of} more runs`
  if (others.length === 0) return `the difference was seen once and not again in ${runs}`
  return `it fails differently each time; the first difference was not seen again in ${runs}, but ${others.join('; ')}`
}

/** The command that goes on with a reduction; `--output` names a file that is not there yet. */
export function resumeCommand(name: string, flags: ReduceFlags): string {
  const own: readonly [string, string | undefined][] = [
    ['--timeout', flags.timeout],
    ['--reduce-budget', flags.reduceBudget],
    ['--max-executions', flags.maxExecutions],
    ['--workers', flags.workers],
    ['--journal', flags.journal],
    ['--out', flags.out],
    ['--output', flags.output === undefined ? undefined : freeName(flags.output)],
  ]
  const words = own.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
  return ['goldeneye reduce', ...[name, ...targetFlags(flags), ...words].map(shellWord)].join(' ')
}
