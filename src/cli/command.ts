import { Command } from 'commander'
import { EXIT, explain } from './exit.js'
import { withAnonymiseValue } from './flags.js'
import { addVerbs } from './verbs.js'
import { version } from './version.js'

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

/** Runs the command line and sets the exit code of this process; prints the sentence for what went wrong. */
export async function command(argv: readonly string[]): Promise<void> {
  guardOutput()
  try {
    process.exitCode = await main(argv)
  } catch (error) {
    process.exitCode = explain(error, (text) => process.stderr.write(text))
  }
}

/** A reader that has seen enough (`| head`) is no mistake; what nobody caught is a bug of ours. */
function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.agree)
      throw error
    })
  }
  process.on('uncaughtException', (error) => {
    process.exit(explain(error, (text) => process.stderr.write(text)))
  })
}

async function main(argv: readonly string[]): Promise<number> {
  const top = program()
  let exitCode: number = EXIT.agree
  addVerbs(top, (code) => {
    exitCode = code
  })
  if (argv.length === 0) {
    process.stdout.write(top.helpInformation() + EXAMPLES)
    return EXIT.agree
  }
  await top.parseAsync([...withAnonymiseValue(argv)], { from: 'user' })
  return exitCode
}

/** The program; each verb loads what it needs when it runs. Its verbs inherit these settings. */
function program(): Command {
  return (
    new Command('goldeneye')
      .description(
        'Finds where a DuckDB-compatible endpoint does not behave like standalone DuckDB.',
      )
      .version(version())
      .exitOverride()
      // Its mistakes are thrown, and explained like all others.
      .configureOutput({ outputError: () => undefined })
      .addHelpText('after', EXAMPLES)
  )
}
