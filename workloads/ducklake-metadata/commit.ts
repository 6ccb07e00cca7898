import { applyEffects, type Catalog } from './catalog.js'
import { type Commit, finish, openDraft } from './draft.js'
import type { Operation } from './operation.js'

/** Writes an operation as the commit that follows the catalog's newest snapshot. */
export function commitOf(operation: Operation, base: Catalog, number: number): Commit {
  const draft = openDraft(base, number, operation.altersSchema(base))
  operation.write(draft)
  return finish(draft, (effects) => applyEffects(base.tables, effects))
}
