import type { Command } from 'commander'

/** Adds `corpus` and what it can do. The modules are loaded when they run. */
export function addCorpus(program: Command, done: (exitCode: number) => void): void {
  const corpus = program
    .command('corpus')
    .description('the cases that are kept: add a finding, replay them all, browse, minimize')
  addList(corpus, done)
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
