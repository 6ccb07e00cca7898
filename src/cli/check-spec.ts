import type { TargetSpec } from '../config/target-spec.js'
import { UsageError } from '../model/errors.js'
import { PROFILES } from '../target/profile/named.js'
import { isProfilePath, readProfileFile } from '../target/profile/profile-file.js'
import { mutantNamed, postgresMutantNamed } from './mutant.js'
import { nearest } from './nearest.js'

/** Throws UsageError for a name that there is not, before anything is started for the target. */
export function checkSpec(spec: TargetSpec): void {
  switch (spec.kind) {
    case 'none':
    case 'duckdb':
      return
    case 'postgres':
      if (spec.mutant !== undefined) postgresMutantNamed(spec.mutant)
      return
    case 'ducklake':
      if (spec.catalog !== undefined) checkSpec(spec.catalog)
      return
    case 'lab':
      if (spec.mutant !== undefined) mutantNamed(spec.mutant)
      return
    case 'pg':
      if (spec.profile !== undefined) checkProfile(spec.profile)
  }
}

function checkProfile(name: string): void {
  if (isProfilePath(name)) {
    readProfileFile(name)
    return
  }
  const known = PROFILES.map((profile) => profile.name)
  if (known.includes(name)) return
  const close = nearest(name, known)
  throw new UsageError(
    `there is no profile "${name}"`,
    close ? `did you mean ${close}?` : `the profiles are ${known.join(', ')}`,
  )
}
