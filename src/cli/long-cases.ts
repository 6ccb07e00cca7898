import type { TrialSettings } from '../campaign/trial.js'
import type { Watch } from '../execute/execute.js'
import { formatCount } from '../report/numbers.js'

/** A case with fewer statements is over before anybody asks how far it is. */
const SHOWN_FROM = 500

/** Tells how far a case is that takes its time, such as `subject: 4 012 statements of clients`. */
export function longCases(within: (text: string) => void): TrialSettings['watches'] {
  return { reference: watching('reference', within), subject: watching('subject', within) }
}

function watching(side: string, within: (text: string) => void): Watch {
  let sent = 0
  const tell = (count: number, what: string) => {
    if (count >= SHOWN_FROM) within(`${side}: ${formatCount(count)} ${what}`)
  }
  return {
    before: ({ records }) => tell(records.length, 'statements'),
    sends: () => {
      sent += 1
      tell(sent, 'statements of clients')
    },
    ended: () => {
      sent = 0
    },
  }
}
