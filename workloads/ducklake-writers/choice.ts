import type { Dice } from '../../src/index.js'
import { type Catalog, liveRows } from '../ducklake-metadata/catalog.js'
import type { Maker, Operation } from '../ducklake-metadata/operation.js'
import { OPERATIONS } from '../ducklake-metadata/operations/all.js'
import { insertFiles } from '../ducklake-metadata/operations/data.js'
import { createSchema } from '../ducklake-metadata/operations/schemas.js'
import { createTable } from '../ducklake-metadata/operations/tables.js'

/** With fewer tables a writer makes one first. */
const TABLES_MIN = 2

const NUMBER_MAX = 10_000
const WEIGHTS = OPERATIONS.reduce((sum, { weight }) => sum + weight, 0)

/**
 * What a writer does next, by the weights of the generator. A catalog that has enough tables gets no more of them: every
 * client that tries again reads the statistics of all.
 */
export function chooseOperation(catalog: Catalog, dice: Dice, tablesMax: number): Operation {
  const pick = {
    target: dice.below(NUMBER_MAX),
    value: dice.below(NUMBER_MAX),
    flag: dice.chance(1, 2),
  }
  const make = wanted(liveRows(catalog, 'ducklake_table').length, dice, tablesMax)
  const operation = make(catalog, pick) ?? insertFiles(catalog, pick) ?? createTable(catalog, pick)
  // The schema main is never dropped, so a table can always be made.
  return operation as Operation
}

function wanted(tables: number, dice: Dice, tablesMax: number): Maker {
  const drawn = draw(dice)
  if (tables < TABLES_MIN) return createTable
  const isGrowing = drawn === createTable || drawn === createSchema
  return tables >= tablesMax && isGrowing ? insertFiles : drawn
}

function draw(dice: Dice): Maker {
  let at = dice.below(WEIGHTS)
  for (const { weight, make } of OPERATIONS) {
    at -= weight
    if (at < 0) return make
  }
  return insertFiles
}
