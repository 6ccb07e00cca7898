import type { Case } from '../model/case.js'
import { type Plan, statementsOf } from '../model/plan.js'
import type { Statement } from '../model/statement.js'
import { skeleton } from '../sql/skeleton.js'
import { statementKind } from '../sql/statement-kind.js'

const SLUG_LENGTH_MAX = 60
const FUNCTIONS_MAX = 2

/** What a case is about, as far as it is known. */
export interface Behaviour {
  /** The kind of mismatch: `type`, `affected-rows`. */
  readonly kind: string | undefined
  /** The step that showed it; undefined for an end state, or where nobody knows. */
  readonly stepIndex?: number | undefined
}

/**
 * A readable name of what a case shows: kind, verb, and the functions or the type that it is about, such as
 * `type-select-sum-decimal` or `state-after-alter-table`. Only lower-case letters, digits and dashes.
 */
export function slugOf({ plan }: Case, { kind, stepIndex }: Behaviour): string {
  const step = stepIndex === undefined ? undefined : plan.steps[stepIndex]
  const shown = step?.kind === 'statement' ? step.statement : undefined
  const isState = kind === 'state' || kind === 'nodes' || kind === 'invariant'
  const about = shown ?? (isState ? lastChange(plan) : statementsOf(plan).at(-1))
  const words = [
    kind,
    isState && !shown ? 'after' : undefined,
    about && statementKind(about.sql),
    ...(about ? subjectOf(about, plan) : []),
  ]
  return slugged(words.filter((word) => word !== undefined).join('-')) || 'case'
}

/** Lower-case letters, digits and single dashes, cut behind a whole word. */
export function slugged(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  if (slug.length <= SLUG_LENGTH_MAX) return slug
  const cut = slug.slice(0, SLUG_LENGTH_MAX + 1)
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), 0)) || slug.slice(0, SLUG_LENGTH_MAX)
}

const READS = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'BEGIN', 'COMMIT', 'ROLLBACK'])

function lastChange(plan: Plan): Statement | undefined {
  return statementsOf(plan).findLast(({ sql }) => !READS.has(statementKind(sql)))
}

/** The functions that it calls, and the one type that its parameters or the case's tables have. */
function subjectOf(about: Statement, plan: Plan): readonly string[] {
  const functions = [...skeleton(about.sql).matchAll(/\b([a-z]\w*)\(/g)].map(
    ([, name]) => name ?? '',
  )
  const named = [...new Set(functions)].slice(0, FUNCTIONS_MAX)
  const types = about.params.length > 0 ? about.params.map(({ type }) => type) : declaredTypes(plan)
  const bare = [...new Set(types.map((type) => type.replace(/[([].*$/s, '').trim()))]
  return bare.length === 1 ? [...named, ...bare] : named
}

const TABLE = /^\s*CREATE\b[^(]*\bTABLE\b[^(]*\((.*)\)\s*;?\s*$/is

/** Of tables whose columns are named one by one. A type that is hidden is no loss. */
function declaredTypes(plan: Plan): readonly string[] {
  return statementsOf(plan).flatMap(({ sql }) => {
    const columns = TABLE.exec(sql)?.[1]
    if (columns === undefined) return []
    return columns
      .replaceAll(/\([^()]*\)/g, '')
      .split(',')
      .flatMap((column) => /^\s*(?:"[^"]*"|\w+)\s+([A-Za-z]\w*)/.exec(column)?.[1] ?? [])
  })
}
