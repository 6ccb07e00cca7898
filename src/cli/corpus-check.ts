import { availableParallelism } from 'node:os'
import { parseCount } from '../config/duration.js'
import { annotations } from '../report/annotations.js'
import { checkedSentence, problemsOf } from './corpus-checked.js'
import { corpusFiles, readCorpus } from './corpus-folder.js'
import { type CheckedCase, checkCases } from './corpus-run.js'
import { type ReplayFlags, replayRun, replaySettings } from './replay-run.js'
import { flagOr } from './settings.js'

export interface CorpusCheckFlags extends ReplayFlags {
  readonly workers?: string
}

/** More cases at once disturb each other more than they save time. */
const WORKERS_DEFAULT_MAX = 4
const WORKERS_MAX = 64

/**
 * `goldeneye corpus check [folder...]`: replays every case on both sides; seeds and regressions must agree. Gives the exit
 * code: 1 where one differs, else 3 where one cannot be run, else 0.
 */
export async function corpusCheck(
  names: readonly string[],
  flags: CorpusCheckFlags,
): Promise<number> {
  const settings = replaySettings({ ...flags, name: flags.name ?? 'corpus-check' })
  const workers = workersOf(flags)
  const entries = await readCorpus(corpusFiles(names))
  const plan = { verb: 'corpus check', cases: entries.map(({ file }) => file) }
  const checked: CheckedCase[] = []
  const tell = (one: CheckedCase) => void checked.push(one)
  const exitCode = await replayRun(settings, plan, (run) =>
    checkCases(entries, { ...run, workers, tell }),
  )
  if (process.env.GITHUB_ACTIONS) {
    for (const line of annotations(problemsOf(checked))) process.stdout.write(`${line}\n`)
  }
  process.stdout.write(`${checkedSentence(checked, entries.length)}\n`)
  return exitCode
}

function workersOf(flags: CorpusCheckFlags): number {
  const text = flagOr(flags.workers, 'workers')
  if (text === undefined) return Math.min(WORKERS_DEFAULT_MAX, availableParallelism())
  return parseCount(text, '--workers', { min: 1, max: WORKERS_MAX })
}
