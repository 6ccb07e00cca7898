import type { Cell } from '../model/outcome.js'
import { foldCanonical } from './canonical-tree.js'
import type { DuckType } from './duck-type.js'

/** A canonical value taken apart: scalars, NULLs and what is compared as a whole are leaves. */
export type ValueTree =
  | { readonly kind: 'leaf'; readonly type: string; readonly cell: Cell }
  | { readonly kind: 'list'; readonly items: readonly ValueTree[] }
  /** A struct's fields or a map's entries, in order. */
  | {
      readonly kind: 'struct' | 'map'
      readonly entries: readonly (readonly [key: string, value: ValueTree])[]
    }

/** Takes a canonical cell apart by its type; undefined where its text is not canonical. */
export function valueTree(cell: Cell, type: DuckType): ValueTree | undefined {
  if (cell === null) return leaf(cell, type)
  const text = foldCanonical(cell, type, {
    leaf: (value, of) => JSON.stringify(leaf(value, of)),
    element: (value, of) => value ?? JSON.stringify(leaf(null, of)),
    list: (items) => `{"kind":"list","items":[${items.join()}]}`,
    map: (entries) => entriesText('map', entries),
    struct: (entries) => entriesText('struct', entries),
  })
  return text === cell || text === null ? undefined : (JSON.parse(text) as ValueTree)
}

function leaf(cell: Cell, type: DuckType): ValueTree {
  return { kind: 'leaf', type: type.name, cell }
}

function entriesText(
  kind: 'struct' | 'map',
  entries: readonly (readonly [key: string, value: string])[],
): string {
  const pairs = entries.map(([key, value]) => `[${JSON.stringify(key)},${value}]`)
  return `{"kind":"${kind}","entries":[${pairs.join()}]}`
}
