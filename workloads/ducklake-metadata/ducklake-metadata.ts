import fc from 'fast-check'
import {
  defineWorkload,
  type NodeChoice,
  type Plan,
  type SessionSpec,
  type WorkloadContext,
} from '../../src/index.js'
import type { BirthPlan } from './birth.js'
import { DEFAULT_BIRTH } from './creation.js'
import { FEATURES } from './features.js'
import { type Intent, intents } from './intents.js'
import { insertFiles } from './operations/data.js'
import { createTable } from './operations/tables.js'
import { planOf } from './plan.js'
import { birthFor, forEndpoint, intentFor } from './postgres/flavour.js'

/** Where the clients are: two to four sessions, on the writer, beside it, or anywhere. */
const sessions: fc.Arbitrary<readonly SessionSpec[]> = fc
  .constantFrom<readonly NodeChoice[]>(
    ['leader', 'follower', 'any'],
    ['any', 'any', 'any'],
    ['leader', 'any'],
    ['follower', 'follower', 'leader'],
    ['any', 'follower'],
    ['leader', 'any', 'follower', 'any'],
    ['any', 'any', 'leader', 'follower'],
  )
  .map((nodes) => nodes.map((node, i) => ({ name: 'abcd'.charAt(i), node })))

const oneIn = (n: number) => fc.nat({ max: n - 1 }).map((one) => one === n - 1)

function attaches(supports: WorkloadContext['supports']): boolean {
  return supports('attach-memory')
}

/**
 * How the lake begins. The specification is a dimension of the plan: what it changes are names and
 * columns in plain SQL, which no endpoint has to know.
 */
const birth: fc.Arbitrary<BirthPlan['birth']> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(DEFAULT_BIRTH) },
  { weight: 2, arbitrary: fc.constant({ spec: '1.1', encrypted: false } as const) },
  { weight: 1, arbitrary: fc.constant({ spec: '1.0', encrypted: true } as const) },
  { weight: 1, arbitrary: fc.constant('migrated' as const) },
)

const INTENTS_MAX = 16
const STEPS_MAX = 80

/** The first two commits give the others something to work on. */
const OPENING: readonly Intent[] = [createTable, insertFiles].map((make) => ({
  kind: 'commit',
  wanted: { make, pick: { target: 0, value: 22, flag: false } },
  session: 0,
  style: 'batch',
  loads: false,
}))

/** A DuckLake client's statements against its metadata catalog, several clients at once. */
export const ducklakeMetadata = defineWorkload({
  name: 'ducklake-metadata',
  summary:
    'DuckLake clients make a catalog, change it by the commit protocol, race for snapshot ids and read versions.',
  requires: ['multi-session', 'schemas', 'transactions'],
  features: FEATURES,
  plan: (context) => forEndpoint(plans(context), context),
})

function plans(context: WorkloadContext): fc.Arbitrary<Plan> {
  const { supports, maxSteps } = context
  return fc
    .record({
      sessions,
      attached: attaches(supports) ? oneIn(4) : fc.constant(false),
      hidden: attaches(supports) ? oneIn(8) : fc.constant(false),
      birth: birthFor(birth, context),
      parts: fc.array(intents, { minLength: 4, maxLength: INTENTS_MAX, size: 'max' }),
    })
    .map(({ parts, ...where }) =>
      planOf({
        ...where,
        // The client of a PostgreSQL catalog has its own way to copy.
        copies: supports('copy-to-stdout') && supports('duckdb-types'),
        intents: [...OPENING, ...parts.flat()].map((one) => intentFor(one, context)),
        maxSteps: Math.min(maxSteps, STEPS_MAX),
      }),
    )
}
