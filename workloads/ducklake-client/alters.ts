import { type Dice, freshNumber, reach } from '../../src/index.js'
import { WIDER } from './column-types.js'
import { addColumn } from './tables.js'
import {
  allIdle,
  change,
  inLake,
  type LakeTable,
  someSession,
  someTable,
  type World,
} from './world.js'

type Alter = (world: World, table: LakeTable, dice: Dice) => string | undefined

const ALTERS: readonly Alter[] = [
  addColumn,
  addColumn,
  dropColumn,
  renameColumn,
  widenColumn,
  setDefault,
  nullability,
  partition,
  sort,
  renameTable,
]

/** ALTER TABLE in one of its forms, while no transaction is open; one in three without a choice that fits does nothing. */
export function alterTable(world: World, dice: Dice): void {
  const session = someSession(world, dice, ['idle'])
  const table = someTable(world, dice)
  if (!session || !table || !allIdle(world)) return
  const place = inLake(table.name)
  const what = alteration(world, table, dice)
  if (what !== undefined) change(world, session, `ALTER TABLE ${place} ${what}`)
}

/** What stands behind ALTER TABLE; the table is as it is afterwards. */
export function alteration(world: World, table: LakeTable, dice: Dice): string | undefined {
  return dice.pick(ALTERS)(world, table, dice)
}

/** One that nothing else hangs on. */
function freeColumn({ columns, traits }: LakeTable, dice: Dice) {
  const free = columns.filter(({ name }) => name !== 'k')
  return free.length === 0 || traits.has('sorted') ? undefined : dice.pick(free)
}

function dropColumn(world: World, table: LakeTable, dice: Dice): string | undefined {
  const column = freeColumn(table, dice)
  if (!column || table.columns.length < 3) return undefined
  reach(world, 'drop-column')
  table.columns = table.columns.filter((one) => one !== column)
  return `DROP COLUMN ${column.name}`
}

function renameColumn(world: World, table: LakeTable, dice: Dice): string | undefined {
  const column = freeColumn(table, dice)
  if (!column) return undefined
  reach(world, 'rename-column')
  const name = `c${freshNumber(world)}`
  table.columns = table.columns.map((one) => (one === column ? { ...one, name } : one))
  return `RENAME COLUMN ${column.name} TO ${name}`
}

function widenColumn(world: World, table: LakeTable): string | undefined {
  const column = table.columns.find(({ type }) => WIDER[type] !== undefined)
  if (!column || table.traits.has('sorted')) return undefined
  reach(world, 'widen-column')
  const type = WIDER[column.type] as string
  table.traits.add('retyped')
  table.columns = table.columns.map((one) => (one === column ? { ...one, type } : one))
  return `ALTER COLUMN ${column.name} SET DATA TYPE ${type}`
}

function setDefault(world: World, table: LakeTable, dice: Dice): string | undefined {
  const column = table.columns.find(({ type }) => type === 'VARCHAR' || type === 'INTEGER')
  if (!column) return undefined
  reach(world, 'set-default')
  const { name } = column
  return dice.chance(1, 3)
    ? `ALTER COLUMN ${name} DROP DEFAULT`
    : `ALTER COLUMN ${name} SET DEFAULT '${dice.below(9)}'`
}

/** SET NOT NULL fails where there is a NULL, on both sides. */
function nullability(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'nullability')
  const name = dice.chance(2, 3) ? 'k' : dice.pick(table.columns).name
  return `ALTER COLUMN ${name} ${dice.chance(1, 2) ? 'SET' : 'DROP'} NOT NULL`
}

const BY_TIME = new Set(['DATE', 'TIMESTAMP'])

function partition(world: World, table: LakeTable, dice: Dice): string {
  reach(world, 'partition')
  if (table.traits.has('partitioned') && dice.chance(1, 3)) {
    table.traits.delete('partitioned')
    return 'RESET PARTITIONED BY'
  }
  table.traits.add('partitioned')
  const time = table.columns.find(({ type }) => BY_TIME.has(type))
  const keys = ['k', 'bucket(4, k)', ...(time ? [`year(${time.name})`, `month(${time.name})`] : [])]
  return `SET PARTITIONED BY (${dice.pick(keys)})`
}

function sort(world: World, table: LakeTable, dice: Dice): string | undefined {
  if (table.traits.has('sorted')) {
    table.traits.delete('sorted')
    return 'RESET SORTED BY'
  }
  if (table.traits.has('retyped')) return undefined
  reach(world, 'sort')
  table.traits.add('sorted')
  return `SET SORTED BY (k ${dice.pick(['ASC', 'DESC', 'ASC NULLS LAST', 'DESC NULLS FIRST'])})`
}

function renameTable(world: World, table: LakeTable): string | undefined {
  if (world.views.some(({ of }) => of === table)) return undefined
  reach(world, 'rename-table')
  const [schema] = table.name.split('.')
  const name = `t${freshNumber(world)}`
  table.name = `${schema}.${name}`
  return `RENAME TO ${name}`
}
