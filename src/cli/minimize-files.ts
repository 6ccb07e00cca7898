import { readFileSync } from 'node:fs'
import { keyOf } from '../corpus/minimize/key.js'
import { pinnedBy } from '../corpus/minimize/pinned.js'
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

/** A file that cannot be read is named as broken where it is read as a case; nothing else has its key. */
function readFile(file: string): MinimizedFile {
  const contents = contentsOf(file)
  if (contents === undefined) return { file, key: `unreadable ${file}`, pinned: undefined }
  const pinned = pinnedBy(file, contents.toString('utf8'))
  return { file, key: keyOf(file, contents), pinned }
}

function contentsOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
