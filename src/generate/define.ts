import { assert } from '../model/errors.js'
import type { Workload } from '../model/workload.js'

const NAME = /^[a-z][a-z0-9-]*$/

/** Checks what TypeScript cannot: a name that fits a command line and a file, features declared once. */
export function defineWorkload(workload: Workload): Workload {
  assert(NAME.test(workload.name), `workload name "${workload.name}" must match ${NAME}`)
  assert(
    new Set(workload.features).size === workload.features.length,
    `workload ${workload.name} declares a feature twice`,
  )
  return workload
}
