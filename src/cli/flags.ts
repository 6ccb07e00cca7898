import { type Command, Option } from 'commander'

/** Reads an option that may be repeated. */
export const many = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

/** The flags that name the two sides. */
export function addTargets(command: Command): Command {
  return command
    .optionsGroup('Targets')
    .option(
      '--reference <target>',
      'what is right: duckdb, any other target, or none (default: duckdb)',
    )
    .option(
      '--subject <target>',
      'what is tested: lab, lab:mutant=NAME, postgres, postgres:sync, duckdb:perturbed, a URL, a configured name (default: lab)',
    )
    .option(
      '--profile <name>',
      'what kind of endpoint the URL is, or a file of probe profile (default: probed)',
    )
    .option(
      '--subject-files <folder>',
      'a folder of the endpoint in which it may create database files',
    )
    .option(
      '--postgres-dir <folder>',
      'the folder with bin/ of the PostgreSQL that is started (default: the newest that is found)',
    )
    .option(
      '--extension-dir <folder>',
      'where ducklake.duckdb_extension is, for the targets ducklake and ducklake:TARGET',
    )
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
}

/** The flags of verbs that run cases which are there already. */
export function addExecution(command: Command): Command {
  return command
    .optionsGroup('Execution')
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option('--reduce-budget <time>', 'time limit for making a difference smaller (default: 20s)')
    .option('--oracle <name>', 'only this oracle; may be repeated', many)
}

/** The flags of accepted differences, alike wherever cases are run. */
export function addKnown(command: Command): Command {
  return command
    .optionsGroup('Accepted differences')
    .option(
      '--known <folder>',
      'the folder that holds them (default: corpus/known, if it is there)',
    )
    .option('--no-known', 'nothing is accepted')
}

/** The flags of a run's record, and of what is shown of it. */
export function addOutput(command: Command): Command {
  return command
    .optionsGroup('Output')
    .option('--out <folder>', 'where reports go (default: reports)')
    .option('--reporter <list>', 'console,html,junit,json,markdown (default: all)')
    .option('--name <name>', 'the name of this run')
    .option('--quiet', 'no progress on stderr')
    .addOption(
      new Option('--log-level <level>').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
}

/** The flag that replaces the values of a case before anything is done with it. */
export function addAnonymise(command: Command): Command {
  return command.option(
    '--anonymise [what]',
    'other values of the same types and lengths: values (the default), or names too',
  )
}

/** Without a value the flag would take the word behind it for one. */
export function withAnonymiseValue(argv: readonly string[]): readonly string[] {
  return argv.map((word) => (word === '--anonymise' ? '--anonymise=values' : word))
}
