import {
  COLUMN_TYPES,
  type Dice,
  defineWorkload,
  keyOf,
  type Plan,
  planFrom,
  story,
  transactionOf,
} from '../../src/index.js'
import { alterTable } from './alters.js'
import { echo, readSomething, readTable } from './reads.js'
import { rowWithKey } from './rows.js'
import { createTable, drawTable } from './tables.js'
import {
  abortTransaction,
  badParameterInTransaction,
  beginSomewhere,
  compileErrorInTransaction,
  createInTransaction,
  finishSomewhere,
  finishTransaction,
  keyConflict,
  updateConflict,
} from './transactions.js'
import { newWorld, PINNED_KEY, type World } from './world.js'
import {
  insertDefault,
  insertFlawed,
  insertRows,
  moveKey,
  remove,
  sendInsert,
  update,
  upsert,
  writeSomething,
} from './writes.js'

/** Steps kept free for ending the transactions and for the last reads. */
const CLOSING_STEPS = 14

export const typedMutations = defineWorkload({
  name: 'typed-mutations',
  summary:
    'Three sessions insert, update and delete values of every type, in transactions that meet.',
  requires: [
    'multi-session',
    'schemas',
    'transactions',
    'returning',
    'on-conflict',
    'duckdb-types',
  ],
  features: [
    ...new Set(COLUMN_TYPES.map(({ feature }) => feature)),
    'literal',
    'parameter',
    'prepared',
    'nul-byte',
    'insert',
    'insert-many',
    'default-value',
    'duplicate-key-in-the-middle',
    'not-null-in-the-middle',
    'check-in-the-middle',
    'on-conflict-nothing',
    'on-conflict-update',
    'update',
    'key-update',
    'delete',
    'returning',
    'commit',
    'rollback',
    'aborted-commit',
    'aborted-rollback',
    'compile-error-in-transaction',
    'bad-parameter-in-transaction',
    'create-in-transaction',
    'update-conflict',
    'key-conflict-at-commit',
    'add-column',
    'rename-column',
    'drop-column',
    'null-order',
    'duplicate-rows',
    'aggregate',
    'own-read-on-follower',
    'read-elsewhere',
  ],
  plan: (context) =>
    story<World>({
      begin: (dice) => createTables(newWorld(context), dice),
      intents: [
        { weight: 10, act: writeSomething(insertRows) },
        { weight: 4, act: writeSomething(insertFlawed, true) },
        { weight: 2, act: writeSomething(insertDefault, true) },
        { weight: 5, act: writeSomething(upsert, true) },
        { weight: 6, act: writeSomething(update) },
        { weight: 1, act: writeSomething(moveKey, true) },
        { weight: 4, act: writeSomething(remove) },
        { weight: 8, act: readSomething },
        { weight: 2, act: echo },
        { weight: 4, act: beginSomewhere },
        { weight: 6, act: finishSomewhere },
        { weight: 3, act: abortTransaction },
        { weight: 2, act: compileErrorInTransaction },
        { weight: 3, act: badParameterInTransaction },
        { weight: 2, act: createInTransaction },
        { weight: 2, act: updateConflict },
        { weight: 2, act: keyConflict },
        { weight: 3, act: alterTable },
      ],
      length: { min: 8, max: 24 },
      full: ({ script }) => script.steps.length >= context.maxSteps - CLOSING_STEPS,
      end: endStory,
    }),
})

/** Two tables with a key and its pinned row, and one without. */
function createTables(world: World, dice: Dice): World {
  for (const [index, keyed] of [true, true, false].entries()) {
    const table = drawTable(world, `t${index}`, { dice, keyed })
    createTable(world, table, { session: 'a', inTransaction: false })
    const rows = [rowWithKey(table, keyOf(table) && PINNED_KEY, dice)]
    sendInsert(world, { session: 'a', table, rows, dice, expect: 'ok' })
  }
  return world
}

/** Ends every transaction, then every table is read on every node. */
function endStory(world: World, dice: Dice): Plan {
  for (const { name } of world.script.sessions) {
    if (transactionOf(world.script, name) === 'idle') continue
    finishTransaction(world, name, dice.chance(2, 3) ? 'COMMIT' : 'ROLLBACK')
  }
  for (const table of world.catalog.slice(0, 3)) {
    for (const session of ['b', dice.pick(['a', 'c'])]) readTable(world, { session, table, dice })
  }
  return planFrom(world.script)
}
