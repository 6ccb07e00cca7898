import type { EventBody } from '../report/events.js'
import type { Sides, Trial } from './trial.js'
import { lostCommitsText } from './undecided.js'

/** What a trial has to tell of commits whose answer was lost, and of a reference that was lost on its way, as events. */
export function lossIncidents(
  { commits = [], lost = [] }: Trial,
  { reference, subject }: Sides,
  where: string,
): readonly EventBody[] {
  const undecided = lostCommitsText(commits)
  const told = undecided === undefined ? [] : [{ target: subject.facts.name, detail: undecided }]
  const again = lost.map((reason) => ({
    target: reference.facts.name,
    detail: `${reason}; what the clients did is done again here, they are not run again`,
  }))
  return [...told, ...again].map(({ target, detail }) => ({
    type: 'incident',
    kind: 'other',
    target,
    detail: `${where}: ${detail}`,
  }))
}
