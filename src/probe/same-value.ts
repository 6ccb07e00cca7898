import type { Cell, DeclaredType } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import { withoutTags } from '../values/canonical.js'
import { columnReader } from '../values/column-reader.js'
import type { DuckType } from '../values/duck-type.js'
import { lostOnWire } from '../values/loss-on-wire.js'
import { lossesOf, projectLoss } from '../values/projection.js'
import type { SeenLoss } from './report.js'

/** What became of a value. */
export type Sameness =
  | { readonly kind: 'same' }
  | { readonly kind: 'lossy'; readonly loss: SeenLoss }
  | { readonly kind: 'different'; readonly subject: Cell }

/** Compares a cell of the subject, as it came, with the reference's canonical one. */
export type Comparer = (reference: Cell, subject: Cell) => Sameness

interface KnownLoss extends SeenLoss {
  readonly apply: (cell: Cell) => Cell
}

/** Exactly first; then without what no PostgreSQL protocol carries, and then also without what the profile declares lost. */
export function comparer(
  type: DuckType,
  from: DeclaredType,
  profile: Pick<Profile, 'types'>,
): Comparer {
  const read = columnReader(type, from)
  const losses = knownLosses(type, profile)
  return (reference, cell) => {
    const subject = read(cell)
    if (subject === reference) return { kind: 'same' }
    let [left, right] = [reference, subject]
    for (const { apply, as, because } of losses) {
      left = apply(left)
      right = apply(right)
      if (left === right) return { kind: 'lossy', loss: { as, because } }
    }
    return { kind: 'different', subject }
  }
}

function knownLosses(type: DuckType, { types }: Pick<Profile, 'types'>): readonly KnownLoss[] {
  const onWire = lostOnWire(type)
  const untagged = (cell: Cell) => (cell === null ? null : withoutTags(cell))
  return [
    ...(onWire === undefined
      ? []
      : [{ as: 'untagged', because: onWire, apply: untagged } as const]),
    ...lossesOf(type, types).map((loss) => ({
      ...loss,
      apply: (cell: Cell) => projectLoss(cell, type, loss),
    })),
  ]
}
