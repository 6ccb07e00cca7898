import { createHash } from 'node:crypto'
import type { Plan } from '../model/plan.js'

/** A short name for what a plan runs, the same in every process: plans of one key are one candidate. */
export function candidateKey({ sessions, steps }: Plan): string {
  return createHash('sha256')
    .update(JSON.stringify([sessions, steps]))
    .digest('hex')
    .slice(0, 32)
}
