import type {
  CheckRecord,
  Evidence,
  Ignored,
  Inconclusive,
  Mismatch,
  Plan,
} from '../../src/index.js'
import { BEHAVIOUR } from './behaviour.js'
import { questionAt } from './in-plan.js'
import type { Invariant } from './invariant.js'
import { INVARIANTS } from './invariants/all.js'
import type { Violation } from './violations.js'

/** Every invariant by its id, those that are no query included. */
export const BY_ID: ReadonlyMap<string, Omit<Invariant, 'sql'>> = new Map(
  [...INVARIANTS, ...BEHAVIOUR].map((one) => [one.id, one]),
)

/** The most violating rows that a finding shows. */
const SHOWN_MAX = 10

/** The first invariant that only the subject breaks, with all rows that show it at that place. */
export function broken(
  { plan }: Evidence,
  own: readonly Violation[],
  ignored: readonly Ignored[],
): Mismatch {
  const [first] = own
  if (!first) throw new Error('nothing is broken')
  const { invariant, after } = first
  const alike = own.filter((one) => one.invariant === invariant && one.after === after)
  const rows = [...new Set(alike.map(rowText))]
  const { says = 'a sound catalog', why = 'nobody knows' } = BY_ID.get(invariant) ?? {}
  const more = rows.length > SHOWN_MAX ? [`and ${rows.length - SHOWN_MAX} rows more`] : []
  return {
    kind: 'mismatch',
    mismatch: 'invariant',
    stepIndex: stepOf(plan, after),
    summary: `${invariant} does not hold: ${says}; seen ${placeText(plan, first)}`,
    reference: `${invariant} holds: no row\n${why}`,
    subject: [`${invariant} does not hold`, ...rows.slice(0, SHOWN_MAX), ...more].join('\n'),
    ignored,
  }
}

/** A check that only the subject cannot answer, because a table of the catalog is not there. */
export function tableMissing(
  { plan }: Evidence,
  { check, outcome }: CheckRecord,
  ignored: readonly Ignored[],
): Mismatch {
  return {
    kind: 'mismatch',
    mismatch: 'invariant',
    stepIndex: stepOf(plan, check.after),
    summary: `a table of the catalog is missing: seen ${placeText(plan, check)}`,
    reference: 'every table of the catalog is there',
    subject: outcome?.kind === 'error' ? outcome.message : 'no answer',
    ignored,
  }
}

/** What both sides break says something of the plan, and nothing of the subject. */
export function unsoundOnBoth(
  { plan }: Evidence,
  first: Violation,
  ignored: readonly Ignored[],
): Inconclusive {
  const where = placeText(plan, first)
  const because = `the plan itself makes an unsound catalog: ${first.invariant} does not hold on either side, seen ${where}: ${rowText(first)}`
  return { kind: 'inconclusive', because, ignored }
}

function rowText({ snapshot, detail }: Violation): string {
  const isTold = snapshot === undefined || detail.startsWith(`snapshot ${snapshot}`)
  return isTold ? detail : `snapshot ${snapshot}: ${detail}`
}

/** The step that asked, where a plan asks by itself. */
function stepOf(plan: Plan, after: number): number | undefined {
  return questionAt(plan, after) === undefined ? undefined : after
}

function placeText(
  plan: Plan,
  { after, session }: { readonly after: number; readonly session: string },
): string {
  const behind = after === plan.steps.length ? 'at the end' : `behind step ${after + 1}`
  const where = stepOf(plan, after) === undefined ? behind : `by step ${after + 1}`
  return `${where} in session ${session}`
}
