import { identifier } from './value.js'

/** What a snapshot did to something that has an id. */
export const CHANGES_BY_ID = [
  'dropped_schema',
  'dropped_table',
  'dropped_view',
  'dropped_scalar_macro',
  'dropped_table_macro',
  'altered_table',
  'altered_view',
  'inserted_into_table',
  'inlined_insert',
  'inlined_delete',
  'inline_flush',
  'merge_adjacent',
  'rewrite_delete',
] as const

/** What a snapshot made in a schema. */
export const CREATIONS = [
  'created_table',
  'created_view',
  'created_scalar_macro',
  'created_table_macro',
] as const

/**
 * What a snapshot did, as `changes_made` tells it; `files` are the data files that a delete
 * touched, and `name` of a dropped schema its name.
 */
export type Change =
  | { readonly kind: 'created_schema'; readonly name: string }
  | {
      readonly kind: (typeof CREATIONS)[number]
      readonly schemaId: number
      readonly schema: string
      readonly name: string
    }
  | {
      readonly kind: (typeof CHANGES_BY_ID)[number]
      readonly id: number
      readonly name?: string
    }
  | { readonly kind: 'deleted_from_table'; readonly id: number; readonly files: readonly number[] }

export type ChangeKind = Change['kind']

/** One entry of `changes_made`. */
export function printChange(change: Change): string {
  if ('id' in change) return `${change.kind}:${change.id}`
  if (change.kind === 'created_schema') return `created_schema:${identifier(change.name)}`
  return `${change.kind}:${identifier(change.schema)}.${identifier(change.name)}`
}

/** What ends or reshapes a table: nothing that was planned on the old one is done again. */
const RESHAPED = ['dropped_table', 'altered_table'] as const

/** New rows in a table. */
const ADDED = ['inserted_into_table', 'inlined_insert'] as const

/** New files for old ones. */
const COMPACTED = ['merge_adjacent', 'rewrite_delete'] as const

const INSERT_GIVES_UP = [...RESHAPED, 'deleted_from_table', 'inlined_delete'] as const
const COMPACTION_GIVES_UP = ['dropped_table', 'deleted_from_table', ...COMPACTED] as const

/**
 * What makes a client give up, by its own change: the changes of others since its snapshot, on the
 * same id, that it does not retry over (reference: the client's conflict matrix). Those that are
 * not listed pass, and some of that is a hole: an inlined delete and a compaction of the same file
 * both win, and so do ALTER and an insert that was committed before it, and ALTER VIEW and DROP
 * VIEW.
 */
export const GIVES_UP_ON: Readonly<Record<string, readonly ChangeKind[]>> = {
  dropped_schema: ['dropped_schema'],
  dropped_table: ['dropped_table'],
  dropped_view: ['dropped_view'],
  dropped_scalar_macro: ['dropped_scalar_macro'],
  dropped_table_macro: ['dropped_table_macro'],
  altered_table: RESHAPED,
  altered_view: ['altered_view'],
  inserted_into_table: INSERT_GIVES_UP,
  inlined_insert: INSERT_GIVES_UP,
  deleted_from_table: [...RESHAPED, ...COMPACTED, ...ADDED],
  inlined_delete: [...RESHAPED, 'inlined_delete', 'inline_flush', ...ADDED],
  inline_flush: ['dropped_table', 'inlined_delete', 'inline_flush'],
  merge_adjacent: COMPACTION_GIVES_UP,
  rewrite_delete: COMPACTION_GIVES_UP,
}

/** True when the client that wants `mine` gives up because others committed `theirs`. */
export function givesUp(mine: readonly Change[], theirs: readonly Change[]): boolean {
  return mine.some((own) => theirs.some((other) => conflicts(own, other)))
}

function conflicts(own: Change, other: Change): boolean {
  if (!('id' in own)) return conflictsByName(own, other)
  if (own.kind === 'dropped_schema' && isRelation(other)) return sameName(own.name, other.schema)
  if (!('id' in other) || other.id !== own.id) return false
  // Files are compared one by one, which takes a query of its own.
  if (own.kind === 'deleted_from_table' && other.kind === 'deleted_from_table')
    return own.files.some((file) => other.files.includes(file))
  return GIVES_UP_ON[own.kind]?.includes(other.kind) ?? false
}

type Named = Exclude<Change, { readonly id: number }>
type Creation = Exclude<Named, { readonly kind: 'created_schema' }>

/** Tables and views share their names; macros that others made do not keep a schema from its end. */
function isRelation(change: Change): change is Creation {
  return change.kind === 'created_table' || change.kind === 'created_view'
}

function sameName(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase()
}

function conflictsByName(own: Named, other: Change): boolean {
  if (other.kind === 'dropped_schema') return 'schemaId' in own && own.schemaId === other.id
  if ('id' in other || !sameName(own.name, other.name)) return false
  if (own.kind === 'created_schema' || other.kind === 'created_schema')
    return own.kind === other.kind
  const isSameSpace = own.kind === other.kind || (isRelation(own) && isRelation(other))
  return isSameSpace && sameName(own.schema, other.schema)
}

/** Pairs of changes of one table over which the client tries again although it should not. */
const HOLES: readonly (readonly [feature: string, own: ChangeKind[], other: ChangeKind[]])[] = [
  [
    'hole-delete-and-compaction',
    ['inlined_delete'],
    ['merge_adjacent', 'rewrite_delete', 'deleted_from_table'],
  ],
  [
    'hole-compaction-and-delete',
    ['merge_adjacent', 'rewrite_delete', 'deleted_from_table'],
    ['inlined_delete'],
  ],
  ['hole-alter-after-insert', ['altered_table'], ['inserted_into_table', 'inlined_insert']],
]

/** The holes of the conflict matrix that a client goes through, as features. */
export function holesBetween(
  mine: readonly Change[],
  theirs: readonly Change[],
): readonly string[] {
  const meets = (own: ChangeKind[], other: ChangeKind[]) =>
    mine.some(
      (a) =>
        own.includes(a.kind) &&
        theirs.some((b) => other.includes(b.kind) && 'id' in a && 'id' in b && a.id === b.id),
    )
  return HOLES.flatMap(([feature, own, other]) => (meets(own, other) ? [feature] : []))
}
