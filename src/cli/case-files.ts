import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canLoad } from '../corpus/load.js'
import { UsageError } from '../model/errors.js'

const FINDING_ID = /^GE-[0-9a-f]{8}$/

/** What names a finding of a run: `GE-` and eight hexadecimal digits. */
export function isFindingId(word: string): boolean {
  return FINDING_ID.test(word)
}

/**
 * What loadCase reads, behind what a user named: a file, a folder of cases or a run's folder, the id of a finding, a blob.
 * Throws UsageError where there is none.
 */
export function caseFiles(names: readonly string[], reports: string): readonly string[] {
  return names.flatMap((name) => {
    if (isFindingId(name)) return [caseOfFinding(name, reports)]
    return isFolder(name) ? casesIn(name) : [name]
  })
}

/** Whether it is there and a folder. */
export function isFolder(name: string): boolean {
  return existsSync(name) && statSync(name).isDirectory()
}

/** The case file of the newest run that has this finding; runs sort by their time. Throws UsageError. */
export function caseOfFinding(id: string, reports: string): string {
  const runs = isFolder(reports) ? readdirSync(reports).sort().reverse() : []
  for (const run of runs) {
    const file = join(reports, run, 'findings', id, 'case.sql')
    if (existsSync(file)) return file
  }
  throw new UsageError(
    `no run below ${reports} has a finding ${id}`,
    'name the folder with --out, or give the case file',
  )
}

/** What is taken from a folder, at least one. Throws UsageError. */
export function casesIn(folder: string): readonly string[] {
  const files = anyCasesIn(folder)
  if (files.length > 0) return files
  throw new UsageError(
    `${folder} holds no case (.case.sql, .sql, .jsonl, .test)`,
    'name a case file, or a folder that holds some',
  )
}

/** The cases of a folder in the order of their names. Of a finding of a run, its smallest case. */
export function anyCasesIn(folder: string): readonly string[] {
  const all = [...filesBelow(folder, new Set())].sort()
  const names = new Set(all)
  const beside = (file: string, name: string) => names.has(join(dirname(file), name))
  return all
    .filter((file) => IN_FOLDERS.test(file) && canLoad(file))
    .filter((file) => !beside(file, 'mismatch.json') || /(?:^|[\\/])case\.sql$/.test(file))
    .map((file) => join(folder, file))
}

/** Paths from the folder on. A folder is looked at once, however many links lead to it or around in circles. */
function filesBelow(folder: string, seen: Set<string>): readonly string[] {
  const real = realpathSync(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const entries = entriesOf(folder)
  const isBelow = (entry: Dirent) =>
    entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name)))
  const folders = entries.filter(isBelow)
  const linksLast = folders.sort((a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()))
  return [
    ...entries.filter((entry) => !folders.includes(entry)).map(({ name }) => name),
    ...linksLast.flatMap(({ name }) =>
      filesBelow(join(folder, name), seen).map((file) => join(name, file)),
    ),
  ]
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${folder} cannot be read (${code})`, 'make it readable, or move it away')
  }
}

/** Of other formats, files are taken when they are named: too much in a folder is a `.csv` or a `.json`. */
const IN_FOLDERS = /\.(?:sql|jsonl|test|test_slow)$/
