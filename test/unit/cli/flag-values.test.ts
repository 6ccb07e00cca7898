import { Command } from 'commander'
import { expect, test } from 'vitest'
import { refuseFlagsAsValues } from '../../../src/cli/flag-values.js'
import { addVerbs } from '../../../src/cli/verbs.js'
import { UsageError } from '../../../src/model/errors.js'

/** Every flag with a value, of every verb: `run --out`, `corpus minimize --merge`. */
function flagsWithValues(command: Command, path: readonly string[] = []): readonly string[][] {
  const own = command.options.filter(({ required }) => required)
  return [
    ...own.map((option) => [...path, option.long ?? '']),
    ...command.commands.flatMap((verb) => flagsWithValues(verb, [...path, verb.name()])),
  ]
}

function allVerbs(): Command {
  const program = new Command('goldeneye').exitOverride()
  addVerbs(program, () => undefined)
  return program
}

test('no verb takes a flag for the value of another one', async () => {
  const flags = flagsWithValues(allVerbs())
  expect(flags.length).toBeGreaterThan(80)
  for (const words of flags) {
    const parsed = allVerbs().parseAsync([...words, '--quiet'], { from: 'user' })
    const error = await parsed.catch((thrown: unknown) => thrown)
    expect(error, words.join(' ')).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toContain(`${words.at(-1)} has no value`)
  }
})

test.each([
  [['--one', './--x'], { one: './--x' }],
  [['--one=-'], { one: '-' }],
  [['--some', 'a', 'b', '--flag'], { some: ['a', 'b'], flag: true }],
  [['--count', '2'], { count: 4 }],
  [['--maybe', '--flag'], { maybe: true, flag: true }],
])('%j is read as before', (words, options) => {
  const command = new Command()
    .option('--one <folder>')
    .option('--some <folder...>')
    .option('--maybe [what]')
    .option('--flag')
    .option('--count <n>', '', (text) => Number(text) * 2)
  refuseFlagsAsValues(command)
  command.parse(words, { from: 'user' })
  expect(command.opts()).toEqual(options)
})
