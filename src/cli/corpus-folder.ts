import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import pLimit from 'p-limit'
import { type LoadedCase, loadCase } from '../corpus/load.js'
import { UsageError } from '../model/errors.js'
import { casesIn, isFolder } from './case-files.js'

/** The folder that holds the corpus where nobody names another. */
export const CORPUS = 'corpus'

/** What a case is kept for, by the folder that it lies in. */
export type CorpusKind = 'seed' | 'regression' | 'known' | 'case'

/** A file of a corpus, read; or the reason, with its line, why it cannot be. */
export interface CorpusEntry {
  readonly file: string
  readonly kind: CorpusKind
  readonly loaded: LoadedCase | undefined
  readonly broken: UsageError | undefined
}

/** So many files are open at once. */
const OPEN_FILES_MAX = 32

/**
 * The files behind these folders and files, each once, in the order of their names. Throws UsageError where one is not
 * there, or where there is no case at all.
 */
export function corpusFiles(names: readonly string[]): readonly string[] {
  const asked = names.length > 0 ? names : [CORPUS]
  const files = asked.flatMap((name) => {
    if (!existsSync(name)) throw missing(name)
    return isFolder(name) ? casesIn(name) : [name]
  })
  return [...eachOnce([...new Set(files)])].sort()
}

/**
 * Of several names of one file, by links or by folders that were named twice, one: its own, else the first. Where files
 * are deleted, the last of a case must not go because another name of it stays.
 */
function eachOnce(files: readonly string[]): readonly string[] {
  const names = new Map<string, string>()
  for (const file of files) {
    const real = realPath(file)
    if (!names.has(real) || resolve(file) === real) names.set(real, file)
  }
  return [...names.values()]
}

/** A link that leads nowhere is a file of its own, and broken. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}

function missing(name: string): UsageError {
  return new UsageError(
    `there is no ${name} here`,
    name === CORPUS
      ? 'name a folder of cases, or make one: goldeneye corpus add GE-...'
      : 'name a folder of cases, or a case file',
  )
}

/** Reads every file; one that is broken does not stop the others. */
export function readCorpus(files: readonly string[]): Promise<readonly CorpusEntry[]> {
  const limit = pLimit(OPEN_FILES_MAX)
  return Promise.all(files.map((file) => limit(() => readEntry(file))))
}

async function readEntry(file: string): Promise<CorpusEntry> {
  const kind = kindOf(file)
  try {
    return { file, kind, loaded: await loadCase(file), broken: undefined }
  } catch (error) {
    if (error instanceof UsageError) return { file, kind, loaded: undefined, broken: error }
    throw error
  }
}

const KINDS: Readonly<Record<string, CorpusKind>> = {
  seeds: 'seed',
  regressions: 'regression',
  known: 'known',
}

/** By the nearest folder with one of the corpus's names. */
export function kindOf(file: string): CorpusKind {
  const folder = file
    .split(/[\\/]/)
    .slice(0, -1)
    .findLast((name) => Object.hasOwn(KINDS, name))
  return (folder && KINDS[folder]) || 'case'
}
