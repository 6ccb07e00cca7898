import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { whyAlone } from '../campaign/alone.js'
import { missingSecret } from '../campaign/asks-of-endpoint.js'
import { type Conclusion, type Investigation, investigate } from '../campaign/investigate.js'
import type { ShrinkOptions } from '../campaign/shrink.js'
import { type Found, signatureText } from '../campaign/signature.js'
import type { TrialSettings } from '../campaign/trial.js'
import { parseCount, parseDuration } from '../config/duration.js'
import { type TargetSpec, withoutPassword } from '../config/target-spec.js'
import { printCase } from '../corpus/case-file.js'
import { caseName, type LoadedCase, loadCase } from '../corpus/load.js'
import { questionIn } from '../judge/question.js'
import { UsageError } from '../model/errors.js'
import { type Plan, statementsOf } from '../model/plan.js'
import type { Oracle } from '../model/verdict.js'
import { candidateKey } from '../reduce/candidate-key.js'
import { createMasker } from '../report/mask.js'
import { duckdbGrammar } from '../target/duckdb/grammar.js'
import { type AnonymiseFlag, anonymisedLoad } from './anonymised.js'
import { caseFiles, isFolder } from './case-files.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { fittingOracles } from './left-out.js'
import { refuseToOverwrite, writeNewFile } from './new-files.js'
import { firstMismatch } from './reduce-first.js'
import { type Journal, openJournal, refuseForeignJournal } from './reduce-journal.js'
import { ReduceProgress } from './reduce-progress.js'
import { resultLines, resumeCommand, unseenText } from './reduce-words.js'
import { ORACLES, PROGRAMS, pick } from './registry.js'
import { secretFromEnvironment, secretVariable } from './secret.js'
import {
  flagOr,
  resolveSearch,
  resolveSides,
  type SideSpecs,
  type TargetFlags,
} from './settings.js'
import { type OpenedSides, openSides } from './sides.js'
import { clock, scopes } from './surroundings.js'
import { version } from './version.js'

export interface ReduceFlags extends TargetFlags {
  readonly oracle?: readonly string[]
  readonly timeout?: string
  readonly reduceBudget?: string
  readonly maxExecutions?: string
  readonly workers?: string
  readonly journal?: string
  readonly out?: string
  readonly output?: string
  readonly quiet?: boolean
  readonly anonymise?: AnonymiseFlag
}

const CONFIRM = 3
/** More candidates at once mostly run in vain. */
const WORKERS_MAX = 4
/** Time is what limits a reduction that a user waits for. */
const EXECUTIONS_MAX = 1_000_000

/** What the flags say, checked before anything is started. */
interface Request {
  /** What the user named, and what messages call it. */
  readonly word: string
  readonly name: string
  readonly flags: ReduceFlags
  readonly specs: SideSpecs
  readonly loaded: LoadedCase
  readonly timeoutMs: number
  readonly reduceBudgetMs: number
  readonly maxExecutions: number
  readonly workers: number
  readonly reports: string
  readonly say: (text: string) => void
}

/**
 * `goldeneye reduce <case>`: prints the smallest case found that shows the same difference. Gives the exit code: 1 for a case
 * that is smaller or could not become so, 3 where nothing can be said, 130 where it was interrupted and can go on.
 */
export async function reduce(word: string, flags: ReduceFlags): Promise<number> {
  const request = await requestOf(word, flags)
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  let opened: OpenedSides | undefined
  try {
    opened = await openSides(request.specs, ({ detail }) => request.say(detail))
    return await reduceOn(opened, request, interrupt)
  } finally {
    interrupt.close()
    await opened?.close()
  }
}

async function requestOf(word: string, flags: ReduceFlags): Promise<Request> {
  const { config, ...specs } = resolveSides(flags)
  const { timeoutMs } = resolveSearch(
    { ...(flags.timeout && { timeout: flags.timeout }), seed: '0' },
    config,
  )
  const cores = Math.min(WORKERS_MAX, availableParallelism())
  const most = { min: 1 }
  const request = {
    flags,
    specs,
    timeoutMs,
    reduceBudgetMs: parseDuration(flags.reduceBudget ?? '60s', '--reduce-budget', 1),
    maxExecutions: parseCount(
      flags.maxExecutions ?? String(EXECUTIONS_MAX),
      '--max-executions',
      most,
    ),
    workers: parseCount(flags.workers ?? String(cores), '--workers', { min: 1, max: 64 }),
    reports: flagOr(flags.out, 'out', config.out) ?? 'reports',
    say: (text: string) => void (flags.quiet || process.stderr.write(`${text}\n`)),
  }
  if (flags.output !== undefined) {
    refuseToOverwrite([{ path: flags.output, flag: '--output' }])
  }
  if (flags.journal !== undefined) refuseForeignJournal(flags.journal)
  const file = oneFile(word, request.reports)
  const loaded = anonymisedLoad(await loadCase(file), flags.anonymise)
  const name = caseName(file)
  refuseWithoutSecrets(name, loaded)
  return { ...request, word, name, loaded }
}

function oneFile(word: string, reports: string): string {
  if (isFolder(word)) {
    throw new UsageError(`${word} is a folder`, 'reduce takes one case: name its file')
  }
  return caseFiles([word], reports)[0] ?? word
}

function refuseWithoutSecrets(name: string, { case: { plan }, lines }: LoadedCase): void {
  if (plan.clients) {
    throw new UsageError(
      `${name} has clients that run at once, of which none can be left out step by step`,
      `goldeneye replay ${name}: where their order alone shows the difference, that is made smaller`,
    )
  }
  if (plan.steps.length === 0) {
    throw new UsageError(`${name} has no step to run`, 'its file says why it is skipped')
  }
  const secret = missingSecret(plan, (one) => secretFromEnvironment(one) !== undefined)
  if (!secret) return
  const line = lines?.[secret.stepIndex]
  throw new UsageError(
    `${name}${line === undefined ? '' : `:${line}`}: the secret ${secret.name} is not set`,
    `export ${secretVariable(secret.name)}`,
  )
}

async function reduceOn(
  opened: OpenedSides,
  request: Request,
  interrupt: Interrupt,
): Promise<number> {
  const { loaded, name, flags, say } = request
  const { plan, header } = loaded.case
  const asked = flags.oracle ?? questionersOf(plan)
  const chosen = pick(ORACLES, asked, 'oracle')
  const oracles = fittingOracles(chosen, opened.sides, (event) => {
    if (event.type === 'incident') say(event.detail)
  })
  const settings: TrialSettings = {
    timeoutMs: request.timeoutMs,
    nowNs: clock.nowNs,
    programs: PROGRAMS,
    nextScope: scopes(randomBytes(3).toString('hex')),
  }
  const first = await firstMismatch(plan, opened.sides, {
    oracles,
    settings,
    shouldStop: () => interrupt.signal.aborted,
  })
  if (!first.found) {
    endWith(`${name}: ${first.because}`)
    return interrupt.exitCode ?? EXIT.inconclusive
  }
  const work = new Work(request, { opened, oracles, settings, interrupt })
  const conclusion = await work.conclude(first.found, header.from)
  return tell(conclusion, request, { interrupt, journal: work.journal })
}

/** The oracles that ask something in a plan: it shows what they have found, and others may see it earlier. */
function questionersOf(plan: Plan): readonly string[] {
  const asked = statementsOf(plan).flatMap(({ sql }) => questionIn(sql)?.oracle ?? [])
  return [...new Set(asked)]
}

interface Place {
  readonly opened: OpenedSides
  readonly oracles: readonly Oracle[]
  readonly settings: TrialSettings
  readonly interrupt: Interrupt
}

/** One reduction and its journal, which is opened when there is something to reduce. */
class Work {
  journal: Journal | undefined

  constructor(
    private readonly request: Request,
    private readonly place: Place,
  ) {}

  async conclude(found: Found, from: LoadedCase['case']['header']['from']): Promise<Conclusion> {
    const { opened, oracles, settings, interrupt } = this.place
    const investigation: Investigation = {
      settings,
      oracles,
      confirm: CONFIRM,
      isPatient: true,
      reduceBudgetMs: this.request.reduceBudgetMs,
      nowMs: clock.nowMs,
      signal: interrupt.signal,
      perturbed: opened.perturbed,
      grammar: duckdbGrammar,
      disturbances: opened.disturbances,
      shrinking: await this.shrinking(),
      // How small it is by now, the progress says.
      tell: (phase) => phase.startsWith('making it smaller') || this.request.say(phase),
    }
    return investigate(found, from, opened.sides, investigation)
  }

  private async shrinking(): Promise<ShrinkOptions> {
    const { say, maxExecutions } = this.request
    const progress = new ReduceProgress(say, clock.nowMs)
    return {
      maxExecutions,
      lanes: await this.place.opened.lanes(this.workers()),
      // Other values are drawn anew each time, so that what was learnt of them is of no use to anybody.
      ...(this.request.flags.anonymise === undefined && {
        journal: (signature) => {
          this.journal ??= this.openJournal()
          return this.journal.about(signatureText(signature))
        },
      }),
      onProgress: (search) => progress.tell(search),
    }
  }

  /** What is global cannot be changed by one candidate while others run. */
  private workers(): number {
    const { workers, loaded, say } = this.request
    const why = whyAlone(loaded.case.plan)
    if (why === undefined || workers === 1) return workers
    say(`one candidate at a time, because of the case: ${why}`)
    return 1
  }

  private openJournal(): Journal {
    const { flags, specs, reports, loaded, say } = this.request
    const { sides, secrets } = this.place.opened
    const key = candidateKey(loaded.case.plan)
    const said = {
      tool: version(),
      case: key,
      sides: [specs.reference, specs.subject].map(withoutUrlPassword),
      versions: [sides.reference, sides.subject].map(({ facts }) => facts.version),
    }
    const file = flags.journal ?? join(reports, 'reductions', `${key}.ndjson`)
    const mask = createMasker(secrets)
    const journal = openJournal(file, said, { isOwn: flags.journal === undefined, mask })
    if (journal.unused) say(`${file} is not used: ${journal.unused}`)
    if (journal.size > 0) say(`goes on where ${file} ends: ${journal.size} answers are known`)
    return journal
  }
}

function withoutUrlPassword(spec: TargetSpec): unknown {
  if (spec.kind === 'pg') return { ...spec, url: withoutPassword(spec.url) }
  if (spec.kind !== 'ducklake' || spec.catalog === undefined) return spec
  return { ...spec, catalog: withoutUrlPassword(spec.catalog) }
}

/** Why there is no smaller case: the result, and so said to whoever wants it quiet, too. */
function endWith(text: string): void {
  process.stderr.write(`${text}\n`)
}

function tell(
  conclusion: Conclusion,
  { word, name, loaded, flags, say }: Request,
  { interrupt, journal }: { readonly interrupt: Interrupt; readonly journal: Journal | undefined },
): number {
  if (conclusion.kind === 'doubtful') {
    endWith(`${name}: ${conclusion.because}`)
    return interrupt.exitCode ?? EXIT.inconclusive
  }
  if (!conclusion.reduction) {
    endWith(`${name}: ${unseenText(conclusion)}`)
    return interrupt.exitCode ?? EXIT.inconclusive
  }
  for (const line of resultLines(conclusion, loaded.case.plan)) say(line)
  const text = printCase(conclusion.case)
  if (flags.output === undefined) process.stdout.write(text)
  else writeNewFile({ path: flags.output, flag: '--output' }, text, false)
  // Behind the writing: what cannot be written is not lost, and the next file has another name.
  if (conclusion.reduction.minimal) journal?.finish()
  else if (journal) say(`to go on: ${resumeCommand(word, flags)}`)
  else say('to go on: reduce the case that is printed')
  return interrupt.exitCode ?? EXIT.findings
}
