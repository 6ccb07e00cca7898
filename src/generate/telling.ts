import type { Dice } from '../random/dice.js'
import type { Script } from './script.js'

/** The least that a workload knows of its plan while it writes it. */
export interface Telling {
  readonly script: Script
}

/** One that gives out numbers for keys and names. */
export interface Numbering {
  nextNumber: number
}

/** A number that was not given out before. */
export function freshNumber(world: Numbering): number {
  world.nextNumber += 1
  return world.nextNumber - 1
}

/** One of the plan's sessions. */
export function anySession({ script }: Telling, dice: Dice): string {
  return dice.pick(script.sessions).name
}

/** Notes that the plan reached these situations. */
export function reach({ script }: Telling, ...features: readonly string[]): void {
  for (const feature of features) script.features.add(feature)
}
