import { expect, test } from 'vitest'
import type { Catalog, Effect, Row } from '../../../../workloads/ducklake-metadata/catalog.js'
import { commitOf, firstAttempt } from '../../../../workloads/ducklake-metadata/commit.js'
import { createdCatalog } from '../../../../workloads/ducklake-metadata/creation.js'
import {
  committed,
  failureOf,
  hold,
  isConflicting,
  isTaken,
  look,
  openWorld,
  release,
} from '../../../../workloads/ducklake-metadata/mvcc.js'
import type { Maker, Operation } from '../../../../workloads/ducklake-metadata/operation.js'
import { insertFiles } from '../../../../workloads/ducklake-metadata/operations/data.js'
import { dropTable } from '../../../../workloads/ducklake-metadata/operations/drop.js'
import { flushInlined } from '../../../../workloads/ducklake-metadata/operations/flush.js'
import {
  inlinedDelete,
  inlinedInsert,
} from '../../../../workloads/ducklake-metadata/operations/inlined.js'
import { createTable } from '../../../../workloads/ducklake-metadata/operations/tables.js'

const pick = { target: 0, value: 0, flag: false }

function make(maker: Maker, catalog: Catalog): Operation {
  const operation = maker(catalog, pick)
  if (!operation) throw new Error('nothing to do it to')
  return operation
}

function after(base: Catalog, ...makers: readonly Maker[]): Catalog {
  return makers.reduce(
    (catalog, maker, i) => firstAttempt(make(maker, catalog), catalog, i).commit.after,
    base,
  )
}

const table = after(createdCatalog(), createTable)

test('a batch after another commit fails at its first statement, one before it at COMMIT', () => {
  const [one, two] = [look(openWorld(table), 'a'), look(openWorld(table), 'b')]
  const first = commitOf(make(insertFiles, table), table, 1)
  const second = commitOf(make(insertFiles, table), table, 2)
  const world = committed(hold(openWorld(table), 'a', first.effects), 'a', first)
  expect(isTaken(openWorld(table), one)).toBe(false)
  expect(failureOf(world, two, second)).toEqual({ at: 0, expect: 'constraint' })
  expect(isTaken(world, two)).toBe(true)
  expect(isTaken(world, look(world, 'b'))).toBe(false)
})

test('two that end the same row meet at the statement, until the first is rolled back', () => {
  const first = commitOf(make(dropTable, table), table, 1)
  const second = commitOf(make(dropTable, table), table, 2)
  const view = look(openWorld(table), 'b')
  const world = hold(openWorld(table), 'a', first.effects)
  expect(failureOf(world, view, second)).toEqual({ at: 1, expect: 'transaction' })
  expect(failureOf(release(world, 'a'), view, second)).toBeUndefined()
})

test('an update and a deletion of one row do not meet, two deletions do', () => {
  const row: Row = { id: 1 }
  const update: Effect = { kind: 'update', table: 't', pairs: [[row, { id: 2 }]] }
  const remove: Effect = { kind: 'delete', table: 't', rows: [row] }
  const world = hold(openWorld(table), 'a', [remove])
  const view = look(world, 'b')
  expect(isConflicting(world, view, [update])).toBe(false)
  expect(isConflicting(world, view, [remove])).toBe(true)
  expect(isConflicting(world, look(world, 'a'), [remove])).toBe(false)
})

test('a flush takes the rows of its snapshot out of the catalog before its commit, and once more in it', () => {
  const full = after(table, inlinedInsert, inlinedDelete)
  const { prelude, commit } = firstAttempt(make(flushInlined, full), full, 5)
  const isDeletion = (sql: string) => sql.includes('DELETE FROM {M}.ducklake_inlined_data_')
  expect(prelude.filter(({ read }) => isDeletion(read.sql))).toHaveLength(1)
  expect(commit.statements.filter(({ sql }) => isDeletion(sql))).toHaveLength(1)
  expect(commit.changes).toEqual([{ kind: 'inline_flush', id: 1 }])
  expect(commit.after.tables.get('ducklake_inlined_data_1_1')).toEqual([])
  const [file] = commit.after.tables.get('ducklake_data_file') ?? []
  expect(file).toMatchObject({ begin_snapshot: 2, partial_max: 2, row_id_start: 0 })
  const [lost] = commit.after.tables.get('ducklake_delete_file') ?? []
  expect(lost).toMatchObject({
    begin_snapshot: 3,
    delete_count: 1,
    data_file_id: file?.data_file_id,
  })
})
