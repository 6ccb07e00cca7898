import { diceOf } from '../random/dice.js'
import { deriveSeed } from '../random/seed.js'
import { probeRow, type Sides } from './matrix-row.js'
import { drawValue, type ProbedType } from './probed-type.js'
import { catalogTypes } from './reference.js'
import type { MatrixReport, MatrixRow } from './report.js'
import { PROBED_TYPES, unprobed } from './types.js'
import type { Value } from './value.js'

/** The values of one statement: enough that the trip costs little, few enough that a wrong batch is soon taken apart. */
const BATCH_SIZE = 100

export interface MatrixOptions {
  readonly seed: bigint
  /** Random values of each type, beside the edges. */
  readonly values: number
  /** `2026-11-22`. */
  readonly date: string
  /** The types to probe; all of them by default. */
  readonly types?: readonly ProbedType[] | undefined
  /** Called after each type. */
  readonly onRow?: (progress: {
    readonly row: MatrixRow
    readonly done: number
    readonly of: number
  }) => void
  /** Asked between statements: what was probed so far is the report. */
  readonly isStopped?: () => boolean
}

/** Every type on every way. The same seed asks the same. Throws TargetLost. */
export async function probeMatrix(
  sides: Sides,
  { seed, values, date, types = PROBED_TYPES, onRow, isStopped }: MatrixOptions,
): Promise<MatrixReport> {
  const rows: MatrixRow[] = []
  for (const probed of types) {
    if (isStopped?.()) break
    const batches = untilStopped(batchesOf(probed, seed, values), isStopped)
    const row = await probeRow(probed, batches, sides)
    rows.push(row)
    onRow?.({ row, done: rows.length, of: types.length })
  }
  const { name, version, profile } = sides.subject.target.facts
  return {
    goldeneye: 'type matrix 1',
    endpoint: { name, version, profile },
    reference: sides.reference.target.facts.version,
    date,
    seed: seed.toString(),
    valuesPerType: values,
    rows,
    unprobed: unprobed(await catalogTypes(sides.reference)),
  }
}

/** NULL and the edges, then as many random values as were asked for, drawn when they are needed. */
export function* batchesOf(
  probed: ProbedType,
  seed: bigint,
  values: number,
): Generator<readonly Value[]> {
  const salt = Number(BigInt.asIntN(32, deriveSeed(seed, probed.type.name)))
  const dice = diceOf(salt)
  let batch: Value[] = [null, ...probed.edges]
  for (let i = 0; i < values; i += 1) {
    if (batch.length >= BATCH_SIZE) {
      yield batch
      batch = []
    }
    batch.push(drawValue(probed, dice))
  }
  yield batch
}

function* untilStopped<T>(all: Iterable<T>, isStopped: (() => boolean) | undefined): Generator<T> {
  for (const one of all) {
    if (isStopped?.()) return
    yield one
  }
}
