import type { Command } from 'commander'
import { addAnonymise, addExecution, addKnown, addOutput, addTargets } from './flags.js'

/** Adds `replay`. */
export function addReplay(program: Command, done: (exitCode: number) => void): void {
  const replay = program
    .command('replay')
    .description('run a case, a .sql file or a trace (.jsonl) on both sides and compare')
    .argument(
      '<file...>',
      'case files, plain .sql, .test files, traces, folders, findings (GE-...), blobs (ge1:...)',
    )
  addAnonymise(addKnown(addExecution(addTargets(replay))))
    .option('--digest', 'no value in the reports: other values in cases, digests for answers')
    .option('--step', 'stop before each step, show both answers, and say how to look at the state')
    .option('--keep', 'leave the state of both sides, and say how to reach and remove it')
    .option(
      '--test-data <folder>',
      'where relative paths of .test files begin (default: the folder that holds test/ and data/)',
    )
  addOutput(replay).action(async (files: string[], options) => {
    const { replay } = await import('./replay.js')
    done(await replay(files, options))
  })
}
