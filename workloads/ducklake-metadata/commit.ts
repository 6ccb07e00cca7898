import { applyEffects, type Catalog } from './catalog.js'
import { type Commit, finish, openDraft } from './draft.js'
import type { Operation, Said } from './operation.js'

/** Writes an operation as the commit that follows the catalog's newest snapshot. */
export function commitOf(operation: Operation, base: Catalog, number: number): Commit {
  const draft = openDraft(base, number, operation.altersSchema(base))
  operation.write(draft)
  return finish(draft, (effects) => applyEffects(base.tables, effects))
}

/** A commit with what the client says before it in the same transaction. */
export interface Attempt {
  readonly prelude: readonly Said[]
  readonly commit: Commit
}

/**
 * The first attempt of a client: what it says on the way and then the commit, whose effects and
 * whose catalog hold both. A retry is `commitOf` alone.
 */
export function firstAttempt(operation: Operation, base: Catalog, number: number): Attempt {
  const prelude = operation.prelude?.(base) ?? []
  const commit = commitOf(operation, base, number)
  const before = prelude.flatMap((said) => said.effects)
  if (before.length === 0) return { prelude, commit }
  const effects = [...before, ...commit.effects]
  const after = { ...commit.after, tables: applyEffects(base.tables, effects) }
  return { prelude, commit: { ...commit, effects, after } }
}
