import { type Command, Option } from 'commander'
import { addAnonymise, addTargets } from './flags.js'

/** The formats that `export` writes. */
export const EXPORT_FORMATS = ['case', 'sql', 'test', 'script', 'issue', 'blob'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Adds `export`. Its module is loaded when it runs. */
export function addExport(program: Command, done: (exitCode: number) => void): void {
  const command = program
    .command('export')
    .description(
      'write a case in another format: for a shell, for DuckDB, for an issue, anonymised',
    )
    .argument('<case>', 'the id of a finding (GE-...), a case file, a blob, .sql, .test or a trace')
    .addOption(
      new Option('--format <format>', 'what is written').choices(EXPORT_FORMATS).default('case'),
    )
    .option('--output <file>', 'write it there instead of to stdout; never over an existing file')
    .option(
      '--check',
      'with --anonymise: run it on both sides, to see that it still shows the difference',
    )
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option('--out <folder>', 'where the reports are (default: reports)')
  addTargets(addAnonymise(command)).action(async (word: string, options) => {
    const { exportCase } = await import('./export.js')
    done(await exportCase(word, options))
  })
}
