import { beforeAll, expect, test } from 'vitest'
import { invariantsOf } from '../../../../oracles/catalog-invariants/inlined.js'
import type { Invariant } from '../../../../oracles/catalog-invariants/invariant.js'
import { OF_CATALOG } from '../../../../oracles/catalog-invariants/invariants/all.js'
import { queryOf } from '../../../../oracles/catalog-invariants/query.js'
import { CORRUPTIONS } from './corruptions.js'
import { makeSoundCatalog, PREFIX } from './sound-catalog.js'

/** An engine as these tests need it: gives the cells of the rows as text. */
export type Engine = (sql: string) => Promise<readonly (readonly (string | null)[])[]>

/** A sound catalog breaks no invariant, and each way to break one is found by it. The engine is used once tests run. */
export function corruptedCatalogs(engine: () => Engine): void {
  let asked: readonly Invariant[] = []
  let inlined = { rows: '', deletes: '' }

  beforeAll(async () => {
    const send = engine()
    const names = [...(await makeSoundCatalog(send)).tables.keys()]
    inlined = await inlinedTables(names, send)
    const tables = Object.values(inlined).map((name) => ({ name, columns: [] }))
    asked = [...OF_CATALOG, ...tables.flatMap(invariantsOf)]
  })

  test('a sound catalog breaks none', async () => {
    expect(await engine()(queryOf(asked, PREFIX))).toEqual([])
  })

  test.each(CORRUPTIONS)('%s finds %s', async (id, sql) => {
    const send = engine()
    const own = asked.filter((invariant) => invariant.id === id)
    const text = sql.replaceAll('{rows}', inlined.rows).replaceAll('{deletes}', inlined.deletes)
    await send('BEGIN')
    try {
      await send(text.replaceAll('{M}', PREFIX))
      const rows = await send(queryOf(own, PREFIX))
      expect(rows.map(([invariant]) => invariant)).toContain(id)
    } finally {
      await send('ROLLBACK')
    }
  })
}

async function inlinedTables(names: readonly string[], send: Engine) {
  const deletes = names.find((name) => name.startsWith('ducklake_inlined_delete_')) ?? 'none'
  for (const rows of names.filter((name) => /^ducklake_inlined_data_\d+_\d+$/.test(name))) {
    if ((await send(`SELECT row_id FROM ${PREFIX}${rows}`)).length > 0) return { rows, deletes }
  }
  throw new Error('no table has inlined rows')
}
