import { learnProfile } from '../probe/learn.js'
import { changesText, profileChanges } from '../probe/profile-diff.js'
import { plural } from '../report/numbers.js'
import { visible } from '../report/visible.js'
import {
  type ProfileFile,
  printProfileFile,
  readProfileFile,
} from '../target/profile/profile-file.js'
import { EXIT } from './exit.js'
import { Interrupt } from './interrupt.js'
import { refuseToOverwrite, writeNewFile } from './new-files.js'
import { probeProgress } from './probe-progress.js'
import { openProbe, probeSpecs } from './probe-sides.js'
import { probedTypes } from './probed-types.js'
import type { TargetFlags } from './settings.js'

export interface ProbeProfileFlags extends TargetFlags {
  readonly output?: string
  readonly against?: string
  readonly type?: readonly string[]
  readonly force?: boolean
  readonly quiet?: boolean
}

/** `goldeneye probe profile`: an endpoint's profile as a file, or what changed in it. Gives the exit code. */
export async function probeProfileFile(flags: ProbeProfileFlags): Promise<number> {
  const { config: _, ...specs } = probeSpecs(flags)
  const types = probedTypes(flags.type)
  const isForced = flags.force === true
  const output = flags.output === undefined ? [] : [{ path: flags.output, flag: '--output' }]
  refuseToOverwrite(output, isForced)
  const before = flags.against === undefined ? undefined : readProfileFile(flags.against)
  const interrupt = new Interrupt((text) => process.stderr.write(text))
  const probe = await openProbe(specs, (text) => process.stderr.write(`${text}\n`))
  try {
    const say = probeProgress(flags.quiet === true)
    const { reference, subject, profile: base } = probe
    const onType = (one: { readonly type: string; readonly done: number; readonly of: number }) =>
      say(`${one.done}/${one.of} types  ${visible(one.type)}`, one.done === one.of)
    const after = await learnProfile({
      reference,
      subject,
      base,
      types,
      signal: interrupt.signal,
      onType,
    })
    const text = probe.mask(printProfileFile(after))
    for (const file of output) writeNewFile(file, text, isForced)
    if (before === undefined) {
      if (output.length === 0) process.stdout.write(text)
      return EXIT.agree
    }
    const changes = profileChanges(types ? onlyTypes(before, after) : before, after)
    process.stdout.write(probe.mask(changesText(changes)))
    const versions = `${visible(before.endpoint)} → ${visible(after.endpoint)}`
    process.stdout.write(
      `${plural(changes.length, 'change')} since ${flags.against}: ${versions}\n`,
    )
    return changes.length > 0 ? EXIT.findings : EXIT.agree
  } catch (error) {
    if (interrupt.exitCode !== undefined) return interrupt.exitCode
    throw error
  } finally {
    interrupt.close()
    await probe.close()
  }
}

/** Of an older profile only the types that were looked at. */
function onlyTypes(before: ProfileFile, { types }: ProfileFile): ProfileFile {
  const shared = Object.entries(before.types).filter(([name]) => name in types)
  return { ...before, types: Object.fromEntries(shared) }
}
