import type { Plan, Step } from '../src/model/plan.js'
import { tidy } from '../src/reduce/tidy.js'
import { tokenize } from '../src/sql/lexer.js'

/** Does this smaller plan show the same? */
export type Question = (plan: Plan) => Promise<boolean>

/**
 * Plain delta debugging, to compare with: `ddmin` of Zeller and Hildebrandt ("Simplifying and isolating failure-inducing
 * input", 2002) over the steps of a plan, then over the tokens of each statement. It knows nothing of SQL.
 */
export async function deltaDebug(plan: Plan, shows: Question): Promise<Plan> {
  let current = plan
  const attempt = async (candidate: Plan): Promise<boolean> => {
    const tidied = tidy(candidate)
    if (!tidied || tidied.steps.length === 0 || !(await shows(tidied))) return false
    current = tidied
    return true
  }
  const steps = plan.steps
  await ddmin(steps, (kept) => attempt({ ...plan, steps: kept }))
  for (let index = current.steps.length - 1; index >= 0; index -= 1) {
    const step = current.steps[index]
    if (step?.kind !== 'statement') continue
    const texts = tokenize(step.statement.sql).map((token) => token.text)
    await ddmin(texts, (kept) => attempt(withText(current, index, kept.join(''))))
  }
  return current
}

function withText(plan: Plan, stepIndex: number, sql: string): Plan {
  const steps = plan.steps.map((step, index): Step => {
    if (step.kind !== 'statement' || index !== stepIndex) return step
    return { ...step, statement: { ...step.statement, sql } }
  })
  return { ...plan, steps }
}

/** The items that are left when no chunk of the last granularity can be taken out; `fails` is asked for subsets of them. */
export async function ddmin<T>(
  items: readonly T[],
  fails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items
  for (let parts = 2; kept.length >= 2; ) {
    const chunks = split(kept, parts)
    const subset = await firstThat(chunks, fails)
    if (subset) {
      kept = subset
      parts = 2
      continue
    }
    // With two chunks, the complement of one is the other.
    const complements = parts === 2 ? [] : chunks.map((_, out) => chunks.toSpliced(out, 1).flat())
    const complement = await firstThat(complements, fails)
    if (complement) {
      kept = complement
      parts = Math.max(parts - 1, 2)
      continue
    }
    if (parts >= kept.length) break
    parts = Math.min(kept.length, parts * 2)
  }
  return kept
}

async function firstThat<T>(
  candidates: readonly (readonly T[])[],
  fails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  for (const candidate of candidates) if (await fails(candidate)) return candidate
  return undefined
}

function split<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) =>
    items.slice(
      Math.floor((part * items.length) / parts),
      Math.floor(((part + 1) * items.length) / parts),
    ),
  )
}
