import fc from 'fast-check'
import { defineWorkload, type NodeChoice, type SessionSpec } from '../../src/index.js'
import { FEATURES } from './features.js'
import { type Intent, intents } from './intents.js'
import { insertFiles } from './operations/data.js'
import { createTable } from './operations/tables.js'
import { planOf } from './plan.js'

/** Where the clients are: two or three sessions, on the writer, beside it, or anywhere. */
const sessions: fc.Arbitrary<readonly SessionSpec[]> = fc
  .constantFrom<readonly NodeChoice[]>(
    ['leader', 'follower', 'any'],
    ['any', 'any', 'any'],
    ['leader', 'any'],
    ['follower', 'follower', 'leader'],
    ['any', 'follower'],
  )
  .map((nodes) => nodes.map((node, i) => ({ name: 'abc'.charAt(i), node })))

const INTENTS_MAX = 16
const STEPS_MAX = 80

/** The first two commits give the others something to work on. */
const OPENING: readonly Intent[] = [createTable, insertFiles].map((make) => ({
  kind: 'commit',
  wanted: { make, pick: { target: 0, value: 10, flag: false } },
  session: 0,
  style: 'batch',
  loads: false,
}))

/** A DuckLake client's statements against its metadata catalog, several clients at once. */
export const ducklakeMetadata = defineWorkload({
  name: 'ducklake-metadata',
  summary:
    'DuckLake clients make a catalog, change it by the commit protocol, race for snapshot ids and read versions.',
  requires: ['multi-session', 'schemas', 'transactions', 'duckdb-types'],
  features: FEATURES,
  plan: ({ supports, maxSteps }) =>
    fc
      .record({
        sessions,
        attached: supports('attach-memory')
          ? fc.nat({ max: 3 }).map((n) => n === 0)
          : fc.constant(false),
        parts: fc.array(intents, { minLength: 4, maxLength: INTENTS_MAX, size: 'max' }),
      })
      .map(({ parts, ...where }) =>
        planOf({
          ...where,
          intents: [...OPENING, ...parts.flat()],
          maxSteps: Math.min(maxSteps, STEPS_MAX),
        }),
      ),
})
