/** What a case took on the reference. */
export interface Cost {
  /** The time of its run. */
  readonly ms: number
  readonly statements: number
}

/** What a case takes beside its statements, in statements: a clean place, sessions, cleaning up. */
const OVERHEAD_STATEMENTS = 4

/** A case is called slow by the clock only where it took so many times what its statements let expect. */
const SLOW_FACTOR = 4

/**
 * The weights of cases: as many as they have statements, times 4, 16, ... for those that take so many times longer for each
 * statement than the middle case does. Times are noisy, and the choice must not be; so the clock has a say only where it
 * leaves no doubt.
 */
export function weightsOf(costs: readonly Cost[]): readonly number[] {
  const middle = middleMsEach(costs)
  return costs.map((cost) => expected(cost) * slowness(cost, middle))
}

/** Whether the clock might call a case slow, so that it is worth being timed again. */
export function seemsSlow(cost: Cost, middleMs: number): boolean {
  return msEach(cost) >= (middleMs * SLOW_FACTOR) / 2
}

/** The time of a statement in the middle case, in milliseconds; 0 without a case. */
export function middleMsEach(costs: readonly Cost[]): number {
  const sorted = costs.map(msEach).sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

function slowness(cost: Cost, middle: number): number {
  let factor = 1
  while (middle > 0 && msEach(cost) >= middle * factor * SLOW_FACTOR) factor *= SLOW_FACTOR
  return factor
}

function expected({ statements }: Cost): number {
  return OVERHEAD_STATEMENTS + statements
}

function msEach(cost: Cost): number {
  return cost.ms / expected(cost)
}
