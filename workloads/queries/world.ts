import {
  type Comparison,
  type Dice,
  drawExpression,
  type ExpressionColumn,
  newScript,
  type Script,
  type SessionSpec,
  send,
  statement,
  type ValueKind,
} from '../../src/index.js'

const SESSIONS: readonly SessionSpec[] = [
  { name: 'a', node: 'leader' },
  { name: 'b', node: 'follower' },
]

/** What the plan knows while it is written; the tables never change. */
export interface World {
  readonly script: Script
}

/** The session that fills the tables. */
export const WRITER = 'a'

export function newWorld(): World {
  return { script: newScript(SESSIONS) }
}

/**
 * Some session asks. Without a comparison it is for the judge to work out what of the answer is determined, from the
 * statement and the reference's answer.
 */
export function ask(world: World, dice: Dice, sql: string, compare?: Comparison): void {
  const session = dice.pick(world.script.sessions).name
  send(world.script, session, statement(sql, { expect: 'ok', compare }))
}

/** Said about half of the time, so that the judge works it out in the other half. */
export function sometimes(dice: Dice, compare: Comparison): Comparison | undefined {
  return dice.chance(1, 2) ? compare : undefined
}

export const TOTAL: Comparison = { rows: 'ordered', because: 'ordered by a unique key' }
export const BAG: Comparison = { rows: 'bag', because: 'no ORDER BY' }
export const ONE_ROW: Comparison = { rows: 'ordered', because: 'one row' }

/** The columns of table `d` for expressions; the key of every row is `k`. */
export const COLUMNS: readonly ExpressionColumn[] = [
  { sql: 'i', kind: 'integer' },
  { sql: 'k', kind: 'integer' },
  { sql: 'n', kind: 'decimal' },
  { sql: 'f', kind: 'double' },
  { sql: 'g', kind: 'double' },
  { sql: 's', kind: 'text' },
  { sql: 'b', kind: 'boolean' },
  { sql: 'd', kind: 'date' },
  { sql: 'ts', kind: 'timestamp' },
  { sql: 'l', kind: 'list' },
]

const DEPTH_MAX = 3

/** An expression over the columns of `d`. */
export function expression(kind: ValueKind, dice: Dice, columns = COLUMNS): string {
  return drawExpression(kind, { columns, dice, depth: dice.below(DEPTH_MAX + 1) })
}
