import {
  type Comparison,
  type Dice,
  defineWorkload,
  planFrom,
  statement,
  story,
} from '../../src/index.js'
import { attachFile, attachInTransaction, attachMemory, detach, replaceFile } from './attaching.js'
import { listDatabases } from './looking.js'
import {
  beginSomewhere,
  busySessions,
  finishSomewhere,
  finishTransaction,
  goHome,
  reconnectSomewhere,
  useDatabase,
} from './sessions.js'
import {
  createTable,
  crossDatabases,
  insertRow,
  readDetached,
  readRows,
  writeHome,
} from './working.js'
import { isStranded, newWorld, say, stateOf, surely, type World } from './world.js'

/** Steps kept free for ending the transactions and for the last reads. */
const CLOSING_STEPS = 20
const BY_KEY: Comparison = { rows: 'ordered', because: 'ordered by the primary key' }

export const attachStorm = defineWorkload({
  name: 'attach-storm',
  summary: 'Many sessions attach, use and detach the same databases while others commit.',
  requires: ['multi-session', 'schemas', 'transactions', 'attach-memory', 'duckdb-catalog'],
  features: [
    'attach',
    'attach-if-not-exists',
    'attach-or-replace',
    'attach-commit',
    'attach-rollback',
    'alias-collision',
    'attach-file',
    'attach-file-again',
    'attach-file-still-held',
    'attach-read-only',
    'read-only-without-file',
    'same-file-twice',
    'two-readers',
    'replace-file',
    'detach',
    'detach-unknown',
    'detach-while-busy',
    'detach-own-default',
    'detach-default-of-another',
    'commit-after-detach',
    'concurrent-commit',
    'use',
    'use-home',
    'use-unknown',
    'stranded',
    'default-of-another',
    'reconnect',
    'list-databases',
    'create-table',
    'read',
    'read-detached',
    'cross-database',
    'unqualified-name',
    'write-home',
    'write-read-only',
    'write-two-databases',
  ],
  plan: (context) =>
    story<World>({
      begin: () => furnish(newWorld(context)),
      intents: [
        { weight: 8, act: attachMemory },
        { weight: 8, act: attachFile },
        { weight: 3, act: attachInTransaction },
        { weight: 1, act: replaceFile },
        { weight: 6, act: detach },
        { weight: 6, act: useDatabase },
        { weight: 3, act: goHome },
        { weight: 2, act: reconnectSomewhere },
        { weight: 8, act: beginSomewhere },
        { weight: 5, act: finishSomewhere },
        { weight: 3, act: createTable },
        { weight: 14, act: insertRow },
        { weight: 8, act: readRows },
        { weight: 4, act: crossDatabases },
        { weight: 1, act: readDetached },
        { weight: 4, act: writeHome },
        { weight: 4, act: listDatabases },
      ],
      length: { min: 15, max: 50 },
      full: ({ script }) => script.steps.length >= context.maxSteps - CLOSING_STEPS,
      end: endStory,
    }),
})

/** One table in the case's own schema. */
function furnish(world: World): World {
  say(world, 'a', surely('CREATE TABLE home (i INTEGER PRIMARY KEY, v VARCHAR)'))
  return world
}

/** Ends every transaction, then everybody looks at what is attached and what is in it. */
function endStory(world: World, dice: Dice) {
  for (const session of busySessions(world)) finishTransaction(world, session, dice)
  const clear = world.script.sessions.filter(({ name }) => !isStranded(world, name))
  listDatabases(world, dice)
  for (const { alias, tables } of world.attached.values()) {
    const session = clear.length === 0 ? undefined : dice.pick(clear).name
    const table = tables[0]
    if (!session || !table) continue
    const sql = `SELECT i, v FROM \${db:${alias}}.${table} ORDER BY i`
    say(world, session, statement(sql, { compare: BY_KEY }))
  }
  const atHome = clear.filter(({ name }) => stateOf(world, name).home === undefined)
  for (const { name } of atHome.slice(0, 2)) {
    say(world, name, statement('SELECT i, v FROM home ORDER BY i', { compare: BY_KEY }))
  }
  return planFrom(world.script)
}
