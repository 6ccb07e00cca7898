import type { Command } from 'commander'
import { refuseFlagsAsValues } from './flag-values.js'
import { addAnonymise, addKnown, addOutput, addTargets, many } from './flags.js'
import type { SearchFlags, TargetFlags } from './settings.js'
import { addCorpus } from './verbs-corpus.js'
import { addExport } from './verbs-export.js'
import { addKnownVerbs } from './verbs-known.js'
import { addReplay } from './verbs-replay.js'

/** Tells main the exit code of a verb that ended without an error. */
type Done = (exitCode: number) => void

/** Adds every verb. Their modules are loaded when they run, so that `--help` costs nothing. */
export function addVerbs(program: Command, done: Done): void {
  addRun(program, done)
  addReplay(program, done)
  addReduce(program, done)
  addCorpus(program, done)
  addKnownVerbs(program, done)
  addExport(program, done)
  addReport(program, done)
  addList(program, done)
  addLab(program, done)
  addProbe(program, done)
  refuseFlagsAsValues(program)
}

function addRun(program: Command, done: Done): void {
  const run = program
    .command('run')
    .description('search: generate plans, run them on both sides, compare, reduce what differs')
    .argument('[workload...]', 'the workloads (default: all)')
  addTargets(run)
    .optionsGroup('Search')
    .option('--seed <number>', 'the same seed gives the same cases (default: random, printed)')
    .option('--workload <name>', 'like the argument; may be repeated', many)
    .option('--oracle <name>', 'only this oracle; may be repeated', many)
    .option('--writers <n>', 'how many clients commit at once (ducklake-writers)')
    .option('--commits <n>', 'how many commits they make in all (ducklake-writers)')
    .optionsGroup('Budget')
    .option('--duration <time>', 'stop after this time, like 90s or 10m (default: 60s)')
    .option('--cases <n>', 'stop after this many cases')
    .option('--max-findings <n>', 'stop after this many different findings')
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option('--confirm <n>', 'how often a mismatch is run again (default: 3)')
    .option('--reduce-budget <time>', 'time limit for making one finding smaller (default: 20s)')
  addOutput(addKnown(run)).action(async (workloads: string[], options) => {
    await checkFlags(options)
    const { run } = await import('./run.js')
    done(await run({ ...options, workload: [...workloads, ...(options.workload ?? [])] }))
  })
}

/** A mistake is answered before the modules of a search are loaded, which takes the longest of all. */
async function checkFlags(options: TargetFlags & SearchFlags): Promise<void> {
  const { resolveSearch, resolveSides } = await import('./settings.js')
  resolveSearch(options, resolveSides(options).config)
}

function addReduce(program: Command, done: Done): void {
  const reduce = program
    .command('reduce')
    .description('make one case smaller while it still shows the same difference')
    .argument('<case>', 'a case file, a .sql file, a trace, or the id of a finding (GE-...)')
  addTargets(reduce)
    .optionsGroup('Execution')
    .option(
      '--oracle <name>',
      'only this oracle; may be repeated (default: the one that asks in the case, else all)',
      many,
    )
    .option('--timeout <time>', 'time limit of a statement (default: 30s)')
    .option('--reduce-budget <time>', 'time limit (default: 60s)')
    .option('--max-executions <n>', 'the most candidates that are run (default: no limit)')
    .option('--workers <n>', 'candidates that run at once (default: a core each, at most 4)')
    .option(
      '--journal <file>',
      'where answers are kept (default: below the reports, until it ends)',
    )
    .option('--out <folder>', 'where the reports are (default: reports)')
    .option(
      '--output <file>',
      'write the case there instead of to stdout; never over an existing file',
    )
    .option('--quiet', 'no progress on stderr')
  addAnonymise(reduce).action(async (file: string, options) => {
    const { reduce } = await import('./reduce.js')
    done(await reduce(file, options))
  })
}

function addReport(program: Command, done: Done): void {
  program
    .command('report')
    .description('render the reports of a run again from its event log')
    .argument('[run]', 'the folder of the run', 'reports/latest')
    .action(async (folder: string) => {
      const { report } = await import('./report.js')
      done(await report(folder))
    })
}

function addList(program: Command, done: Done): void {
  program
    .command('list')
    .description('what there is: workloads, oracles, mutants, profiles, types, features')
    .argument('[what]', 'workloads | oracles | mutants | profiles | types | features')
    .option('--json', 'as JSON')
    .action(async (what: string | undefined, options) => {
      const { list } = await import('./list.js')
      done(await list(what, options))
    })
}

function addLab(program: Command, done: Done): void {
  program
    .command('lab')
    .description(
      'the local cluster that we may break: up, down, status; kill, stop, restart, wipe, promote a node',
    )
    .argument('<action>', 'up | down | status | kill | stop | restart | wipe | promote')
    .argument('[node]', 'n1, n2, ...')
    .option('--nodes <n>', 'how many nodes (up)', '3')
    .option('--mutant <name>', 'a deliberate fault (up)')
    .option('--directory <folder>', 'where the cluster lives', '.goldeneye/lab')
    .option('--json', 'as JSON (status)')
    .action(async (action: string, node: string | undefined, options) => {
      const { lab } = await import('./lab.js')
      done(await lab(action, node, options))
    })
}

/** The reference of a probe is always standalone DuckDB. */
function addProbed(command: Command): Command {
  return command
    .option('--subject <target>', 'what is probed: lab, a URL, a configured name (default: lab)')
    .option('--profile <name>', 'a profile, or a file that probe profile has written')
    .option('--type <name>', 'only this type, like DATE or LIST; may be repeated', many)
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
    .option('--force', 'overwrite files that exist')
    .option('--quiet', 'no progress on stderr')
}

function addProbe(program: Command, done: Done): void {
  const probe = program
    .command('probe')
    .description(
      'what an endpoint is: its types as a matrix, its profile, its fitness for a DuckLake catalog',
    )
  addProbed(
    probe
      .command('types')
      .description('every type, as result and parameter, in text and binary, compared with DuckDB')
      .option('--values <n>', 'random values of each type, beside its edge values (default: 20)')
      .option('--seed <number>', 'the same seed gives the same values (default: random, printed)')
      .option('--html <file>', 'write the report as a page')
      .option('--json <file>', 'write the report as JSON'),
  ).action(async (options) => {
    const { probeTypes } = await import('./probe-types.js')
    done(await probeTypes(options))
  })
  addProbed(
    probe
      .command('profile')
      .description('learn what an endpoint can do and how it spells every type, as a file')
      .option('--output <file>', 'write the profile there instead of to stdout')
      .option('--against <file>', 'print what changed since that profile was written'),
  ).action(async (options) => {
    const { probeProfileFile } = await import('./probe-profile.js')
    done(await probeProfileFile(options))
  })
  probe
    .command('ducklake')
    .description('whether an endpoint is fit to hold a DuckLake catalog, need by need')
    .option('--subject <target>', 'what is probed: lab, a URL, a configured name (default: lab)')
    .option('--profile <name>', 'a profile, or a file that probe profile has written')
    .option('--config <file>', 'config file (default: goldeneye.config.json, if there is one)')
    .action(async (options) => {
      const { probeDucklake } = await import('./probe-ducklake.js')
      done(await probeDucklake(options))
    })
}
