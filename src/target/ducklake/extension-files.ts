import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The extensions that a DuckLake client needs: its own, and the one that speaks to a catalog behind the protocol. */
export const LAKE_EXTENSIONS = ['ducklake', 'postgres_scanner'] as const

/** The files of the extensions, or why there are none, as a sentence. */
export type ExtensionFiles =
  | { readonly kind: 'found'; readonly files: readonly string[] }
  | { readonly kind: 'missing'; readonly reason: string }

/**
 * Looks for `<folder>/ducklake.duckdb_extension`, and for `<folder>/<version>/<platform>/...`, which is how DuckDB itself
 * keeps them.
 */
export function extensionFiles(
  folder: string,
  { version, platform }: { readonly version: string; readonly platform: string },
): ExtensionFiles {
  const places = [resolve(folder), join(resolve(folder), version, platform)]
  const found = LAKE_EXTENSIONS.map((name) =>
    places.map((place) => join(place, `${name}.duckdb_extension`)).find((file) => existsSync(file)),
  )
  const missing = LAKE_EXTENSIONS.filter((_, index) => found[index] === undefined)
  if (missing.length === 0) {
    return { kind: 'found', files: found.flatMap((file) => file ?? []) }
  }
  const names = missing.map((name) => `${name}.duckdb_extension`).join(' and no ')
  return { kind: 'missing', reason: `there is no ${names} in ${folder} or ${places[1]}` }
}
