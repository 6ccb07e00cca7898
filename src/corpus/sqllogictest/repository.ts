import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * The folder that a test file's relative paths begin at: the one that holds both `test/`, in which
 * the file is, and `data/`. Undefined where there is none.
 */
export function findRepository(file: string): string | undefined {
  let folder = dirname(resolve(file))
  while (folder !== dirname(folder)) {
    const parent = dirname(folder)
    if (/[\\/]test$/.test(folder) && existsSync(join(parent, 'data'))) return parent
    folder = parent
  }
  return undefined
}

/** The file as its suite names it: `test/sql/insert.test`. */
export function testNameOf(file: string): string {
  const path = file.replaceAll('\\', '/')
  const at = `/${path}`.lastIndexOf('/test/')
  return at < 0 ? (path.split('/').at(-1) ?? path) : path.slice(at)
}
