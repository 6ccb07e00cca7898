import { identifier } from './value.js'

/**
 * What a snapshot did, as `changes_made` tells it; `files` are the data files that a delete
 * touched.
 */
export type Change =
  | { readonly kind: 'created_schema'; readonly name: string }
  | {
      readonly kind: 'created_table' | 'created_view' | 'created_scalar_macro'
      readonly schemaId: number
      readonly schema: string
      readonly name: string
    }
  | {
      readonly kind:
        | 'dropped_schema'
        | 'dropped_table'
        | 'dropped_view'
        | 'dropped_scalar_macro'
        | 'altered_table'
        | 'altered_view'
        | 'inserted_into_table'
        | 'inlined_insert'
        | 'inlined_delete'
      readonly id: number
    }
  | { readonly kind: 'deleted_from_table'; readonly id: number; readonly files: readonly number[] }

/** One entry of `changes_made`. */
export function printChange(change: Change): string {
  if ('id' in change) return `${change.kind}:${change.id}`
  if (change.kind === 'created_schema') return `created_schema:${identifier(change.name)}`
  return `${change.kind}:${identifier(change.schema)}.${identifier(change.name)}`
}

/**
 * What makes a client give up, by its own change: the changes of others since its snapshot that
 * it does not retry over (reference: the client's conflict matrix). Those that are not listed
 * pass.
 */
const GIVES_UP_ON: Readonly<Record<string, readonly Change['kind'][]>> = {
  dropped_schema: ['dropped_schema'],
  dropped_table: ['dropped_table'],
  dropped_view: ['dropped_view'],
  dropped_scalar_macro: ['dropped_scalar_macro'],
  altered_table: ['dropped_table', 'altered_table'],
  altered_view: ['altered_view'],
  inserted_into_table: ['dropped_table', 'altered_table', 'deleted_from_table', 'inlined_delete'],
  inlined_insert: ['dropped_table', 'altered_table', 'deleted_from_table', 'inlined_delete'],
  deleted_from_table: ['dropped_table', 'altered_table', 'inserted_into_table', 'inlined_insert'],
  inlined_delete: [
    'dropped_table',
    'altered_table',
    'inlined_delete',
    'inserted_into_table',
    'inlined_insert',
  ],
}

/** True when the client that wants `mine` gives up because others committed `theirs`. */
export function givesUp(mine: readonly Change[], theirs: readonly Change[]): boolean {
  return mine.some((own) => theirs.some((other) => conflicts(own, other)))
}

function conflicts(own: Change, other: Change): boolean {
  if (!('id' in own)) return conflictsByName(own, other)
  if (own.kind === 'dropped_schema' && 'schemaId' in other) return other.schemaId === own.id
  if (!('id' in other) || other.id !== own.id) return false
  if (own.kind === 'deleted_from_table' && other.kind === 'deleted_from_table')
    return own.files.some((file) => other.files.includes(file))
  return GIVES_UP_ON[own.kind]?.includes(other.kind) ?? false
}

type Named = Exclude<Change, { readonly id: number }>

function conflictsByName(own: Named, other: Change): boolean {
  if (other.kind === 'dropped_schema') return 'schemaId' in own && own.schemaId === other.id
  if ('id' in other || own.name.toLowerCase() !== other.name.toLowerCase()) return false
  const isSchema = own.kind === 'created_schema'
  if (isSchema || other.kind === 'created_schema') return own.kind === other.kind
  if (own.schema !== other.schema) return false
  const isMacro = own.kind === 'created_scalar_macro'
  return isMacro === (other.kind === 'created_scalar_macro')
}
