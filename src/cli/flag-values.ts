import type { Command, Option } from 'commander'
import { UsageError } from '../model/errors.js'

/** A word that is a flag, and hardly ever a value. */
const FLAG = /^(?:--[\w-]|-[hV]$)/

/**
 * Refuses a flag where the value of another one should stand: `--extension-dir --quiet` forgot the folder. Goes through
 * the verbs below, once all flags are there. Whoever means such a value writes a folder as `./--quiet`.
 */
export function refuseFlagsAsValues(command: Command): void {
  for (const option of command.options) {
    if (option.required || option.optional) guard(option)
  }
  for (const verb of command.commands) refuseFlagsAsValues(verb)
}

function guard(option: Option): void {
  const parse = option.parseArg ?? (option.variadic ? collect : (value: string) => value)
  option.argParser((value: string, before: unknown) => {
    if (FLAG.test(value)) throw forgotten(option, value)
    return parse(value, before)
  })
}

function collect(value: string, before: unknown): readonly string[] {
  return [...(Array.isArray(before) ? before : []), value]
}

function forgotten({ long, flags }: Option, value: string): UsageError {
  const [, what = '<value>'] = flags.split(' ').slice(-2)
  return new UsageError(
    `${long} has no value: behind it stands the flag ${value}`,
    `give it one, like ${long} ${what}, or leave it out; what really has such a name is written as ./${value}`,
  )
}
