import { readFileSync } from 'node:fs'
import { keyOf } from '../corpus/minimize/key.js'
import { pinnedBy } from '../corpus/minimize/pinned.js'
import { UsageError } from '../model/errors.js'
import { anyCasesIn, isFolder } from './case-files.js'
import { corpusFiles } from './corpus-folder.js'

/** A file of the corpus before it is read as a case. */
export interface MinimizedFile {
  /** As the user would name it. */
  readonly file: string
  /** The digest of its contents. */
  readonly key: string
  /** Why it stays whatever it brings. */
  readonly pinned: string | undefined
}

/** The files below folders, with what can be said of them without reading them as cases. Throws UsageError. */
export function minimizedFiles(names: readonly string[]): readonly MinimizedFile[] {
  return corpusFiles(names).map(readFile)
}

/** The same of a folder that may be new, or hold no case yet. */
export function minimizedFilesIfAny(folder: string): readonly MinimizedFile[] {
  return isFolder(folder) ? anyCasesIn(folder).map(readFile) : []
}

function readFile(file: string): MinimizedFile {
  const contents = contentsOf(file)
  const pinned = pinnedBy(file, contents.toString('utf8'))
  return { file, key: keyOf(file, contents), pinned }
}

/** Throws UsageError for a file that is gone or may not be read. */
function contentsOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${file} cannot be read (${code})`, 'make it readable, or move it away')
  }
}
