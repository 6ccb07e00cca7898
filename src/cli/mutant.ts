import { MUTANTS, type MutantName } from '../lab/mutants.js'
import { UsageError } from '../model/errors.js'
import { POSTGRES_MUTANT_NAMES, type PostgresMutant } from '../target/postgres/faults/mutants.js'
import { nearest } from './nearest.js'

/** The mutant of the lab of this name. Throws UsageError with a suggestion. */
export function mutantNamed(name: string): MutantName {
  const known = MUTANTS.map((mutant) => mutant.name)
  return named(name, known) ?? refuse(`there is no mutant "${name}"`, nearest(name, known))
}

/** The mutant of this name that a PostgreSQL of our own can have. Throws UsageError with a suggestion. */
export function postgresMutantNamed(name: string): PostgresMutant {
  const found = named(name, POSTGRES_MUTANT_NAMES)
  if (found) return found
  if (MUTANTS.some((mutant) => mutant.name === name)) {
    throw new UsageError(
      `the mutant "${name}" is one of the lab, and a PostgreSQL cannot have it`,
      `--subject lab:mutant=${name}, or one of ${POSTGRES_MUTANT_NAMES.join(', ')}`,
    )
  }
  return refuse(`there is no mutant "${name}"`, nearest(name, POSTGRES_MUTANT_NAMES))
}

function named<T extends string>(name: string, known: readonly T[]): T | undefined {
  return known.find((candidate) => candidate === name)
}

function refuse(what: string, close: string | undefined): never {
  throw new UsageError(what, close ? `did you mean ${close}?` : 'goldeneye list mutants')
}
