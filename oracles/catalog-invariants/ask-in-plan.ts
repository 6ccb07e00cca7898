import {
  type CheckRecord,
  type Evidence,
  type Plan,
  questionText,
  type Step,
  statement,
} from '../../src/index.js'
import { type CatalogSoFar, checkpointsOf } from './catalogs.js'
import { asksByItself, ORACLE, wantsNoRows } from './in-plan.js'
import { inlinedKind, invariantsOf } from './inlined.js'
import type { Invariant } from './invariant.js'
import { OF_CATALOG } from './invariants/all.js'
import { queryOf } from './query.js'
import { showsQuery } from './shows.js'
import { BY_ID } from './told.js'
import type { Violation } from './violations.js'

/** What a finding of this oracle is about: a broken rule, or a check that a missing table leaves without an answer. */
export type Shown =
  | { readonly kind: 'violation'; readonly violation: Violation }
  | { readonly kind: 'missing'; readonly record: CheckRecord }

/** A question and where it belongs. */
interface Placed {
  readonly after: number
  readonly session: string
  readonly sql: string
}

/**
 * The plan up to where a rule was seen broken, with that rule's question as a step of its own: so that whoever runs the case
 * sees the rows, and that it can be made smaller like any other. What versions show is asked twice, because only two
 * answers can differ. The plainest first, none where the plan asks already.
 */
export function askInPlan({ plan, subject }: Evidence, shown: Shown): readonly Plan[] {
  if (asksByItself(plan)) return []
  const own = (subject.checks ?? []).filter(({ check }) => check.oracle === ORACLE)
  const ways =
    shown.kind === 'missing' ? [[ofMissing(shown.record)]] : questionsOf(plan, own, shown)
  return ways.flatMap((placed) => {
    const last = placed.at(-1)
    return last ? [withQuestions(plan, placed, last.after)] : []
  })
}

function ofMissing({ check: { after, session, statement: asked } }: CheckRecord): Placed {
  const says = ['every table of the catalog is there: this is answered, whatever it answers']
  return { after, session, sql: questionText({ oracle: ORACLE, rule: 'tables' }, says, asked.sql) }
}

function questionsOf(
  plan: Plan,
  own: readonly CheckRecord[],
  { violation }: Extract<Shown, { kind: 'violation' }>,
): readonly (readonly Placed[])[] {
  const { invariant: rule, after, session } = violation
  const catalog = catalogAt(plan, violation)
  if (!wantsNoRows(of(rule))) return versionsTwice(own, violation, catalog)
  return ruleQueries(violation, catalog).map((sql) => {
    const text = questionText(of(rule), says(rule), sql)
    return [{ after, session, sql: text }]
  })
}

function of(rule: string) {
  return { oracle: ORACLE, rule }
}

function says(rule: string): readonly string[] {
  const { says: holds = 'the catalog is sound', why = '' } = BY_ID.get(rule) ?? {}
  const expected = wantsNoRows(of(rule))
    ? 'a sound catalog gives no rows here'
    : 'what two answers say of one version is the same'
  return [`${holds}: ${expected}`, ...(why === '' ? [] : [`else ${why}`])]
}

/** The rule alone: of the catalog's own tables, or of the inlined tables of the table concerned, and then of all. */
function ruleQueries(
  { invariant: rule, about, detail }: Violation,
  catalog: CatalogSoFar,
): readonly string[] {
  const isAsked = ({ id }: Invariant) => id === rule
  const own = OF_CATALOG.filter(isAsked)
  const inlined = inlinedFor(catalog, detail).map((some) =>
    some.flatMap(invariantsOf).filter(isAsked),
  )
  return [own, ...inlined].filter(({ length }) => length > 0).map((one) => queryOf(one, about))
}

function catalogAt(plan: Plan, { after, about }: Violation): CatalogSoFar {
  const { between, atEnd } = checkpointsOf(plan)
  const here = between.filter((one) => one.after === after).map(({ catalog }) => catalog)
  const found = [...here, ...atEnd].find(({ prefix }) => prefix === about)
  return found ?? { prefix: about, inlined: [], hasExpired: false }
}

/**
 * In the places of the first answer that spoke of the version and of the one that said something else: what that version
 * shows, without inlined tables, with those of the table concerned, and with all of them.
 */
function versionsTwice(
  own: readonly CheckRecord[],
  { invariant: rule, about, snapshot, after, session, detail }: Violation,
  catalog: CatalogSoFar,
): readonly (readonly Placed[])[] {
  const asked = own.filter(({ check }) => check.label === 'versions' && check.about === about)
  const first = asked.find(
    ({ outcome }) => outcome?.kind === 'rows' && outcome.rows.some(([, of]) => of === snapshot),
  )
  if (!first || snapshot === undefined) return []
  const places = [first.check, { after, session }]
  return inlinedFor(catalog, detail).map((inlined) => {
    const version = { kind: 'version', snapshot } as const
    const sql = questionText(of(rule), says(rule), showsQuery({ ...catalog, inlined }, version))
    return places.map((place) => ({ after: place.after, session: place.session, sql }))
  })
}

/** More and more of the inlined tables, each list once. */
function inlinedFor({ inlined }: CatalogSoFar, detail: string): readonly CatalogSoFar['inlined'][] {
  const [, table] = /\btable (\d+)/.exec(detail) ?? []
  const own = inlined.filter(({ name }) => inlinedKind(name).tableId === table)
  const lists = [[], own, inlined]
  return lists.filter(({ length }, at) => at === 0 || length > (lists[at - 1]?.length ?? 0))
}

function withQuestions(plan: Plan, placed: readonly Placed[], last: number): Plan {
  const asked = placed.map(({ after, session, sql }) => ({
    after,
    step: { kind: 'statement', session, statement: statement(sql) } satisfies Step,
  }))
  const behind = (at: number) => asked.filter(({ after }) => after === at).map(({ step }) => step)
  const kept = plan.steps.slice(0, last + 1).flatMap((step, at) => [step, ...behind(at)])
  const end = last >= plan.steps.length ? behind(last) : []
  return { ...plan, steps: [...kept, ...end] }
}
