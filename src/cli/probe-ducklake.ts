import { fitnessOf } from '../probe/ducklake/fitness.js'
import { fitnessText } from '../probe/ducklake/fitness-text.js'
import { terminalFor } from './console.js'
import { EXIT } from './exit.js'
import { openProbe, probeSpecs } from './probe-sides.js'
import type { TargetFlags } from './settings.js'

/** `goldeneye probe ducklake`: whether an endpoint is fit to hold a DuckLake catalog. Gives the exit code. */
export async function probeDucklake(flags: TargetFlags): Promise<number> {
  const { config: _, ...specs } = probeSpecs(flags)
  const probe = await openProbe(specs, (text) => process.stderr.write(`${text}\n`))
  try {
    const { target, scope } = probe.subject
    const fitness = await fitnessOf(target, scope)
    const { color } = terminalFor(process.stdout)
    process.stdout.write(probe.mask(fitnessText(fitness, target.facts, color)))
    const isMissing =
      fitness.kind === 'refused' || fitness.needs.some(({ state }) => state === 'missing')
    return isMissing ? EXIT.findings : EXIT.agree
  } finally {
    await probe.close()
  }
}
