import type { Answer, Answers, Sureness } from '../corpus/export/answers.js'
import { determinedBy } from '../judge/determine.js'
import type { Determined } from '../judge/determined.js'
import type { Evidence } from '../model/history.js'
import type { Outcome } from '../model/outcome.js'
import type { UnstableFunctions } from '../model/profile.js'
import type { Statement } from '../model/statement.js'
import { splitStatements } from '../sql/split.js'

/** What the reference answered, with how far it is determined, for what is exported. */
export function referenceAnswers(
  { plan, reference }: Pick<Evidence, 'plan' | 'reference'>,
  functions?: UnstableFunctions,
): Answers {
  return plan.steps.map((step, index) => {
    if (step.kind !== 'statement') return []
    const outcomes = reference.records[index]?.outcomes ?? []
    return answersTo(step.statement, outcomes, functions)
  })
}

function answersTo(
  statement: Statement,
  outcomes: readonly Outcome[],
  functions: UnstableFunctions | undefined,
): readonly Answer[] {
  const slices = splitStatements(statement.sql)
  return outcomes.map((outcome, at) => {
    const sql = slices.length > 1 ? (slices[at]?.text ?? '') : statement.sql
    return { outcome, sureness: sureness(determinedBy({ ...statement, sql }, outcome, functions)) }
  })
}

function sureness({ rows, because, columns = [], ties, ignored = [] }: Determined): Sureness {
  const loose = columns.find(({ rule }) => rule !== 'exact')
  if (loose) return { kind: 'unsure', why: ignored.at(-1)?.because ?? because }
  switch (rows) {
    case 'ordered':
      return { kind: 'ordered' }
    case 'bag':
      return { kind: 'bag' }
    case 'ties':
      if (ignored.length === 0) return { kind: 'ordered' }
      if (!ties?.cut.first && !ties?.cut.last) return { kind: 'bag' }
      return { kind: 'unsure', why: ignored.at(-1)?.because ?? because }
    default:
      return { kind: 'unsure', why: because }
  }
}
