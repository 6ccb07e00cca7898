import { randomBytes } from 'node:crypto'
import { UsageError } from '../model/errors.js'
import type { Profile } from '../model/profile.js'
import { Lane } from '../probe/lane.js'
import { createMasker } from '../report/mask.js'
import { resolveSides, type SideSpecs, type TargetFlags } from './settings.js'
import { openSides } from './sides.js'
import { scopes } from './surroundings.js'

/** Both sides of a probe. Standalone DuckDB in a process of its own is always the reference. */
export interface OpenedProbe {
  readonly reference: Lane
  readonly subject: Lane
  readonly profile: Profile
  /** Takes secrets out of what is printed or written. */
  readonly mask: (text: string) => string
  close(): Promise<void>
}

/** What is to be probed, from flags, environment and config file. Throws UsageError for a subject without a wire. */
export function probeSpecs(flags: TargetFlags): ReturnType<typeof resolveSides> {
  const specs = resolveSides({ ...flags, reference: 'duckdb' })
  if (specs.subject.kind !== 'duckdb') return specs
  throw new UsageError(
    'DuckDB in process has no wire to probe',
    'give --subject lab, a URL such as postgres://user@host:5432/db, or a name from the config file',
  )
}

/** Throws UsageError with what to do, or TargetLost, when a side cannot be used. */
export async function openProbe(
  specs: SideSpecs,
  say: (text: string) => void,
): Promise<OpenedProbe> {
  const opened = await openSides(specs, ({ target, detail }) => say(`${target}: ${detail}`))
  const nextScope = scopes(randomBytes(3).toString('hex'))
  const lanes: Lane[] = []
  const close = async () => {
    try {
      for (const lane of lanes) await lane.close()
    } finally {
      await opened.close()
    }
  }
  try {
    for (const target of [opened.sides.reference, opened.sides.subject])
      lanes.push(await Lane.open(target, nextScope()))
    const [reference, subject] = lanes as [Lane, Lane]
    const mask = createMasker(opened.secrets)
    return { reference, subject, profile: opened.sides.profile, mask, close }
  } catch (error) {
    await close()
    throw error
  }
}
