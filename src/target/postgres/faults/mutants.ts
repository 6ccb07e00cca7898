import { CATALOG_MUTANTS, ENDPOINT_MUTANTS } from '../../../faults/mutants-of-catalog.js'

type FaultName =
  | (typeof CATALOG_MUTANTS)[number]['name']
  | (typeof ENDPOINT_MUTANTS)[number]['name']

/**
 * The mutants of the lab that a PostgreSQL of our own has as well, by the same names. Others would need another server: one
 * whose standbys execute statements by themselves, whose COMMIT fails, or who shows what is not committed.
 */
export const POSTGRES_MUTANT_NAMES = [
  'snapshot-key-not-held',
  'lost-race-answered-ok',
  'race-error-wrong-sqlstate',
  'race-error-without-words',
  'commit-lost',
  'commit-rows-twice',
  'changes-row-lost',
  'failed-batch-keeps-beginning',
  'ddl-not-rolled-back',
  'statistics-update-lost',
  'values-update-first-row',
  'delete-file-lost',
  'snapshot-moves',
  'older-snapshot-served',
  'no-copy',
  'no-primary-keys',
  'errors-renamed',
  'closes-at-commit',
] as const satisfies readonly FaultName[]

export type PostgresMutant = (typeof POSTGRES_MUTANT_NAMES)[number]

/** The same with what is wrong, in the order of the lab's. */
export const POSTGRES_MUTANTS = [...CATALOG_MUTANTS, ...ENDPOINT_MUTANTS].filter(({ name }) =>
  isPostgresMutant(name),
)

export function isPostgresMutant(name: string): name is PostgresMutant {
  return POSTGRES_MUTANT_NAMES.some((known) => known === name)
}
