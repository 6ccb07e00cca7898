import { type Command, Option } from 'commander'

/** The formats that `export` writes. */
export const EXPORT_FORMATS = ['case', 'sql', 'test', 'script', 'issue', 'blob'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Adds `export`. Its module is loaded when it runs. */
export function addExport(program: Command, done: (exitCode: number) => void): void {
  program
    .command('export')
    .description(
      'write a case in another format: for a shell, for DuckDB, for an issue, anonymised',
    )
    .argument('<case>', 'the id of a finding (GE-...), a case file, a blob, .sql, .test or a trace')
    .addOption(
      new Option('--format <format>', 'what is written').choices(EXPORT_FORMATS).default('case'),
    )
    .option('--output <file>', 'write it there instead of to stdout; never over an existing file')
    .optionsGroup('Targets')
    .option('--reference <target>', 'whose answers a .test holds (default: duckdb)')
    .option('--subject <target>', 'for issue and --check: what is tested (default: lab)')
    .option('--profile <name>', 'what kind of endpoint the URL is (default: probed)')
    .option('--subject-files <folder>', 'a folder in which the endpoint may create database files')
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
    .option('--out <folder>', 'where the reports are (default: reports)')
    .action(async (word: string, options) => {
      const { exportCase } = await import('./export.js')
      done(await exportCase(word, options))
    })
}
