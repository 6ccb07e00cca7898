import {
  type CheckRecord,
  type History,
  type Plan,
  type Question,
  questionIn,
  type Statement,
  type Step,
} from '../../src/index.js'

/** The oracle's name. */
export const ORACLE = 'catalog-invariants'

/** The rules that hold what is told now against what was told before, and that one answer cannot show. */
const BETWEEN_ANSWERS: ReadonlySet<string> = new Set(['B1', 'B2'])

/** What a step asks in the name of this oracle; undefined for any other step. */
export function questionAt({ steps }: Plan, stepIndex: number): Question | undefined {
  const step = steps[stepIndex]
  return step && questionOf(step)?.question
}

/** Whether a plan asks by itself: then it is asked nothing else. */
export function asksByItself({ steps }: Plan): boolean {
  return steps.some((step) => questionOf(step) !== undefined)
}

/** Whether the answer to a question has to have no rows. */
export function wantsNoRows({ rule }: Question): boolean {
  return !BETWEEN_ANSWERS.has(rule)
}

function questionOf(
  step: Step,
): { readonly question: Question; readonly statement: Statement } | undefined {
  const statement = step.kind === 'statement' ? step.statement : undefined
  const question = statement && questionIn(statement.sql)
  return statement && question?.oracle === ORACLE ? { question, statement } : undefined
}

/** What was asked of one side beside the plan, and by steps of the plan as if it had been asked in their places. */
export function recordsOf(plan: Plan, history: History): readonly CheckRecord[] {
  const asked = plan.steps.flatMap((step, after): readonly CheckRecord[] => {
    const found = questionOf(step)
    if (!found) return []
    const { question, statement } = found
    const label = wantsNoRows(question) ? 'catalog' : 'versions'
    const check = { oracle: ORACLE, label, about: '', after, session: step.session, statement }
    return [{ check, outcome: history.records[after]?.outcomes.at(-1) }]
  })
  return [...asked, ...(history.checks ?? [])]
}
