import { expect, test } from 'vitest'
import { committed, rolledBack, visibleTo, withTable } from '../../../src/schema/catalog.js'
import { withColumn, withColumnRenamed, withoutColumn } from '../../../src/schema/table.js'

const base = { name: 't', columns: [{ name: 'k', type: 'INTEGER', role: 'key' }] } as const
const names = (catalog: ReturnType<typeof visibleTo>) => catalog.map(({ name }) => name)

test('a table is its own transaction’s until COMMIT, and gone after ROLLBACK', () => {
  const catalog = withTable(withTable([], base), { ...base, name: 'u' }, 'a')
  expect(names(visibleTo(catalog, 'a'))).toEqual(['t', 'u'])
  expect(names(visibleTo(catalog, 'b'))).toEqual(['t'])
  expect(names(visibleTo(committed(catalog, 'a'), 'b'))).toEqual(['t', 'u'])
  expect(names(visibleTo(committed(catalog, 'b'), 'b'))).toEqual(['t'])
  expect(names(visibleTo(rolledBack(catalog, 'a'), 'a'))).toEqual(['t'])
})

test('columns are added, renamed and dropped', () => {
  const wider = withColumn(base, { name: 'c', type: 'DATE', role: 'plain' })
  expect(withColumnRenamed(wider, 'c', 'd').columns.map(({ name }) => name)).toEqual(['k', 'd'])
  expect(withoutColumn(wider, 'c')).toEqual(base)
})
