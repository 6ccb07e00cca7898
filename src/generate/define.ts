import type { Client, ClientCall, Program } from '../model/client.js'
import { assert, UsageError } from '../model/errors.js'
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

/** A program whose arguments have a form. */
export interface ProgramDefinition<Args> {
  readonly name: string
  readonly summary: string
  /** What is wrong with the arguments is thrown as a UsageError. */
  readonly read: (args: unknown) => Args
  readonly start: (args: Args, call: ClientCall) => Client
}

/** Makes a program that reads its arguments before it starts. */
export function defineProgram<Args>(definition: ProgramDefinition<Args>): Program {
  const { name, summary, read, start } = definition
  assert(NAME.test(name), `program name "${name}" must match ${NAME}`)
  return { name, summary, start: (call) => start(read(call.args), call) }
}

/** The numbers and flags of a program's arguments; what is missing, odd or not known is a UsageError. */
export function readArguments<T extends Readonly<Record<string, number | boolean>>>(
  program: string,
  args: unknown,
  defaults: T,
): T {
  const given = isRecord(args) ? args : undefined
  const unknown = Object.keys(given ?? {}).find((name) => !(name in defaults))
  const odd = Object.keys(defaults).find(
    (name) => given?.[name] !== undefined && !isLike(given[name], defaults[name]),
  )
  if (given && unknown === undefined && odd === undefined) return { ...defaults, ...given }
  const what = unknown ?? odd
  throw new UsageError(
    `the program ${program} cannot be started with ${JSON.stringify(args)}`,
    what === undefined
      ? `give it a JSON object such as ${JSON.stringify(defaults)}`
      : `"${what}" is not right; the arguments are ${JSON.stringify(defaults)}`,
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number that is finite and not below 0, or a flag. */
function isLike(value: unknown, like: unknown): boolean {
  if (typeof like !== 'number') return typeof value === typeof like
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
