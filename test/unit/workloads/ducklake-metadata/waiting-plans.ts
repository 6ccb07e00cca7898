import type { Plan } from '../../../../src/model/plan.js'
import { DEFAULT_BIRTH } from '../../../../workloads/ducklake-metadata/creation.js'
import type { Intent, Wanted } from '../../../../workloads/ducklake-metadata/intents.js'
import type { Maker } from '../../../../workloads/ducklake-metadata/operation.js'
import { insertFiles } from '../../../../workloads/ducklake-metadata/operations/data.js'
import { flushInlined } from '../../../../workloads/ducklake-metadata/operations/flush.js'
import {
  inlinedDelete,
  inlinedInsert,
} from '../../../../workloads/ducklake-metadata/operations/inlined.js'
import { createTable } from '../../../../workloads/ducklake-metadata/operations/tables.js'
import { planOf } from '../../../../workloads/ducklake-metadata/plan.js'
import { inPostgres } from '../../../../workloads/ducklake-metadata/postgres/in-postgres.js'

const wanted = (make: Maker): Wanted => ({ make, pick: { target: 0, value: 0, flag: false } })
const plainly = { session: 0, style: 'batch', loads: false } as const

/** `0` is a turn of the first writer that can go on, `1` one of the second. */
function racing(first: Maker, second: Maker, turns: readonly number[]): Plan {
  const race: Intent = {
    ...{ kind: 'race', wanted: [wanted(first), wanted(second)], turns, waits: true },
    ...{ style: 'batch', session: 0, watched: false, rollsBackAlways: false },
  }
  const opening = [createTable, inlinedInsert].map(
    (make): Intent => ({ kind: 'commit', wanted: wanted(make), ...plainly }),
  )
  const plan = planOf({
    sessions: ['a', 'b'].map((name) => ({ name, node: 'leader' as const })),
    intents: [...opening, race],
    ...{ maxSteps: 80, attached: false, hidden: false, birth: DEFAULT_BIRTH },
  })
  return inPostgres(plan, {
    ...{ fetching: 'copy-binary', introspection: 'all', isPooled: true },
  })
}

/** Everybody begins and reads; then one goes on, and the other meets what that one holds. */
const BOTH_READ = [0, 1, 0, 1]

/** Races in which one waits for the other, by what for. */
export const WAITING: readonly (readonly [string, Plan])[] = [
  ['a batch for the key of a snapshot', racing(insertFiles, insertFiles, [...BOTH_READ, 0, 1])],
  ['a flush for the rows of a flush', racing(flushInlined, flushInlined, [...BOTH_READ, 0, 1])],
  [
    'a flush for a row that a deletion has ended',
    racing(inlinedDelete, flushInlined, [...BOTH_READ, 0, 1]),
  ],
]
