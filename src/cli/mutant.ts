import { MUTANTS, type MutantName } from '../lab/mutants.js'
import { UsageError } from '../model/errors.js'
import { nearest } from './nearest.js'

/** The mutant of this name. Throws UsageError with a suggestion. */
export function mutantNamed(name: string): MutantName {
  const known = MUTANTS.map((mutant) => mutant.name)
  const found = known.find((candidate) => candidate === name)
  if (found) return found
  const close = nearest(name, known)
  throw new UsageError(
    `there is no mutant "${name}"`,
    close ? `did you mean ${close}?` : 'goldeneye list mutants',
  )
}
