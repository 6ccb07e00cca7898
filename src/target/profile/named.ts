import { UsageError } from '../../model/errors.js'
import type { Profile } from '../../model/profile.js'
import { boilstream } from './boilstream.js'
import { duckdb } from './duckdb.js'
import { duckgres } from './duckgres.js'
import { generic } from './generic.js'
import { lab } from './lab.js'
import { postgres } from './postgres.js'
import { isProfilePath, profileFromFile } from './profile-file.js'

/** Every profile, the ones for people first. */
export const PROFILES: readonly Profile[] = [generic, boilstream, duckgres, postgres, lab, duckdb]

/** A profile by its name, or from a file by its path. Throws UsageError with the names that there are. */
export function profileNamed(name: string): Profile {
  if (isProfilePath(name)) return profileFromFile(name)
  const profile = PROFILES.find((known) => known.name === name)
  if (profile) return profile
  throw new UsageError(
    `There is no profile "${name}".`,
    `The profiles are ${PROFILES.map((known) => known.name).join(', ')}.`,
  )
}
