import type { Dice } from '../../src/index.js'
import type { Catalog } from '../ducklake-metadata/catalog.js'
import type { Read } from '../ducklake-metadata/read.js'
import { READERS } from '../ducklake-metadata/reads/all.js'

const NUMBER_MAX = 10_000

/** Queries that a client may ask of the catalog before it writes. Probes that fail on purpose would end a transaction elsewhere. */
export function extraReads(
  catalog: Catalog,
  { dice, reads }: { readonly dice: Dice; readonly reads: number },
): readonly Read[] {
  return Array.from({ length: reads }, () => {
    const reader = dice.pick(READERS)
    return reader(catalog, { target: dice.below(NUMBER_MAX), value: dice.below(NUMBER_MAX) })
  })
    .flat()
    .filter(({ expect }) => expect === undefined || expect === 'ok')
}
