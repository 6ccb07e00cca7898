import type { Catalog } from '../ducklake-metadata/catalog.js'
import { liveRows, num, text } from '../ducklake-metadata/catalog.js'
import type { Change } from '../ducklake-metadata/change.js'

const ENTRY = /([a-z_]+):(?:(\d+)|("(?:[^"]|"")*")(?:\.("(?:[^"]|"")*"))?)(?:,|$)/y

/**
 * Reads what `changes_made` says of one or several snapshots, as the client does before it tries again. Undefined where it
 * is not of that grammar; a client takes that for an error. Which files a delete touched is not in it.
 */
export function readChanges(said: string, catalog: Catalog): readonly Change[] | undefined {
  const changes: Change[] = []
  ENTRY.lastIndex = 0
  while (ENTRY.lastIndex < said.length) {
    const found = ENTRY.exec(said)
    if (!found) return undefined
    const [, kind = '', id, first, second] = found
    changes.push(changeOf({ kind, id, names: [first, second].map(unquoted) }, catalog))
  }
  return changes
}

interface Entry {
  readonly kind: string
  readonly id: string | undefined
  readonly names: readonly (string | undefined)[]
}

/** Kinds that only a catalog names which others have written too are like any other: none of ours conflicts with them. */
function changeOf({ kind, id, names: [first = '', second] }: Entry, catalog: Catalog): Change {
  if (id !== undefined) {
    const files: readonly number[] = []
    return (kind === 'deleted_from_table'
      ? { kind, id: Number(id), files }
      : { kind, id: Number(id) }) as unknown as Change
  }
  if (second === undefined) return { kind: 'created_schema', name: first }
  const schema = liveRows(catalog, 'ducklake_schema').find(
    (row) => text(row, 'schema_name') === first,
  )
  const schemaId = schema ? num(schema, 'schema_id') : -1
  return { kind, schemaId, schema: first, name: second } as Change
}

function unquoted(quoted: string | undefined): string | undefined {
  return quoted?.slice(1, -1).replaceAll('""', '"')
}
