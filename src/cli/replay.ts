import { missingSecret } from '../campaign/asks-of-endpoint.js'
import { needsOf } from '../campaign/needs.js'
import { caseName, type LoadedCase, loadCase } from '../corpus/load.js'
import { UsageError } from '../model/errors.js'
import { type AnonymiseFlag, anonymisedLoad } from './anonymised.js'
import { caseFiles } from './case-files.js'
import { type NamedCase, replayCase, withoutKnownReads } from './replay-case.js'
import { type ReplayFlags, type ReplayRun, replayRun, replaySettings } from './replay-run.js'
import { secretFromEnvironment, secretVariable } from './secret.js'
import { flagOr } from './settings.js'
import { Dialogue } from './step/dialogue.js'
import { checkLooking, hasOwnLab } from './step/flags.js'
import { keptText } from './step/step-text.js'
import { type Looking, type Watching, watching } from './step/watches.js'

export interface ReplayVerbFlags extends ReplayFlags {
  readonly step?: boolean
  readonly keep?: boolean
  readonly testData?: string
  readonly anonymise?: AnonymiseFlag
}

/** `goldeneye replay <file...>`: runs what others wrote or captured on both sides. Gives the exit code. */
export async function replay(files: readonly string[], flags: ReplayVerbFlags): Promise<number> {
  const looking = { step: flags.step === true, keep: flags.keep === true }
  const settings = replaySettings(
    looking.step ? { reduceBudget: '0', ...flags, quiet: true } : flags,
  )
  const reports = flagOr(flags.out, 'out', settings.config.out) ?? 'reports'
  const cases = await Promise.all(
    caseFiles(files, reports).map(async (file) => ({
      name: caseName(file),
      loaded: anonymisedLoad(await loadCase(file, { testData: flags.testData }), flags.anonymise),
    })),
  )
  cases.forEach(refuseWithoutSecret)
  checkLooking(looking, { cases, specs: settings.specs, isTerminal: process.stdin.isTTY === true })
  const plan = { verb: 'replay', cases: cases.map(({ name }) => name) }
  const isHeld = looking.keep && hasOwnLab(settings.specs)
  return replayRun(settings, plan, (run) => replayAll(cases, run, { ...looking, isHeld }))
}

/** Said before anything is started, with the line that asks for it. */
function refuseWithoutSecret({ name, loaded }: NamedCase): void {
  const { plan } = loaded.case
  const secret = missingSecret(plan, (one) => secretFromEnvironment(one) !== undefined)
  if (!secret) return
  const line = loaded.lines?.[secret.stepIndex]
  throw new UsageError(
    `${name}${line === undefined ? '' : `:${line}`}: the secret ${secret.name} is not set`,
    `export ${secretVariable(secret.name)}, or take the statements that use it out`,
  )
}

interface ReplayLooking extends Looking {
  /** What was kept ends with this command, so it waits. */
  readonly isHeld: boolean
}

async function replayAll(
  cases: readonly NamedCase[],
  run: ReplayRun,
  looking: ReplayLooking,
): Promise<void> {
  const { nextScope } = run.investigation.settings
  const needs = cases.map(({ loaded }) => loaded.needs)
  const unmet = await needsOf(needs, run.opened.sides, nextScope)
  for (const [index, named] of cases.entries()) {
    const one = withoutKnownReads(named, run.known)
    if (run.interrupt.signal.aborted) return
    const because = unmet(one.loaded.needs) ?? leftOutAsAWhole(one.loaded)
    if (because !== undefined) {
      const workload = one.name
      run.record.emit({ type: 'case-not-run', workload, index, because, isLeftOut: true })
      continue
    }
    const watched = watching(one, run, looking)
    try {
      await replayOne(one, index, { run, watched })
      if (watched.kept.size > 0) await showKept(one, watched, { ...run, ...looking })
    } finally {
      watched.close()
    }
  }
}

/** Why nothing of a file is sent at all; undefined where something is. */
function leftOutAsAWhole({ case: { plan }, skipped }: LoadedCase): string | undefined {
  return plan.steps.length === 0 ? (skipped[0]?.reason ?? 'holds no statement') : undefined
}

async function replayOne(
  one: NamedCase,
  index: number,
  { run, watched }: { readonly run: ReplayRun; readonly watched: Watching },
): Promise<void> {
  const { opened, investigation, known } = run
  const settings = { signal: run.interrupt.signal, watches: watched.watches }
  const within = (text: string) => run.record.within(text)
  const { withholding } = run.record
  const how = { tellsMended: true, settings, within, withholding }
  const place = { sides: opened.sides, investigation, known, index, ...how }
  const { events } = await replayCase(one, place)
  for (const event of events) run.record.emit(event)
}

async function showKept(
  { loaded }: NamedCase,
  { kept, close }: Watching,
  { interrupt, isHeld }: ReplayRun & ReplayLooking,
): Promise<void> {
  for (const [side, what] of kept) process.stdout.write(`${keptText(side, what).join('\n')}\n`)
  // Its statements hold placeholders, and what they have made may hold the secrets themselves.
  if (missingSecret(loaded.case.plan, () => false))
    process.stdout.write('  ! this case uses secrets, and what is kept may hold them\n')
  if (!isHeld) return
  close()
  const dialogue = new Dialogue(process.stdin, process.stderr, interrupt.signal)
  await dialogue.ask('the lab ends with this command: Enter ends both ')
  dialogue.close()
}
