import { UsageError } from '../model/errors.js'
import type { ProbedType } from '../probe/probed-type.js'
import { PROBED_TYPES, probedTypesNamed } from '../probe/types.js'
import { typeKey } from '../values/duck-type.js'
import { nearest } from './nearest.js'

/** The types of `--type`; undefined for all of them. Throws UsageError for a name that there is not. */
export function probedTypes(
  names: readonly string[] | undefined,
): readonly ProbedType[] | undefined {
  const found = names?.flatMap((name) => {
    const types = probedTypesNamed(name)
    if (types.length > 0) return types
    const known = PROBED_TYPES.flatMap(({ type }) => [type.name, typeKey(type)])
    const close = nearest(name.toUpperCase(), known)
    throw new UsageError(
      `there is no type "${name}" to probe`,
      close ? `did you mean ${close}?` : 'for example --type DATE, or --type LIST',
    )
  })
  return found && [...new Set(found)]
}
