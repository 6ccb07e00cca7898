import type { DuckType } from '../values/duck-type.js'

/**
 * A value to be probed with: a text that DuckDB casts to the scalar type, null for NULL, or the parts of a nested value.
 * Its type stands beside it; only a VARIANT carries the type that it was made from.
 */
export type Value =
  | null
  | string
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'struct'; readonly fields: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Value, value: Value])[] }
  | { readonly kind: 'union'; readonly tag: string; readonly value: Value }
  | { readonly kind: 'variant'; readonly type: DuckType; readonly value: Value }
