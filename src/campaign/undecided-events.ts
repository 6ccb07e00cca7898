import type { EventBody } from '../report/events.js'
import type { Sides } from './trial.js'
import { type DecidedCommit, lostCommitsText } from './undecided.js'

/** The commits of a case whose answer was lost, as an event; undefined where there are none. */
export function lostCommitsIncident(
  commits: readonly DecidedCommit[],
  { subject }: Pick<Sides, 'subject'>,
  where: string,
): EventBody | undefined {
  const text = lostCommitsText(commits)
  if (text === undefined) return undefined
  return {
    type: 'incident',
    kind: 'other',
    target: subject.facts.name,
    detail: `${where}: ${text}`,
  }
}
