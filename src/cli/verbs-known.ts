import type { Command } from 'commander'
import { addTargets } from './flags.js'

/** Adds `known` and what it can do. The modules are loaded when they run. */
export function addKnownVerbs(program: Command, done: (exitCode: number) => void): void {
  const known = program
    .command('known')
    .description('accepted differences: accept one, list them, find those that can go')
  addAdd(known, done)
  addList(known, done)
  addCheck(known, done)
}

function addAdd(known: Command, done: (exitCode: number) => void): void {
  const add = known
    .command('add')
    .description('accept a difference: it is counted and no finding any more')
    .argument('<case>', 'the id of a finding (GE-...), a case file, or a blob (ge1:...)')
    .optionsGroup('What is said of it')
    .option('--issue <url>', 'where it is followed (needed)')
    .option('--reason <text>', 'why it is accepted (needed)')
    .option('--owner <name>', 'who looks after it')
    .option('--expires <day>', 'the last day on which nobody has to look, like 2027-02-01')
    .optionsGroup('What it covers')
    .option('--any-types', 'the same statement with columns of any types')
    .option(
      '--applies <conditions>',
      'where it counts: "profile=duckgres version<0.32 oracle=wire" (default: this profile)',
    )
    .optionsGroup('Files')
    .option('--name <slug>', 'the name of its file, without .case.sql')
    .option('--known <folder>', 'the folder of accepted differences (default: corpus/known)')
    .option('--out <folder>', 'where the reports are (default: reports)')
    .option('--quiet', 'no progress on stderr')
  addTargets(add)
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .action(async (word: string, options) => {
      const { knownAdd } = await import('./known-add.js')
      done(await knownAdd(word, options))
    })
}

function addList(known: Command, done: (exitCode: number) => void): void {
  known
    .command('list')
    .description('the accepted differences, a line each; needs no database')
    .option('--known <folder>', 'the folder that holds them (default: corpus/known)')
    .option('--json', 'as JSON')
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
    .action(async (options) => {
      const { knownList } = await import('./known-list.js')
      done(await knownList(options))
    })
}

function addCheck(known: Command, done: (exitCode: number) => void): void {
  const check = known
    .command('check')
    .description('which of them are stale, expired, unused, too broad, or cannot be run here')
    .option('--strict', 'exit code 3 where one is stale, expired, unused or too broad')
    .option('--runs <n>', 'unused is what the last n runs did not see (default: 10)')
    .option('--known <folder>', 'the folder that holds them (default: corpus/known)')
    .option('--out <folder>', 'where the reports are (default: reports)')
    .option('--json', 'as JSON')
    .option('--quiet', 'no progress on stderr')
  addTargets(check)
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .action(async (options) => {
      const { knownCheck } = await import('./known-check.js')
      done(await knownCheck(options))
    })
}
