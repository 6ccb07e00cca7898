import { type Dice, defineWorkload, planFrom, story } from '../../src/index.js'
import { alterTable } from './alters.js'
import { attachAgain, attachNew } from './attaching.js'
import { lookAtEverything } from './last-looks.js'
import { readCatalog, readTable } from './reads.js'
import { changeRows } from './rows.js'
import { comment, createMacro, createSchema, createTable, createView, dropTable } from './tables.js'
import { beginSomewhere, conflict, finishAll, finishSomewhere } from './transactions.js'
import { keepUp, setOption } from './upkeep.js'
import { newWorld, type World } from './world.js'

/** Steps kept free for ending the transactions and for the last looks. */
const CLOSING_STEPS = 40

export const ducklakeClient = defineWorkload({
  name: 'ducklake-client',
  summary:
    'The real DuckLake client: one session on a catalog in a DuckDB file and on one in the endpoint.',
  requires: ['ducklake-client'],
  features: [
    'attach',
    'attach-inlining',
    'attach-again',
    'attach-read-only',
    'create-table',
    'create-table-as',
    'drop-table',
    'create-schema',
    'create-view',
    'create-macro',
    'comment',
    'add-column',
    'drop-column',
    'rename-column',
    'widen-column',
    'set-default',
    'nullability',
    'partition',
    'sort',
    'rename-table',
    'insert-few',
    'insert-many',
    'update',
    'delete',
    'delete-all',
    'merge',
    'read',
    'count',
    'filter',
    'time-travel',
    'table-changes',
    'read-view',
    'snapshots',
    'transaction',
    'commit-message',
    'commit',
    'rollback',
    'conflict',
    'conflict-alter',
    'flush',
    'merge-adjacent',
    'rewrite',
    'expire',
    'cleanup',
    'checkpoint',
    'set-option',
  ],
  plan: (context) =>
    story<World>({
      begin: (dice) => furnish(newWorld(context), dice),
      intents: [
        { weight: 3, act: createTable },
        { weight: 1, act: dropTable },
        { weight: 1, act: createSchema },
        { weight: 1, act: createView },
        { weight: 1, act: createMacro },
        { weight: 1, act: comment },
        { weight: 6, act: alterTable },
        { weight: 14, act: changeRows },
        { weight: 7, act: readTable },
        { weight: 2, act: readCatalog },
        { weight: 4, act: beginSomewhere },
        { weight: 5, act: finishSomewhere },
        { weight: 3, act: conflict },
        { weight: 4, act: keepUp },
        { weight: 1, act: setOption },
        { weight: 1, act: attachAgain },
      ],
      length: { min: 10, max: 40 },
      full: ({ script }) => script.steps.length >= context.maxSteps - CLOSING_STEPS,
      end: endStory,
    }),
})

/** A lake with one table. */
function furnish(world: World, dice: Dice): World {
  attachNew(world, dice)
  createTable(world, dice)
  return world
}

function endStory(world: World, dice: Dice) {
  finishAll(world)
  lookAtEverything(world, dice)
  return planFrom(world.script)
}
