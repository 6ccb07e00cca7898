import type { Case } from '../model/case.js'
import type { Step } from '../model/plan.js'
import { parseCase } from './case-file.js'
import { type Skip, SkipCount } from './skips.js'

/**
 * Plain SQL as a case: one session, unless directives say otherwise. Lines of a shell between
 * statements (`.mode csv`, `\timing`) are skipped and counted. Throws UsageError as parseCase does.
 */
export function convertPlainSql(
  text: string,
  fileName: string,
): { readonly case: Case; readonly skipped: readonly Skip[] } {
  const skips = new SkipCount()
  const { header, plan } = parseCase(text, fileName)
  const steps = plan.steps.flatMap((step) => withoutShellLines(step, skips))
  return { case: { header, plan: { ...plan, steps } }, skipped: skips.list() }
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
