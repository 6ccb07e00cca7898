import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../../model/case.js'
import { UsageError } from '../../model/errors.js'
import type { Known } from '../../model/known.js'
import { loadCase } from '../load.js'

/** Where known differences are kept when nothing else is said. */
export const KNOWN_FOLDER = 'corpus/known'

const EXTENSION = '.case.sql'

/** A file of a known difference. */
export interface KnownCase {
  /** Its file's name without `.case.sql`. */
  readonly name: string
  readonly file: string
  readonly known: Known
  readonly case: Case
}

/** All known differences of a folder by their names. Throws UsageError with file and line. */
export async function loadKnown(folder: string): Promise<readonly KnownCase[]> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(
      `there is no folder ${folder} of known differences`,
      'name one with --known, or leave it out; known add makes it with its first file',
    )
  }
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .sort()
  return Promise.all(names.map((name) => loadOne(join(folder, name), name)))
}

async function loadOne(file: string, name: string): Promise<KnownCase> {
  const { case: loaded } = await loadCase(file)
  const { known } = loaded.header
  if (!known) {
    throw new UsageError(
      `${file}:1: this case lies with the known differences and names no issue`,
      'give it the lines `-- known: <issue>`, `-- reason: ...` and `-- match: ...`, or move it',
    )
  }
  return { name: name.slice(0, -EXTENSION.length), file, known, case: loaded }
}
