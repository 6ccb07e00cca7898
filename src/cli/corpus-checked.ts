import type { Annotation } from '../report/annotations.js'
import { formatCount } from '../report/numbers.js'
import type { CaseResult, CheckedCase } from './corpus-run.js'

const WORDS: readonly (readonly [CaseResult['kind'], string])[] = [
  ['differs', 'differ'],
  ['cannot-run', 'cannot run'],
  ['undecided', 'undecided'],
  ['left-out', 'not for this endpoint'],
  ['known', 'known'],
  ['agrees', 'agree'],
]

/** `0 differ, 2 cannot run, 113 agree`; what was not reached is said. `count` is that of all cases. */
export function checkedSentence(checked: readonly CheckedCase[], count: number): string {
  const parts = WORDS.flatMap(([kind, words]) => {
    const own = checked.filter(({ result }) => result.kind === kind).length
    return own > 0 || kind === 'differs' || kind === 'agrees'
      ? [`${formatCount(own)} ${words}`]
      : []
  })
  const rest = count - checked.length
  return [...parts, ...(rest > 0 ? [`${formatCount(rest)} not reached`] : [])].join(', ')
}

/** What a person has to look at: what differs, and what cannot be run. */
export function problemsOf(checked: readonly CheckedCase[]): readonly Annotation[] {
  return checked.flatMap(({ file, result }): readonly Annotation[] => {
    switch (result.kind) {
      case 'differs':
        return [{ level: 'error', file, line: result.line, title: result.title, text: result.text }]
      case 'cannot-run':
        return [
          {
            level: 'warning',
            file,
            line: result.line,
            title: 'cannot be run',
            text: result.because,
          },
        ]
      default:
        return []
    }
  })
}
