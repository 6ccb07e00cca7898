import type { Step } from '../../../src/index.js'

/** A step of a plan, and what the client sends in its place. */
export interface Worded {
  readonly step: Step
  readonly words: readonly Step[]
}

/**
 * The words of all steps in their order. Of a step that waits only the last word does: what the client asks before that has
 * been asked when the others come to their COMMIT, and what they send behind it comes behind the statements that waited.
 */
export function inOrder(worded: readonly Worded[]): readonly Step[] {
  const steps: Step[] = []
  for (let at = 0; at < worded.length; ) {
    const waiting = waitersBehind(worded, at)
    const [first, ...behind] = worded[at]?.words ?? []
    const before = waiting.flatMap(({ words }) => words.slice(0, -1))
    const last = waiting.flatMap(({ words }) => words.slice(-1))
    steps.push(...before, ...(first ? [first] : []), ...last, ...behind)
    at += 1 + waiting.length
  }
  return steps
}

function waitersBehind(worded: readonly Worded[], at: number): readonly Worded[] {
  const behind = worded.slice(at + 1)
  const end = behind.findIndex(({ step }) => step.kind !== 'statement' || !step.statement.waits)
  return end < 0 ? behind : behind.slice(0, end)
}
