import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'

const FINDING_ID = /^GE-[0-9a-f]{8}$/

/** The files behind what a user named: a file, a folder of cases or a run's folder, the id of a finding. */
export function caseFiles(names: readonly string[], reports: string): readonly string[] {
  return names.flatMap((name) => {
    if (FINDING_ID.test(name)) return [caseOfFinding(name, reports)]
    return isFolder(name) ? casesIn(name) : [name]
  })
}

function isFolder(name: string): boolean {
  return existsSync(name) && statSync(name).isDirectory()
}

/** The case of the newest run that has this finding; runs sort by their time. */
function caseOfFinding(id: string, reports: string): string {
  const runs = existsSync(reports) ? readdirSync(reports).sort().reverse() : []
  for (const run of runs) {
    const file = join(reports, run, 'findings', id, 'case.sql')
    if (existsSync(file)) return file
  }
  throw new UsageError(
    `no run below ${reports} has a finding ${id}`,
    'name the folder with --out, or give the case file',
  )
}

function casesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(sql|jsonl)$/.test(file) && !file.endsWith('original.case.sql'))
    .sort()
    .map((file) => join(folder, file))
  if (files.length > 0) return files
  throw new UsageError(
    `${folder} holds no case (.case.sql, .sql, .jsonl)`,
    'name a case file, or a folder that holds some',
  )
}
