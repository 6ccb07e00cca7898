import { existsSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../model/errors.js'

/** A file that a verb is to write. */
export interface NewFile {
  readonly path: string
  /** As the user wrote it: `--output`. */
  readonly flag: string
}

/**
 * Asked before the work, so that nobody waits for a refusal. `isForced` overwrites; undefined for a verb without --force.
 * Throws UsageError.
 */
export function refuseToOverwrite(files: readonly NewFile[], isForced?: boolean): void {
  for (const { path, flag } of files) {
    refuseWithoutFolder(path, flag)
    if (isForced || !existsSync(path)) continue
    throw new UsageError(
      `${path} exists, and nothing is overwritten`,
      `name a new file with ${flag}${isForced === undefined ? '' : ', or say --force'}`,
    )
  }
}

function refuseWithoutFolder(path: string, flag: string): void {
  const folder = dirname(path)
  if (existsSync(folder) && statSync(folder).isDirectory()) return
  throw new UsageError(
    `${path} cannot be written, as there is no folder ${folder}`,
    `make the folder, or name another file with ${flag}`,
  )
}

/** The path itself, or the first of `small-2.case.sql`, `small-3.case.sql`, ... that is not there yet. */
export function freeName(path: string): string {
  const [, stem, extension] = /^(.[^.]*)(.*)$/s.exec(basename(path)) ?? []
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : join(dirname(path), `${stem}-${number}${extension}`)
    if (!existsSync(name)) return name
  }
}

/** Throws UsageError where the file cannot be written. */
export function writeNewFile({ path, flag }: NewFile, text: string, isForced: boolean): void {
  try {
    writeFileSync(path, text, { flag: isForced ? 'w' : 'wx' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new UsageError(`${path} cannot be written (${code})`, `name another file with ${flag}`)
  }
}
