import { type Dice, freshNumber, reach, transactionOf } from '../../src/index.js'
import { drawLiteral } from './column-types.js'
import { change, inLake, type LakeTable, someSession, someTable, type World } from './world.js'

const FEW_ROWS_MAX = 4
/** More than the client keeps in the catalog by itself. */
const MANY_ROWS = [11, 40, 200]
const KEYS_MAX = 60

/** A change of a table's rows, by some session, in its transaction where it has one. */
export function changeRows(world: World, dice: Dice): void {
  const session = someSession(world, dice)
  const table = someTable(world, dice)
  if (!session || !table) return
  const sql = rowChange(world, table, dice)
  change(world, session, sql)
  const surely = sql.startsWith('INSERT') && transactionOf(world.script, session) === 'idle'
  if (surely) world.snapshotsMin += 1
}

/** The text of one. */
export function rowChange(world: World, table: LakeTable, dice: Dice): string {
  return dice.pick([insertFew, insertFew, insertMany, update, erase, erase, merge])(
    world,
    table,
    dice,
  )
}

/** So few that they stay in the catalog, unless an option says otherwise. */
export function insertFew(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'insert-few')
  const rows = Array.from({ length: 1 + dice.below(FEW_ROWS_MAX) }, () => {
    const values = table.columns.map(({ name, type }) =>
      name === 'k' ? String(freshNumber(world)) : drawLiteral(type, dice),
    )
    return `(${values.join(', ')})`
  })
  return `INSERT INTO ${inLake(table.name)} VALUES ${rows.join(', ')}`
}

/** So many that they become a file. */
export function insertMany(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'insert-many')
  const count = dice.pick(MANY_ROWS)
  const values = table.columns.map(({ name, type }) => {
    if (name === 'k') return `i % ${KEYS_MAX}`
    const [one, other] = [0, 1].map(() => drawLiteral(type, dice))
    return `CASE WHEN i % ${2 + dice.below(4)} = 0 THEN ${one} ELSE ${other} END`
  })
  return `INSERT INTO ${inLake(table.name)} SELECT ${values.join(', ')} FROM range(${count}) r(i)`
}

function update(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'update')
  const { name, type } = dice.pick(table.columns)
  const value = name === 'k' ? 'k + 1' : drawLiteral(type, dice)
  return `UPDATE ${inLake(table.name)} SET ${name} = ${value} WHERE ${someRows(dice)}`
}

/** Some rows, one, or all of them. */
function erase(world: World, table: LakeTable, dice: Dice): string {
  if (dice.chance(1, 8)) {
    reach(world, 'delete-all')
    return `DELETE FROM ${inLake(table.name)}`
  }
  reach(world, 'delete')
  return `DELETE FROM ${inLake(table.name)} WHERE ${someRows(dice)}`
}

function merge(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'merge')
  const key = dice.below(KEYS_MAX)
  const others = table.columns.filter(({ name }) => name !== 'k')
  const values = others.map(({ type }) => drawLiteral(type, dice))
  const matched = dice.chance(1, 2) ? 'DELETE' : `UPDATE SET k = ${freshNumber(world) + 1000}`
  const names = table.columns.map(({ name }) => name).join(', ')
  return `MERGE INTO ${inLake(table.name)} AS t USING (SELECT ${key} AS wanted) AS s ON t.k = s.wanted
WHEN MATCHED THEN ${matched}
WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${['s.wanted', ...values].join(', ')})`
}

function someRows(dice: Dice): string {
  const whole = 2 + dice.below(5)
  return dice.pick([
    `k % ${whole} = ${dice.below(whole)}`,
    `k = ${dice.below(KEYS_MAX)}`,
    `k < ${dice.below(KEYS_MAX)}`,
    'k IS NULL',
  ])
}
