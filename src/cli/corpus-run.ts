import { whyAlone } from '../campaign/alone.js'
import { lacking, missingSecret } from '../campaign/asks-of-endpoint.js'
import type { Investigation } from '../campaign/investigate.js'
import { needsOf } from '../campaign/needs.js'
import { notShown } from '../campaign/not-shown.js'
import { mismatchOf, type Sides, type Trial, tryPlan } from '../campaign/trial.js'
import type { UsageError } from '../model/errors.js'
import type { EventBody } from '../report/events.js'
import { kindText } from '../report/words.js'
import type { CorpusEntry } from './corpus-folder.js'
import { InOrder } from './in-order.js'
import {
  finishedEvent,
  type NamedCase,
  type Replayed,
  replayCase,
  withoutKnownReads,
} from './replay-case.js'
import type { ReplayRun } from './replay-run.js'
import { secretFromEnvironment, secretVariable } from './secret.js'
import { clock } from './surroundings.js'

/** What became of one case of a corpus. Lines count from 1. */
export type CaseResult =
  | { readonly kind: 'agrees' }
  /** All that differs is accepted. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'differs'
      readonly line: number | undefined
      readonly title: string
      readonly text: string
    }
  | { readonly kind: 'cannot-run'; readonly line: number | undefined; readonly because: string }
  | { readonly kind: 'left-out'; readonly line: number | undefined; readonly because: string }
  | { readonly kind: 'undecided'; readonly because: string }

/** A case of a corpus that was dealt with. */
export interface CheckedCase {
  readonly file: string
  readonly result: CaseResult
}

interface CheckRun extends ReplayRun {
  /** So many cases at once. */
  readonly workers: number
  /** Told of each case in the order of the files. */
  readonly tell: (checked: CheckedCase) => void
}

interface Done {
  readonly checked: CheckedCase
  readonly events: readonly EventBody[]
}

interface Ready {
  readonly index: number
  readonly one: NamedCase
}

/**
 * Replays every case. Several run at once where they do not disturb each other; what did not agree in company is run again
 * alone, and only that counts. So what is emitted, and its order, are the same for any number of workers. Throws TargetLost.
 */
export async function checkCases(entries: readonly CorpusEntry[], run: CheckRun): Promise<void> {
  const out = new InOrder<Done>(({ checked, events }) => {
    run.tell(checked)
    for (const event of events) run.record.emit(event)
  })
  try {
    const { sides } = run.opened
    const needs = entries.map(({ loaded }) => loaded?.needs)
    const unmet = await needsOf(needs, sides, run.investigation.settings.nextScope)
    const ready = entries.flatMap((entry, index) => {
      const refused = refusalOf(entry, index, { ...sides, unmet })
      if (refused) out.put(index, refused)
      return entry.loaded && !refused
        ? [{ index, one: withoutKnownReads({ name: entry.file, loaded: entry.loaded }, run.known) }]
        : []
    })
    const alone = await inCompany(ready, run, out)
    for (const one of alone) {
      if (run.interrupt.signal.aborted) return
      out.put(one.index, await checkAlone(one, run))
    }
  } finally {
    out.flush()
  }
}

/** Runs what may run in company, and gives what has to run alone, in order. */
async function inCompany(
  ready: readonly Ready[],
  run: CheckRun,
  out: InOrder<Done>,
): Promise<readonly Ready[]> {
  const shareable = ready.filter(({ one }) => whyAlone(one.loaded.case.plan) === undefined)
  const workers = Math.min(run.workers, shareable.length)
  if (workers < 2) return ready
  const lanes = await run.opened.lanes(workers)
  const waiting = [...shareable]
  const agreed = new Set<number>()
  const work = async (sides: Sides) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (run.interrupt.signal.aborted) return
      run.record.within(`${next.one.name} and others`)
      const done = await agreement(next, sides, run.investigation)
      if (!done) continue
      agreed.add(next.index)
      out.put(next.index, done)
    }
  }
  const working = lanes.map((sides) => work(sides))
  await Promise.allSettled(working) // So that nothing still runs when the first failure is thrown on.
  await Promise.all(working)
  return ready.filter(({ index }) => !agreed.has(index))
}

/** A case that agrees, with all that it says; undefined where it has to be looked at alone. */
async function agreement(
  { one, index }: Ready,
  sides: Sides,
  { oracles, settings, signal }: Investigation,
): Promise<Done | undefined> {
  const startedMs = clock.nowMs()
  const trial = await tryPlan(one.loaded.case.plan, sides, oracles, { ...settings, signal })
  if (!agrees(trial, sides)) return undefined
  const events = [finishedEvent(trial, one, { startedMs, index })]
  return { checked: { file: one.name, result: { kind: 'agrees' } }, events }
}

function agrees(trial: Trial, sides: Sides): boolean {
  if (mismatchOf(trial) || notShown(trial, sides)) return false
  return trial.verdicts.some(({ verdict }) => verdict.kind === 'agree')
}

async function checkAlone({ one, index }: Ready, run: CheckRun): Promise<Done> {
  const { opened, investigation, known, interrupt } = run
  const { sides } = opened
  const settings = { signal: interrupt.signal }
  const within = (text: string) => run.record.within(text)
  within(one.name)
  const place = { sides, investigation, known, index, settings, within }
  const replayed = await replayCase(one, place)
  const result = resultOf(replayed, one, sides)
  const events =
    result.kind === 'cannot-run' ? [notRunEvent(one.name, index, result)] : replayed.events
  return { checked: { file: one.name, result }, events }
}

function resultOf({ trial, events }: Replayed, { loaded }: NamedCase, sides: Sides): CaseResult {
  const lineOf = (step: number | undefined) =>
    step === undefined ? undefined : loaded.lines?.[step]
  const closed = events.find((event) => event.type === 'finding-closed')
  const found = mismatchOf(trial)
  if (found && closed && closed.status !== 'unconfirmed') {
    const title = `${closed.id} ${kindText(found.mismatch)}`
    const { summary, reference, subject, stepIndex } = found.mismatch
    const text = [summary, 'reference', reference, 'subject', subject].join('\n')
    return { kind: 'differs', line: lineOf(stepIndex), title, text }
  }
  const unshown = found ? undefined : notShown(trial, sides)
  if (unshown) {
    const { stepIndex, because } = unshown
    return { kind: 'cannot-run', line: lineOf(stepIndex), because }
  }
  if (agrees(trial, sides)) return { kind: 'agrees' }
  if (events.some(({ type }) => type === 'known-matched')) return { kind: 'known' }
  return { kind: 'undecided', because: doubtIn(events, trial) }
}

/** Why a mismatch is no finding, or why no oracle could judge the case. */
function doubtIn(events: readonly EventBody[], { verdicts }: Trial): string {
  const told = events.flatMap((event) => (event.type === 'case-finished' ? event.verdicts : []))
  const reason = told.find(({ verdict }) => verdict === 'inconclusive')?.because
  const isSeen = verdicts.some(({ verdict }) => verdict.kind === 'mismatch')
  return reason ?? (isSeen ? 'the mismatch was not seen again' : 'no oracle could judge it')
}

/** The subject's profile, and what both sides said of what files need. */
interface Asked extends Pick<Sides, 'profile'> {
  readonly unmet: Awaited<ReturnType<typeof needsOf>>
}

/** What can be said of a case without running it; undefined where it can be run. */
function refusalOf(entry: CorpusEntry, index: number, asked: Asked): Done | undefined {
  const result = refusal(entry, asked)
  if (!result) return undefined
  const events = [notRunEvent(entry.file, index, result)]
  return { checked: { file: entry.file, result }, events }
}

type Refused = Extract<CaseResult, { kind: 'cannot-run' | 'left-out' }>

function refusal({ file, loaded, broken }: CorpusEntry, { profile, unmet }: Asked) {
  if (broken) return brokenFile(file, broken)
  if (!loaded) return undefined
  const { plan } = loaded.case
  const secret = missingSecret(plan, (name) => secretFromEnvironment(name) !== undefined)
  if (secret) {
    const because = `the secret ${secret.name} is not set: export ${secretVariable(secret.name)}`
    return refused('cannot-run', loaded.lines?.[secret.stepIndex], because)
  }
  const because = unmet(loaded.needs)
  if (because !== undefined) return refused('left-out', undefined, because)
  const need = lacking(plan, profile)
  if (!need) return undefined
  const lacks = `the endpoint has no ${need.capability}`
  return refused('left-out', loaded.lines?.[need.stepIndex], lacks)
}

function refused(kind: Refused['kind'], line: number | undefined, because: string): Refused {
  return { kind, line, because }
}

/** The message begins with the file, and mostly with the line. */
function brokenFile(file: string, { message, hint }: UsageError): Refused {
  const own = message.startsWith(`${file}:`) ? message.slice(file.length + 1) : message
  const [, line, text = own] = /^(?:(\d+): *)?(.*)$/s.exec(own) ?? []
  const because = `${text.trim().replace(/\.$/, '')}: ${hint.replace(/\.$/, '')}`
  return refused('cannot-run', line === undefined ? undefined : Number(line), because)
}

function notRunEvent(workload: string, index: number, { kind, line, because }: Refused): EventBody {
  const isLeftOut = kind === 'left-out'
  return { type: 'case-not-run', workload, index, because, isLeftOut, ...(line && { line }) }
}
