import { existsSync, writeFileSync } from 'node:fs'
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
    if (isForced || !existsSync(path)) continue
    throw new UsageError(
      `${path} exists, and nothing is overwritten`,
      `name a new file with ${flag}${isForced === undefined ? '' : ', or say --force'}`,
    )
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
