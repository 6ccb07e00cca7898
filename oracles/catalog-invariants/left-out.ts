import type { Evidence, Ignored } from '../../src/index.js'
import { checkpointsOf } from './catalogs.js'
import { asksByItself } from './in-plan.js'
import { BY_ID } from './told.js'
import type { Judged } from './violations.js'

/** What was not asked, what was not answered, and what is told and no finding. */
export function leftOut({ plan, subject }: Evidence, judged: Judged): readonly Ignored[] {
  if (asksByItself(plan)) return [BY_ITSELF]
  const { between, atEnd } = checkpointsOf(plan)
  const asked = new Set((subject.checks ?? []).map(({ check }) => check.after))
  const skipped = between.some(({ after }) => !asked.has(after))
  return [
    ...(skipped ? [SKIPPED] : []),
    ...(atEnd.some(({ hasExpired }) => hasExpired) ? [EXPIRED] : []),
    ...judged.unanswered.map(({ record, because }) => ({
      what: `the check "${record.check.label}" of a catalog`,
      because,
    })),
    ...softOnes(judged),
  ]
}

const BY_ITSELF: Ignored = {
  what: 'every other rule of a catalog',
  because: 'the case asks for one of them by itself',
}
const SKIPPED: Ignored = {
  what: 'the catalog behind some commits',
  because: 'it is asked about at a few places of each plan, and at the end',
}
const EXPIRED: Ignored = {
  what: 'S2, snapshot ids without a gap',
  because: 'snapshots may have expired',
}

function softOnes({ violations }: Judged): readonly Ignored[] {
  return violations.flatMap(({ invariant }) => {
    const known = BY_ID.get(invariant)
    if (known?.severity !== 'soft') return []
    return [{ what: `${invariant}, which does not hold`, because: known.why }]
  })
}
