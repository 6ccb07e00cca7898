import { join } from 'node:path'
import type { Watch } from '../../execute/execute.js'
import type { Kept } from '../../model/target.js'
import type { NamedCase } from '../replay-case.js'
import type { ReplayRun } from '../replay-run.js'
import { Dialogue } from './dialogue.js'
import type { Side } from './meeting.js'
import { Stepper } from './stepper.js'

/** What `--step` and `--keep` ask for. */
export interface Looking {
  readonly step: boolean
  readonly keep: boolean
}

/** Who looks on while a case is executed. Who opens it closes it. */
export interface Watching {
  readonly watches: Readonly<Record<Side, Watch>>
  /** What was kept of each side; complete once the case was executed. */
  readonly kept: ReadonlyMap<Side, Kept>
  close(): void
}

/** Opens what the flags ask for; without any, it only shows how far the case is. */
export function watching(one: NamedCase, run: ReplayRun, { step, keep }: Looking): Watching {
  const kept = new Map<Side, Kept>()
  const dialogue = step
    ? new Dialogue(process.stdin, process.stderr, run.interrupt.signal)
    : undefined
  const stepper = dialogue && stepperOf(one, run, dialogue)
  const watch = (side: Side): Watch => ({
    before: stepper?.watch(side).before ?? (() => undefined),
    ended: stepper?.watch(side).ended,
    keep: keep ? keeper(side, run, kept) : undefined,
  })
  const within = progress(one, run)
  const subject = watch('subject')
  return {
    watches: {
      reference: watch('reference'),
      subject: stepper ? subject : { ...subject, before: within },
    },
    kept,
    close: () => dialogue?.close(),
  }
}

function stepperOf(one: NamedCase, run: ReplayRun, dialogue: Dialogue): Stepper {
  let copies = 0
  return new Stepper(one, {
    dialogue,
    oracles: run.investigation.oracles,
    profile: run.opened.sides.profile,
    newFolder: () => {
      copies += 1
      return join(run.record.folder, 'kept', `copy-${copies}`)
    },
  })
}

function keeper(side: Side, run: ReplayRun, kept: Map<Side, Kept>): Watch['keep'] {
  return async (target, scope) => {
    if (!target.keep) return target.clean(scope)
    kept.set(side, await target.keep(scope, join(run.record.folder, 'kept', side)))
  }
}

/** The subject is mostly the slower one. */
function progress({ name, loaded }: NamedCase, { record }: ReplayRun): Watch['before'] {
  const { length } = loaded.case.plan.steps
  return ({ records }) => {
    if (records.length < length) record.within(`${name}: step ${records.length + 1} of ${length}`)
  }
}
