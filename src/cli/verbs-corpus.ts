import { type Command, Option } from 'commander'
import { addExecution, addKnown, addOutput, addTargets } from './flags.js'

/** Adds `corpus` and what it can do. The modules are loaded when they run. */
export function addCorpus(program: Command, done: (exitCode: number) => void): void {
  const corpus = program
    .command('corpus')
    .description('the cases that are kept: add a finding, replay them all, browse, minimize')
  addAdd(corpus, done)
  addCheck(corpus, done)
  addList(corpus, done)
  addMinimize(corpus, done)
}

function addAdd(corpus: Command, done: (exitCode: number) => void): void {
  corpus
    .command('add')
    .description('keep the smallest case of a finding, under the name of what it shows')
    .argument(
      '<case>',
      'the id of a finding (GE-...), a case file, a .sql file, a trace, or a blob',
    )
    .option('--to <folder>', 'where it is kept (default: corpus/regressions or corpus/seeds)')
    .option('--name <slug>', 'the name of its file, without .case.sql')
    .addOption(
      new Option(
        '--kind <kind>',
        'what it is kept for (default: regression for a finding)',
      ).choices(['regression', 'seed']),
    )
    .option('--out <folder>', 'where the reports are (default: reports)')
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
    .action(async (word: string, options) => {
      const { corpusAdd } = await import('./corpus-add.js')
      done(await corpusAdd(word, options))
    })
}

function addCheck(corpus: Command, done: (exitCode: number) => void): void {
  const check = corpus
    .command('check')
    .description('replay the whole corpus on both sides: seeds and regressions must agree')
    .argument('[folder...]', 'folders and case files (default: corpus)')
  addExecution(addTargets(check)).option(
    '--workers <n>',
    'cases at once (default: as many as cores, at most 4)',
  )
  addOutput(addKnown(check)).action(async (names: string[], options) => {
    const { corpusCheck } = await import('./corpus-check.js')
    done(await corpusCheck(names, options))
  })
}

function addList(corpus: Command, done: (exitCode: number) => void): void {
  corpus
    .command('list')
    .description('what the corpus holds, a line a case; needs no database')
    .argument('[folder...]', 'folders and case files (default: corpus)')
    .option('--grep <pattern>', 'only cases whose line or SQL matches; upper and lower case alike')
    .option('--json', 'as JSON')
    .action(async (names: string[], options) => {
      const { corpusList } = await import('./corpus-list.js')
      done(await corpusList(names, options))
    })
}

function addMinimize(corpus: Command, done: (exitCode: number) => void): void {
  corpus
    .command('minimize')
    .description('the cheapest cases that have all features of all; changes nothing by itself')
    .argument('[folder...]', 'folders of cases (default: corpus)')
    .optionsGroup('What to do with the result')
    .option('--to <folder>', 'copy the cases that stay into a new folder')
    .option('--delete', 'delete the cases that could go; asks first')
    .option('--yes', 'do not ask')
    .option('--merge <folder...>', 'take new cases of other folders that bring something')
    .optionsGroup('Execution')
    .option('--workers <n>', 'how many DuckDBs run cases at a time (default: 2)')
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option(
      '--index <file>',
      'features of cases that are known (default: reports/corpus-features.ndjson)',
    )
    .optionsGroup('Output')
    .option('--json', 'as JSON, with nothing left out')
    .option('--quiet', 'no progress on stderr')
    .action(async (folders: string[], options) => {
      const { corpusMinimize } = await import('./corpus-minimize.js')
      done(await corpusMinimize(folders, options))
    })
}
