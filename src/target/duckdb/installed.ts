import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { assert } from '../../model/errors.js'

const PACKAGE = '@duckdb/node-api'

/** The version of the DuckDB that is installed, as its package says it (`1.5.6-r.1`), without starting one. */
export function installedDuckDB(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE)
  const root = entry.slice(0, entry.lastIndexOf(join(PACKAGE, '')) + PACKAGE.length)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version?: unknown
  }
  assert(typeof version === 'string', `${dirname(entry)} has no version`)
  return version
}
