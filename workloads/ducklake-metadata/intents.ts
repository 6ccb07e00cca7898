import fc from 'fast-check'
import type { Maker, Pick } from './operation.js'
import { OPERATIONS } from './operations/all.js'
import { deletePartial } from './operations/data.js'
import { flushInlined } from './operations/flush.js'
import { mergeFiles } from './operations/merge-files.js'
import type { Reader } from './read.js'
import { READERS } from './reads/all.js'
import type { Style } from './steps.js'
import { type Chapter, RIVALS, SEQUELS, type Wish } from './stories.js'

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
      readonly wanted: readonly Wanted[]
      readonly turns: readonly number[]
      /** Writers wait for each other where they write the same. */
      readonly waits?: true
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
  | { readonly kind: 'cleanup'; readonly session: number; readonly value: number }
  | { readonly kind: 'orphans'; readonly session: number }
  | {
      readonly kind: 'now'
      readonly wanted: Wanted
      readonly session: number
      /** The batch is committed; otherwise it is rolled back. */
      readonly keeps: boolean
    }

const NUMBER_MAX = 9_999

/** A race has no more writers than a plan has sessions. */
export const WRITERS_MAX = 4

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

const pair = fc.constantFrom(...RIVALS)

/** Two to four writers, who want the same thing as often as two things, or what meets in a hole. */
const rivals: fc.Arbitrary<readonly Wanted[]> = fc.oneof(
  fc.tuple(wanted, wanted),
  wanted.map((one) => [one, one]),
  fc.record({ makers: pair, pick }).map(({ makers, pick: one }) => alike(makers, one)),
  fc.array(wanted, { minLength: 3, maxLength: WRITERS_MAX }),
  fc
    .record({ one: wanted, count: fc.integer({ min: 3, max: WRITERS_MAX }) })
    .map(({ one, count }) => Array.from({ length: count }, () => one)),
)

/** Whose turn it is in a race; a writer needs four turns, and one that lost four more. */
const turns = fc.array(fc.nat({ max: 11 }), { minLength: 4, maxLength: 24, size: 'max' })

const raceIntent = fc
  .record({
    wanted: rivals,
    turns,
    style,
    session,
    watched: fc.boolean(),
    rollsBackAlways: fc.boolean(),
  })
  .map((rest): Intent => ({ kind: 'race', ...rest }))

const undo = fc.constantFrom('rollback', 'broken-rollback', 'broken-commit')
const reader = fc.constantFrom(...READERS)
const upkeep: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({ kind: fc.constant('option' as const), session, value: number }),
  fc.record({ kind: fc.constant('expire' as const), session, value: number }),
  fc.record({ kind: fc.constant('cleanup' as const), session, value: number }),
  fc.record({ kind: fc.constant('orphans' as const), session }),
  fc.record({
    kind: fc.constant('now' as const),
    wanted: fc.record({ make: fc.constantFrom(mergeFiles, deletePartial, flushInlined), pick }),
    session,
    keeps: fc.boolean(),
  }),
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

/** Operations with one choice of targets, so that they meet; `flag` fixes the variant. */
function alike(makers: readonly Wish[], pick: Pick): readonly Wanted[] {
  return makers.map((wish) => wantedOf(wish, pick))
}

function wantedOf({ make, ...fixed }: Wish, pick: Pick): Wanted {
  return { make, pick: { ...pick, ...fixed } }
}

const sequel = fc.constantFrom(...SEQUELS)

/** Commits that build on one another: what a lone operation reaches too rarely. */
const sequelIntents: fc.Arbitrary<readonly Intent[]> = fc
  .record({ chapters: sequel, pick, session, turns })
  .map(({ chapters, ...by }) => chapters.map((chapter) => chapterIntent(chapter, by)))

interface Telling {
  readonly pick: Pick
  readonly session: number
  readonly turns: readonly number[]
}

function chapterIntent(
  chapter: Chapter,
  { pick: one, session: by, turns: order }: Telling,
): Intent {
  if ('ask' in chapter) {
    const { target, value } = { ...one, ...chapter }
    return { kind: 'read', reader: chapter.ask, target, value, session: by, inTransaction: false }
  }
  if ('race' in chapter) {
    const how = { style: 'batch', watched: false, rollsBackAlways: false } as const
    return { kind: 'race', wanted: alike(chapter.race, one), turns: order, session: by, ...how }
  }
  if ('chore' in chapter) return { kind: chapter.chore, session: by, value: chapter.value }
  const wanted = wantedOf('now' in chapter ? chapter.now : chapter, one)
  if ('now' in chapter) return { kind: 'now', wanted, session: by, keeps: chapter.keeps }
  return { kind: 'commit', wanted, session: by, style: 'batch', loads: false }
}

/** One or several intents that belong together. */
export const intents: fc.Arbitrary<readonly Intent[]> = fc.oneof(
  { weight: 8, arbitrary: intent.map((one) => [one]) },
  { weight: 2, arbitrary: sequelIntents },
)
