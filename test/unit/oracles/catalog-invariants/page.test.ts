import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { INVARIANTS } from '../../../../oracles/catalog-invariants/invariants/all.js'
import { invariantTables } from '../../../../oracles/catalog-invariants/page.js'

test('docs/catalog-invariants.md has every invariant as the code has it', () => {
  const page = readFileSync(
    new URL('../../../../docs/catalog-invariants.md', import.meta.url),
    'utf8',
  )
  const tables = invariantTables()
  expect(page).toContain(tables)
  const ids = INVARIANTS.map(({ id }) => id)
  expect(ids.filter((id) => !tables.includes(`| ${id} |`))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
