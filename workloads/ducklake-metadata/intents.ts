import fc from 'fast-check'
import type { Maker, Pick } from './operation.js'
import { OPERATIONS, SEQUELS } from './operations/all.js'
import type { Meeting } from './race.js'
import type { Reader } from './read.js'
import { READERS } from './reads/all.js'
import type { Style } from './steps.js'

/** An operation that is wanted: which, and the numbers that choose its targets. */
export interface Wanted {
  readonly make: Maker
  readonly pick: Pick
}

/**
 * What a plan should do next, without knowing the catalog: the fold over the catalog makes a
 * scene of it that is valid. Sessions are numbers; the fold takes them modulo the sessions of
 * the plan.
 */
export type Intent =
  | {
      readonly kind: 'commit'
      readonly wanted: Wanted
      readonly session: number
      readonly style: Style
      readonly loads: boolean
    }
  | {
      readonly kind: 'undo'
      readonly how: 'rollback' | 'broken-rollback' | 'broken-commit'
      readonly wanted: Wanted
      readonly session: number
      readonly style: Style
    }
  | {
      readonly kind: 'race'
      readonly first: Wanted
      readonly second: Wanted
      readonly meeting: Meeting
      readonly style: Style
      readonly session: number
      readonly watched: boolean
      readonly rollsBackAlways: boolean
    }
  | { readonly kind: 'hold'; readonly wanted: Wanted; readonly session: number }
  | {
      readonly kind: 'read'
      readonly reader: Reader
      readonly target: number
      readonly value: number
      readonly session: number
      readonly inTransaction: boolean
    }
  | { readonly kind: 'option'; readonly session: number; readonly value: number }
  | { readonly kind: 'expire'; readonly session: number; readonly value: number }
  | { readonly kind: 'cleanup'; readonly session: number }

const NUMBER_MAX = 9_999

const number = fc.nat({ max: NUMBER_MAX })
const session = fc.nat({ max: 2 })
const style = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Style>('batch') },
  { weight: 1, arbitrary: fc.constant<Style>('split') },
  { weight: 1, arbitrary: fc.constant<Style>('extended') },
)
const pick: fc.Arbitrary<Pick> = fc.record({ target: number, value: number, flag: fc.boolean() })

const maker = fc.oneof(
  ...OPERATIONS.map(({ weight, make }) => ({ weight, arbitrary: fc.constant(make) })),
)

/** An operation by its weight. */
const wanted: fc.Arbitrary<Wanted> = fc.record({ make: maker, pick })

/** Two writers want the same thing as often as two things. */
const rivals = fc.oneof(
  fc.tuple(wanted, wanted),
  wanted.map((one) => [one, one] as const),
)

const meeting = fc.constantFrom<Meeting>('early', 'same-order', 'opposite-order')
const raceIntent = fc
  .record({ rivals, meeting, style, session, watched: fc.boolean(), rollsBackAlways: fc.boolean() })
  .map(({ rivals: [first, second], ...rest }): Intent => ({ kind: 'race', first, second, ...rest }))

const undo = fc.constantFrom('rollback', 'broken-rollback', 'broken-commit')
const reader = fc.constantFrom(...READERS)
const upkeep: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({ kind: fc.constant('option' as const), session, value: number }),
  fc.record({ kind: fc.constant('expire' as const), session, value: number }),
  fc.record({ kind: fc.constant('cleanup' as const), session }),
)

/** What a plan does next, by weight. */
const intent: fc.Arbitrary<Intent> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      wanted,
      session,
      style,
      loads: fc.nat({ max: 5 }).map((n) => n === 0),
    }),
  },
  { weight: 5, arbitrary: raceIntent },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      reader,
      target: number,
      value: number,
      session,
      inTransaction: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('undo' as const),
      how: undo as fc.Arbitrary<'rollback' | 'broken-rollback' | 'broken-commit'>,
      wanted,
      session,
      style,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('hold' as const), wanted, session }),
  },
  { weight: 3, arbitrary: upkeep },
)

const sequel = fc.constantFrom(...SEQUELS)

/** Commits that build on one another: what a lone operation reaches too rarely. */
const sequelIntents: fc.Arbitrary<readonly Intent[]> = fc
  .record({ makers: sequel, pick, session })
  .map(({ makers, ...how }) =>
    makers.map(({ make, flag }): Intent => {
      const wanted = { make, pick: { ...how.pick, flag: flag ?? how.pick.flag } }
      return { kind: 'commit', wanted, session: how.session, style: 'batch', loads: false }
    }),
  )

/** One or several intents that belong together. */
export const intents: fc.Arbitrary<readonly Intent[]> = fc.oneof(
  { weight: 8, arbitrary: intent.map((one) => [one]) },
  { weight: 1, arbitrary: sequelIntents },
)
