import type { EngineResult, EngineSession } from '../../engine.js'

/** What a fault of a DuckLake catalog knows of the node and of the other sessions there. */
export interface CatalogPlace {
  /** Whether this node follows another one. */
  readonly follows: () => boolean
  readonly shared: SharedCatalog
  /** Ends the client's connection without another word. */
  readonly hangUp: () => void
}

/** What the faulty sessions of one node share. */
export interface SharedCatalog {
  /** Sessions that have written a snapshot and not yet committed it, with the name of its table. */
  readonly writers: Map<EngineSession, string>
  /** What was last answered to a question, and what before that, by its text. */
  readonly answers: Map<string, { readonly last: EngineResult; readonly older?: EngineResult }>
}

export function newSharedCatalog(): SharedCatalog {
  return { writers: new Map(), answers: new Map() }
}
