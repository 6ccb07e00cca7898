import type { Case } from '../model/case.js'
import type { Step } from '../model/plan.js'
import { parseCaseWithLines } from './case-file.js'
import { type Skip, SkipCount } from './skips.js'

/** What a text of SQL holds. */
interface PlainSql {
  readonly case: Case
  /** The line on which each step of the case begins, from 1. */
  readonly lines: readonly number[]
  readonly skipped: readonly Skip[]
}

/**
 * Plain SQL as a case: one session, unless directives say otherwise. Lines of a shell between
 * statements (`.mode csv`, `\timing`) are skipped and counted. Throws UsageError as parseCase does.
 */
export function convertPlainSql(text: string, fileName: string): PlainSql {
  const skips = new SkipCount()
  const { case: read, lines } = parseCaseWithLines(text, fileName)
  const kept = read.plan.steps.flatMap((step, index) =>
    withoutShellLines(step, skips).map((one) => ({ step: one, line: lines[index] ?? 1 })),
  )
  const plan = { ...read.plan, steps: kept.map(({ step }) => step) }
  const found = { header: read.header, plan }
  return { case: found, lines: kept.map(({ line }) => line), skipped: skips.list() }
}

const SHELL_LINE = /^[.\\][A-Za-z?!][^\n]*(?:\n\s*|$)/

function withoutShellLines(step: Step, skips: SkipCount): readonly Step[] {
  if (step.kind !== 'statement') return [step]
  let { sql } = step.statement
  for (let line = SHELL_LINE.exec(sql); line; line = SHELL_LINE.exec(sql)) {
    skips.add('is a command of a shell', line[0])
    sql = sql.slice(line[0].length)
  }
  return sql === '' ? [] : [{ ...step, statement: { ...step.statement, sql } }]
}
