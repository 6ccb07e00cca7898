import { CommanderError } from 'commander'
import { TargetLost, UsageError } from '../model/errors.js'
import { createMasker } from '../report/mask.js'

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
export function explain(error: unknown, print: (text: string) => void): number {
  // A URL in the wrong place of the command line is repeated in a message, but not what is secret in it.
  const mask = createMasker([process.env.PGPASSWORD ?? ''])
  const write = (text: string) => print(mask(text))
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.agree // Help, version.
  const mistake = error instanceof CommanderError ? mistakeOf(error) : error
  if (mistake instanceof UsageError) {
    write(twoLines(mistake.message, mistake.hint))
    return EXIT.usage
  }
  if (mistake instanceof TargetLost) {
    write(twoLines(mistake.message, 'look why it ended, start it again, and run this once more'))
    return EXIT.inconclusive
  }
  const text = mistake instanceof Error ? (mistake.stack ?? mistake.message) : String(mistake)
  write(`goldeneye: this is a bug in goldeneye, please report it with these lines\n${text}\n`)
  return EXIT.ourBug
}

function twoLines(message: string, hint: string): string {
  const sentence = withoutStop(message.replace(/\s*\n\s*/g, ' '))
  return `goldeneye: ${sentence}\n  next: ${withoutStop(hint)}\n`
}

/** Whoever threw it may have ended its sentence; `...` stays. */
function withoutStop(text: string): string {
  return text.replace(/(?<!\.)\.$/, '')
}

const SUGGESTION = /\s*\(Did you mean (?:one of )?(.+?)\?\)\s*$/s

/** Commander's own words, `error: unknown option '--sed'\n(Did you mean --seed?)`, in our form. */
function mistakeOf({ message, code }: CommanderError): UsageError {
  if (code === 'commander.help')
    return new UsageError(
      'this verb needs one more word',
      'they are listed above, and by goldeneye <verb> --help',
    )
  const close = SUGGESTION.exec(message)?.[1]
  const sentence = message.replace(SUGGESTION, '').replace(/^error: /, '')
  const known = /Allowed choices are (.+?)\.?$/.exec(sentence)?.[1]
  if (known !== undefined)
    return new UsageError(sentence.replace(/ Allowed choices.*$/, ''), `use one of ${known}`)
  if (close !== undefined) return new UsageError(sentence, `did you mean ${close}?`)
  const isVerb = code === 'commander.unknownCommand'
  return new UsageError(
    sentence,
    isVerb ? 'goldeneye --help lists the verbs' : 'goldeneye <verb> --help lists the flags',
  )
}
