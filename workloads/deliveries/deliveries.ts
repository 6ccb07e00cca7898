import {
  COLUMN_TYPES,
  type Dice,
  defineWorkload,
  freshNumber,
  planFrom,
  reach,
  statement,
  story,
} from '../../src/index.js'
import { changeTable } from './changes.js'
import { FAILURE_FEATURES, someFailure } from './failures.js'
import type { Logical } from './logical.js'
import { batch, everyColumn, someRead, wholeTable } from './reads.js'
import { furnish } from './table.js'
import { sendOne, tell, tellApart, tellInside } from './telling.js'
import { BATCH_WAYS, someWays, WAYS } from './ways.js'
import { newWorld, room, say, type World } from './world.js'
import { someWrite } from './writes.js'

/** Steps kept free for the last read. */
const CLOSING_STEPS = 1
const WAYS_MAX = 12
const WAYS_MIN = 4

export const deliveries = defineWorkload({
  name: 'deliveries',
  summary: 'One statement sent in every way that the protocol has; all must answer alike.',
  requires: ['multi-session', 'schemas', 'transactions', 'returning', 'duckdb-types'],
  features: [
    ...new Set(COLUMN_TYPES.map(({ feature }) => feature)),
    ...[...WAYS, ...BATCH_WAYS].map(({ feature }) => feature),
    ...FAILURE_FEATURES,
    'inside-transaction',
    'fails-inside-transaction',
    'named-after-ddl',
    'ddl-add-column',
    'ddl-drop-column',
    'ddl-create-again',
    'ddl-create-index',
    'value-in-condition',
    'echo',
    'nested-expression',
    'aggregate',
    'no-rows',
    'many-rows',
    'insert',
    'update',
    'delete',
    'returning',
  ],
  plan: (context) =>
    story<World>({
      begin: (dice) => furnish(newWorld(context), dice),
      intents: [
        { weight: 10, act: readInManyWays },
        { weight: 4, act: readInside },
        { weight: 4, act: readBatch },
        { weight: 4, act: readAfterChange },
        { weight: 5, act: writeInManyWays },
        { weight: 4, act: failInManyWays },
        { weight: 2, act: failInside },
      ],
      length: { min: 3, max: 10 },
      full: (world) => room(world, CLOSING_STEPS) < WAYS_MIN * 2,
      end: (world) => {
        say(world, statement(`SELECT count(*) AS row_count FROM ${world.table.name}`))
        return planFrom(world.script)
      },
    }),
})

/** As many ways as there is room for; each costs up to so many steps, after some at the beginning. */
function ways(world: World, logical: Logical, fit: Fit) {
  const { dice, each = 1, before = 0, inside } = fit
  const most = Math.floor((room(world, CLOSING_STEPS) - before - STEPS_OF_PLACES) / each)
  const count = Math.max(1, Math.min(WAYS_MIN + dice.below(WAYS_MAX - WAYS_MIN), most))
  return someWays(logical, { context: world.context, dice, count, inside })
}

/** A reconnect costs two steps more, a second sending one. */
const STEPS_OF_PLACES = 3

interface Fit {
  readonly dice: Dice
  readonly each?: number
  readonly before?: number
  readonly inside?: boolean
}

function readInManyWays(world: World, dice: Dice): void {
  const logical = someRead(world, dice)
  tell(world, logical, { ways: ways(world, logical, { dice }), dice })
}

function readInside(world: World, dice: Dice): void {
  const logical = someRead(world, dice)
  const sent = ways(world, logical, { dice, before: 2, inside: true })
  tellInside(world, logical, { ways: sent, dice })
}

function readBatch(world: World, dice: Dice): void {
  const logical = batch(world, dice)
  tell(world, logical, { ways: ways(world, logical, { dice }), dice })
}

const STEPS_OF_CHANGE = 6

/** A named statement before DDL on its table and after it; from then on the text is another logical statement. */
function readAfterChange(world: World, dice: Dice): void {
  if (room(world, CLOSING_STEPS) < STEPS_OF_CHANGE + WAYS_MIN) return
  reach(world, 'named-after-ddl')
  const named = WAYS.filter(({ feature }) => feature === 'named')
  tell(world, everyColumn(world), { ways: named, dice })
  changeTable(world, dice)
  const again = everyColumn(world)
  const [first, ...others] = ways(world, again, { dice, before: 1 })
  const same = `q${freshNumber(world)}`
  for (const way of [first, ...named, ...others]) {
    if (way) sendOne(world, again, { way, same, dice })
  }
}

function writeInManyWays(world: World, dice: Dice): void {
  const logical = someWrite(world, dice)
  const sent = ways(world, logical, { dice, each: 4, inside: true })
  tellApart(world, logical, { ways: sent, look: wholeTable(world), dice })
}

function failInManyWays(world: World, dice: Dice): void {
  const logical = someFailure(world, dice)
  tell(world, logical, { ways: ways(world, logical, { dice }), dice })
}

function failInside(world: World, dice: Dice): void {
  const logical = someFailure(world, dice)
  reach(world, 'fails-inside-transaction')
  tellApart(world, logical, { ways: ways(world, logical, { dice, each: 3, inside: true }), dice })
}
