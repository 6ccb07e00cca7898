import { UsageError } from '../../model/errors.js'
import type { NamedCase } from '../replay-case.js'
import type { SideSpecs } from '../settings.js'
import type { Looking } from './watches.js'

/** What makes `--step` and `--keep` possible. */
export interface LookingPlace {
  readonly cases: readonly NamedCase[]
  readonly specs: Pick<SideSpecs, 'reference' | 'subject'>
  /** Whether a person sits before stdin. */
  readonly isTerminal: boolean
}

/** Whether a lab is started for this command alone, and gone with it. */
export function hasOwnLab({ reference, subject }: LookingPlace['specs']): boolean {
  return reference.kind === 'lab' || subject.kind === 'lab'
}

/** Throws UsageError where what is asked for cannot be done here, before anything is started. */
export function checkLooking({ step, keep }: Looking, place: LookingPlace): void {
  const flag = step ? '--step' : '--keep'
  if (!step && !keep) return
  if (place.cases.length > 1) {
    throw new UsageError(
      `${flag} is for one case, and these are ${place.cases.length}`,
      `name one file: goldeneye replay ${place.cases[0]?.name} ${flag}`,
    )
  }
  const [one] = place.cases
  if (one?.loaded.case.plan.clients) {
    throw new UsageError(
      `${flag} is for steps in one order, and ${one.name} has clients that run at once`,
      `leave ${flag} out`,
    )
  }
  if (step && !place.isTerminal) {
    throw new UsageError(
      '--step asks before each step, and there is no terminal',
      'run it in a terminal, or leave --step out',
    )
  }
  if (keep && hasOwnLab(place.specs) && !place.isTerminal) {
    throw new UsageError(
      'the lab of this command ends with it, so there is nothing to keep',
      'goldeneye lab up starts one that stays; give its URL with --subject',
    )
  }
}
