import { CommanderError } from 'commander'
import { UsageError } from '../model/errors.js'

/** What a command's exit code means (reports/README.md explains them to users). */
export const EXIT = {
  agree: 0,
  findings: 1,
  usage: 2,
  inconclusive: 3,
  ourBug: 4,
  interrupted: 130,
  terminated: 143,
} as const

/** Says what went wrong, in one sentence with what to do next, and gives the exit code. */
export function explain(error: unknown, write: (text: string) => void): number {
  if (error instanceof UsageError) {
    write(`goldeneye: ${error.message}\n  next: ${error.hint}\n`)
    return EXIT.usage
  }
  // Commander has printed its own message already; help and version are no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.agree : EXIT.usage
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  write(`goldeneye: this is a bug in goldeneye, please report it with these lines\n${text}\n`)
  return EXIT.ourBug
}
