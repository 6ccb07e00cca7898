import { caseName, loadCase } from '../corpus/load.js'
import { caseFiles } from './case-files.js'
import { type NamedCase, replayCase, withoutKnownReads } from './replay-case.js'
import { type ReplayFlags, type ReplayRun, replayRun, replaySettings } from './replay-run.js'
import { flagOr } from './settings.js'

/** `goldeneye replay <file...>`: runs what others wrote or captured on both sides. Gives the exit code. */
export async function replay(files: readonly string[], flags: ReplayFlags): Promise<number> {
  const settings = replaySettings(flags)
  const reports = flagOr(flags.out, 'out', settings.config.out) ?? 'reports'
  const cases = await Promise.all(
    caseFiles(files, reports).map(async (file) => ({
      name: caseName(file),
      loaded: await loadCase(file),
    })),
  )
  const plan = { verb: 'replay', cases: cases.map(({ name }) => name) }
  return replayRun(settings, plan, (run) => replayAll(cases, run))
}

async function replayAll(cases: readonly NamedCase[], run: ReplayRun): Promise<void> {
  const { opened, record, investigation, known, interrupt } = run
  const { signal } = interrupt
  for (const [index, named] of cases.entries()) {
    const one = withoutKnownReads(named, known)
    if (signal.aborted) return
    const place = { sides: opened.sides, investigation, known, index, settings: { signal } }
    const { events } = await replayCase(one, place)
    for (const event of events) record.emit(event)
  }
}
