import { describe, expect, test } from 'vitest'
import {
  CHANGES_BY_ID,
  type Change,
  CREATIONS,
  givesUp,
  printChange,
} from '../../../../workloads/ducklake-metadata/change.js'

const byId = (kind: (typeof CHANGES_BY_ID)[number] | 'deleted_from_table', id = 7): Change =>
  kind === 'deleted_from_table' ? { kind, id, files: [1] } : { kind, id }

const KINDS = [...CHANGES_BY_ID, 'deleted_from_table'] as const

/** The client's matrix as the reference has it: my change, and the others' that end my attempts. */
const MATRIX: Readonly<Record<(typeof KINDS)[number], string>> = {
  dropped_schema: 'dropped_schema',
  dropped_table: 'dropped_table',
  dropped_view: 'dropped_view',
  dropped_scalar_macro: 'dropped_scalar_macro',
  dropped_table_macro: 'dropped_table_macro',
  altered_table: 'dropped_table altered_table',
  altered_view: 'altered_view',
  inserted_into_table: 'dropped_table altered_table deleted_from_table inlined_delete',
  inlined_insert: 'dropped_table altered_table deleted_from_table inlined_delete',
  inlined_delete:
    'dropped_table altered_table inlined_delete inline_flush inserted_into_table inlined_insert',
  inline_flush: 'dropped_table inlined_delete inline_flush',
  merge_adjacent: 'dropped_table deleted_from_table merge_adjacent rewrite_delete',
  rewrite_delete: 'dropped_table deleted_from_table merge_adjacent rewrite_delete',
  deleted_from_table:
    'dropped_table altered_table merge_adjacent rewrite_delete inserted_into_table inlined_insert ' +
    'deleted_from_table',
}

describe('matrix of conflicts: one table', () => {
  test.each(Object.entries(MATRIX))('%s gives up on %s', (mine, theirs) => {
    const ends = KINDS.filter((kind) => givesUp([byId(mine as 'altered_table')], [byId(kind)]))
    expect(ends.sort()).toEqual(theirs.split(' ').sort())
  })

  test('what happened to another table is no conflict', () => {
    for (const mine of KINDS)
      for (const theirs of KINDS) expect(givesUp([byId(mine, 7)], [byId(theirs, 8)])).toBe(false)
  })

  test('deletes from one table conflict by their files', () => {
    const files = (...ids: number[]): Change => ({ kind: 'deleted_from_table', id: 7, files: ids })
    expect(givesUp([files(1, 2)], [files(2, 3)])).toBe(true)
    expect(givesUp([files(1)], [files(2)])).toBe(false)
  })
})

describe('matrix of conflicts: names', () => {
  const made = (kind: (typeof CREATIONS)[number], name: string, schema = 's'): Change => ({
    kind,
    schemaId: 3,
    schema,
    name,
  })

  test('a table and a view share names, a scalar and a table macro do not', () => {
    const pairs = CREATIONS.flatMap((a) => CREATIONS.map((b) => [a, b] as const))
    const meet = pairs.filter(([a, b]) => givesUp([made(a, 'x')], [made(b, 'X')]))
    expect(meet.map(([a, b]) => `${a} ${b}`).sort()).toEqual([
      'created_scalar_macro created_scalar_macro',
      'created_table created_table',
      'created_table created_view',
      'created_table_macro created_table_macro',
      'created_view created_table',
      'created_view created_view',
    ])
  })

  test('the same name in another schema is another object', () => {
    expect(givesUp([made('created_table', 'x')], [made('created_table', 'x', 'other')])).toBe(false)
  })

  test('a schema that was dropped takes no new objects; nobody drops one that got a table', () => {
    const dropped: Change = { kind: 'dropped_schema', id: 3, name: 's' }
    for (const kind of CREATIONS) expect(givesUp([made(kind, 'x')], [dropped])).toBe(true)
    const ends = CREATIONS.filter((kind) => givesUp([dropped], [made(kind, 'x')]))
    expect(ends).toEqual(['created_table', 'created_view'])
  })

  test('two schemas of one name, whatever its case', () => {
    const schema = (name: string): Change => ({ kind: 'created_schema', name })
    expect(givesUp([schema('a')], [schema('A')])).toBe(true)
    expect(givesUp([schema('a')], [schema('b')])).toBe(false)
    expect(givesUp([schema('s')], [made('created_table', 's')])).toBe(false)
  })
})

test('a change as the client writes it', () => {
  expect(printChange(byId('merge_adjacent'))).toBe('merge_adjacent:7')
  expect(
    printChange({ kind: 'created_table_macro', schemaId: 1, schema: 'a"b', name: 'x,y' }),
  ).toBe('created_table_macro:"a""b"."x,y"')
})
