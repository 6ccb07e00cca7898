import type { Step } from '../../../src/index.js'
import { applyEffects, type Catalog, type Effect, num, rowsOf } from '../catalog.js'
import { say } from '../steps.js'

/** A statement of a maintenance transaction and what it does to the rows. */
export interface Deed {
  readonly step: Step
  readonly effects: readonly Effect[]
}

/** The catalog after some deeds. */
export function after(base: Catalog, deeds: readonly Deed[]): Catalog {
  const effects = deeds.flatMap((deed) => deed.effects)
  return { ...base, tables: applyEffects(base.tables, effects) }
}

/** `DELETE FROM table WHERE key IN (ids)` */
export function deletion(
  base: Catalog,
  session: string,
  of: { readonly name: string; readonly key: string; readonly ids: string },
): Deed {
  const table = `ducklake_${of.name}`
  const gone = new Set(of.ids.split(', ').map(Number))
  const rows = rowsOf(base, table).filter((row) => gone.has(num(row, of.key)))
  const sql = `
DELETE FROM {M}.${table}
WHERE ${of.key} IN (${of.ids});
`
  return { step: say(session, sql), effects: [{ kind: 'delete', table, rows }] }
}
