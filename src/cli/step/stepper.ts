import type { Moment, Watch } from '../../execute/execute.js'
import { Interrupted } from '../../model/errors.js'
import type { Plan } from '../../model/plan.js'
import type { Profile } from '../../model/profile.js'
import type { Mismatch, Oracle } from '../../model/verdict.js'
import { isAbsent } from '../../target/absent.js'
import type { NamedCase } from '../replay-case.js'
import type { Dialogue } from './dialogue.js'
import { Meeting, type Side } from './meeting.js'
import { answersText, keptText, nextText, sessionsText } from './step-text.js'

/** What a stepper needs beside the case. */
export interface StepperOptions {
  readonly dialogue: Dialogue
  readonly oracles: readonly Oracle[]
  readonly profile: Profile
  /** A folder that does not exist yet, for the state of a side that nobody reaches; another one at each call. */
  readonly newFolder: () => string
}

const KEYS = 'Enter next · c to the end · ? shells · q quit'

/** Takes a person through a case: both sides wait before each step, and at the end. */
export class Stepper {
  private readonly meeting = new Meeting<Moment>((moments) => this.stop(moments))
  private isFree = false
  private shells = ''
  private readonly plan: Plan

  constructor(
    private readonly one: NamedCase,
    private readonly options: StepperOptions,
  ) {
    this.plan = one.loaded.case.plan
  }

  /** What one side is executed with. */
  watch(side: Side): Watch {
    return {
      before: (moment) => this.meeting.arrive(side, moment),
      ended: () => this.meeting.leave(side),
    }
  }

  private async stop(moments: ReadonlyMap<Side, Moment>): Promise<void> {
    const index = Math.max(...[...moments.values()].map(({ records }) => records.length))
    const { dialogue } = this.options
    this.sayAnswers(moments, index)
    if (this.isFree) return
    const { name, loaded } = this.one
    const place = { name, line: loaded.lines?.[index], index, count: this.plan.steps.length }
    dialogue.say(nextText(place, this.plan.steps[index]))
    this.sayShellsOnce(moments)
    await this.obey(moments)
  }

  private async obey(moments: ReadonlyMap<Side, Moment>): Promise<void> {
    const { dialogue } = this.options
    const canSave = [...moments].filter(([, moment]) => isHidden(moment))
    const more = canSave.length > 0 ? ' · s copy what no shell reaches' : ''
    for (;;) {
      const line = await dialogue.ask(`[${KEYS}${more}] `)
      if (line === undefined) throw new Interrupted()
      switch (line.trim().toLowerCase()) {
        case '':
        case 'n':
          return
        case 'c':
          this.isFree = true
          return
        case 'q':
          throw new Interrupted()
        case 's':
          await this.save(canSave)
          break
        case '?':
          dialogue.say(shellsOf(moments))
          break
        default:
          dialogue.say([`there is no "${line.trim()}"`])
      }
    }
  }

  private sayAnswers(moments: ReadonlyMap<Side, Moment>, index: number): void {
    if (index === 0) return
    const last = (side: Side) => moments.get(side)?.records[index - 1]
    const mismatch = this.mismatchAt(moments, index)
    if (this.isFree && !mismatch) return
    const { dialogue } = this.options
    const line = this.one.loaded.lines?.[index - 1]
    if (this.isFree) dialogue.say([`step ${index}${line === undefined ? '' : `, line ${line}`}:`])
    dialogue.say(answersText(last('reference'), last('subject'), mismatch))
  }

  /** What an oracle says to the last step, as far as it needs no end state. */
  private mismatchAt(moments: ReadonlyMap<Side, Moment>, index: number): Mismatch | undefined {
    const [reference, subject] = [moments.get('reference'), moments.get('subject')]
    if (!reference || !subject) return undefined
    const { oracles, profile } = this.options
    const plan = { ...this.plan, steps: this.plan.steps.slice(0, index) }
    const history = ({ target, records }: Moment) => ({ target: target.facts, records, state: [] })
    const evidence = { plan, reference: history(reference), subject: history(subject) }
    const verdicts = oracles
      .filter(({ readsState }) => !readsState)
      .map((oracle) => oracle.judge(evidence, profile))
    return verdicts.find(
      (verdict): verdict is Mismatch =>
        verdict.kind === 'mismatch' && verdict.stepIndex === index - 1,
    )
  }

  /** Said again when a session has gone to another place. */
  private sayShellsOnce(moments: ReadonlyMap<Side, Moment>): void {
    const lines = shellsOf(moments)
    const text = lines.join('\n')
    if (text !== this.shells) this.options.dialogue.say(lines)
    this.shells = text
  }

  private async save(hidden: readonly (readonly [Side, Moment])[]): Promise<void> {
    for (const [side, { target, scope }] of hidden) {
      const kept = await target.keep?.(scope, this.options.newFolder(), { isCopy: true })
      if (kept) this.options.dialogue.say(keptText(side, kept))
    }
  }
}

/** Whether nobody but this program reaches its sessions. */
function isHidden({ target, sessions }: Moment): boolean {
  return !isAbsent(target.facts) && [...sessions.values()].every(({ shell }) => !shell)
}

function shellsOf(moments: ReadonlyMap<Side, Moment>): readonly string[] {
  return [...moments].flatMap(([side, { sessions }]) => sessionsText(side, sessions))
}
