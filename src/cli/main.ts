#!/usr/bin/env node
import { Command } from 'commander'
import { explain } from './exit.js'
import { version } from './version.js'

// A URL on the command line may hold a password: what `ps` shows is replaced before anything else happens.
process.title = 'goldeneye'
process.env.TZ = 'UTC'

const EXAMPLES = `
Examples
  goldeneye run                                       the main job: standalone DuckDB against a lab cluster, one minute
  goldeneye run --subject postgres://me@host:5432/db  the same job against any endpoint
  goldeneye run --subject lab:mutant=blob-as-raw-text see it find a bug
  goldeneye replay session.sql                        run a case, a .sql file or a trace on both sides
  goldeneye list mutants                              what there is

Exit codes
  0 agree · 1 findings · 2 usage · 3 inconclusive · 4 a bug of goldeneye · 130/143 interrupted
`

/** The program with its verbs; each verb loads what it needs when it runs. */
function program(): Command {
  const top = new Command('goldeneye')
    .description('Finds where a DuckDB-compatible endpoint does not behave like standalone DuckDB.')
    .version(version())
    .showSuggestionAfterError()
    .showHelpAfterError('(goldeneye --help lists the verbs and flags)')
    .exitOverride()
    .addHelpText('after', EXAMPLES)
  return top
}

async function main(argv: readonly string[]): Promise<number> {
  const top = program()
  let exitCode = 0
  const done = (code: number): void => {
    exitCode = code
  }
  const { addVerbs } = await import('./verbs.js')
  addVerbs(top, done)
  if (argv.length === 0) {
    process.stdout.write(top.helpInformation() + EXAMPLES)
    return 0
  }
  await top.parseAsync([...argv], { from: 'user' })
  return exitCode
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = explain(error, (text) => process.stderr.write(text))
}
