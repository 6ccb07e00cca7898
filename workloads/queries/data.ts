import { type Dice, reach, send, statement } from '../../src/index.js'
import { type World, WRITER } from './world.js'

const ROWS_MIN = 8
const ROWS_MAX = 40
const PAIRS_MAX = 24

/** Few different values, so that there are ties everywhere, and those that sort in unexpected places. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  i: ['NULL', '0', '1', '1', '2', '2', '-3', '7'],
  n: ['NULL', '0.00', '1.50', '1.50', '-2.25', '9999999.99'],
  f: ['NULL', "'nan'", "'inf'", "'-inf'", "'-0.0'", '0.0', '0.1', '0.2', '1e15', '5e-324'],
  g: ['NULL', '0.1', '0.2', '0.3', '-0.7', '1e10', '3.3333333333333335', '12345.678'],
  s: [
    'NULL',
    "''",
    "'a'",
    "'A'",
    "'ä'",
    "'é'",
    "'e\u0301'",
    "'duck'",
    "'🦆'",
    "'日本'",
    "'a b'",
    "'10'",
  ],
  b: ['NULL', 'true', 'false'],
  d: ['NULL', "'2024-02-29'", "'1969-12-31'", "'0001-01-01'", "'2024-03-31'"],
  ts: ['NULL', "'2024-02-29 12:34:56.000001'", "'1970-01-01'", "'1969-12-31 23:59:59.999999'"],
  l: ['NULL', '[]', '[1]', '[1, NULL, 3]', '[3, 1, 2]', '[NULL]'],
  m: ['NULL', 'MAP {}', "MAP {'x': 1, 'y': NULL}", "MAP {'y': 2, 'x': 1}"],
  st: ['NULL', "{'a': 1, 'b': 'x'}", "{'a': NULL, 'b': ''}"],
}

const CREATE = [
  'CREATE TABLE d (k INTEGER PRIMARY KEY, i INTEGER, n DECIMAL(18,2), f DOUBLE, g DOUBLE, s VARCHAR, \
b BOOLEAN, d DATE, ts TIMESTAMP, l BIGINT[], m MAP(VARCHAR, INTEGER), st STRUCT(a INTEGER, b VARCHAR))',
  'CREATE TABLE e (x INTEGER, s VARCHAR, w DECIMAL(9,2))',
]

/** Table `d` with a key and columns of many types; table `e` without a key, with rows that are there twice. */
export function furnish(world: World, dice: Dice): World {
  for (const sql of CREATE) say(world, sql)
  const count = ROWS_MIN + dice.below(ROWS_MAX - ROWS_MIN + 1)
  const rows = Array.from({ length: count }, (_, index) => {
    const values = Object.values(VALUES).map((list) => dice.pick(list))
    return `(${[index + 1, ...values].join(', ')})`
  })
  say(world, `INSERT INTO d VALUES ${rows.join(', ')}`)
  const pairs = Array.from({ length: dice.below(PAIRS_MAX) }, () => pair(dice))
  if (pairs.length === 0) reach(world, 'empty-table')
  if (pairs.length > 0) say(world, `INSERT INTO e VALUES ${[...pairs, pairs[0]].join(', ')}`)
  return world
}

function pair(dice: Dice): string {
  const [x, s] = [dice.pick(VALUES.i ?? []), dice.pick(VALUES.s ?? [])]
  return `(${x}, ${s}, ${dice.below(300) / 4})`
}

function say(world: World, sql: string): void {
  send(world.script, WRITER, statement(sql, { expect: 'ok' }))
}
