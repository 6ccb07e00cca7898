import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import pLimit from 'p-limit'
import type { Case } from '../model/case.js'
import { UsageError } from '../model/errors.js'
import { type Plan, statementsOf } from '../model/plan.js'
import { blobName, decodeBlob, isBlob } from './blob.js'
import { convertPlainSql } from './plain-sql.js'
import { readCsvLog, readJsonLog } from './server-log/entries.js'
import { statementsOfLog } from './server-log/statements.js'
import { mergeSkips, type Skip, SkipCount } from './skips.js'
import { convertSqlLogicTest, type FileNeeds } from './sqllogictest/convert.js'
import type { Expectation } from './sqllogictest/expectation.js'
import { findRepository } from './sqllogictest/repository.js'
import { convertRecords, convertTrace } from './trace.js'

/** A case from a file of any known format. */
export interface LoadedCase {
  readonly case: Case
  /** The texts that the file holds, those that are skipped included. */
  readonly found: number
  /** Texts of the file that are not in the case, by reason. */
  readonly skipped: readonly Skip[]
  /** The line of the file on which each step begins, from 1, where the format has such lines. */
  readonly lines?: readonly number[] | undefined
  /** What both targets must have for it; absent where it needs nothing. */
  readonly needs?: FileNeeds | undefined
  /** What the file itself says of its steps, by their index; only sqllogictest files do. */
  readonly expectations?: ReadonlyMap<number, Expectation> | undefined
}

export interface LoadOptions {
  /** The folder that the relative paths of sqllogictest files begin at; found by itself in a checkout. */
  readonly testData?: string | undefined
}

const FORMATS =
  'Known are .case.sql and .sql (SQL with or without directives), .test (sqllogictest), .jsonl (traces), .csv and .json (PostgreSQL logs).'

/** What messages and reports call the case that a user named: its file, or the beginning of a blob. */
export function caseName(word: string): string {
  return isBlob(word) ? blobName(word) : word
}

/**
 * Reads a case, plain SQL, a sqllogictest file, a trace or PostgreSQL's log, by its extension, or the
 * case in a blob.
 * A sqllogictest file that is skipped as a whole, or empty, is a case without steps. Throws UsageError for a
 * file that is none, with its line.
 */
export async function loadCase(path: string, options: LoadOptions = {}): Promise<LoadedCase> {
  if (isBlob(path)) return loadBlob(path)
  const load = loaderOf(path)
  if (!load) throw noFile(path)
  const loaded = load(await readText(path), path, options)
  const isTest = loaded.expectations !== undefined
  if (statementsOf(loaded.case.plan).length === 0 && !isTest) {
    throw new UsageError(`${path}: there is no statement to run in it.`, FORMATS)
  }
  return loaded
}

function noFile(path: string): UsageError {
  if (existsSync(path) && statSync(path).isDirectory()) {
    return new UsageError(`${path} is a folder.`, 'Name a file in it.')
  }
  if (path.startsWith('GE-')) {
    const next = 'An id is GE- and eight digits of 0-9 and a-f, as in the reports.'
    return new UsageError(`${path} is no id of a finding.`, next)
  }
  return new UsageError(`${path || "''"}: this extension is not known.`, FORMATS)
}

/** Whether a file of this name is of a known format. */
export function canLoad(path: string): boolean {
  return loaderOf(path) !== undefined
}

type Loader = (text: string, path: string, options: LoadOptions) => LoadedCase

function loaderOf(path: string): Loader | undefined {
  const name = basename(path).toLowerCase()
  if (name.endsWith('.sql')) return loadSql
  if (/\.test(?:_slow|_coverage)?$/.test(name)) return loadSqlLogicTest
  if (name.endsWith('.csv')) return logLoader(readCsvLog)
  if (name.endsWith('.json')) return logLoader(readJsonLog)
  return /\.(?:jsonl|ndjson)$/.test(name) ? loadTrace : undefined
}

function loadBlob(word: string): LoadedCase {
  const found = decodeBlob(word)
  return { case: found, found: statementsOf(found.plan).length, skipped: [] }
}

function loadSql(text: string, path: string): LoadedCase {
  const { case: found, skipped, lines } = convertPlainSql(text, path)
  refuseNul(found.plan, (stepIndex) => `${path}:${lines[stepIndex]}`)
  const skippedCount = skipped.reduce((sum, { count }) => sum + count, 0)
  return { case: found, found: statementsOf(found.plan).length + skippedCount, skipped, lines }
}

/** DuckDB reads on behind a NUL and the protocol cannot carry it, so that both sides never get the same statement. */
function refuseNul({ steps }: Plan, place: (stepIndex: number) => string): void {
  const at = steps.findIndex(
    (step) =>
      step.kind === 'statement' && `${step.statement.sql}${step.statement.postgres}`.includes('\0'),
  )
  if (at < 0) return
  const next = "Take it out; a value with NUL is written as 'a' || chr(0)."
  throw new UsageError(`${place(at)}: a NUL byte stands in this statement.`, next)
}

function loadSqlLogicTest(text: string, path: string, { testData }: LoadOptions): LoadedCase {
  const repository = testData === undefined ? findRepository(path) : resolve(testData)
  return convertSqlLogicTest(text, path, { repository })
}

/** PostgreSQL's csvlog and jsonlog. */
function logLoader(read: typeof readCsvLog): Loader {
  return (text, path) => {
    const skips = new SkipCount()
    const { plan, statements, skipped } = convertRecords(statementsOfLog(read(text, path), skips))
    const all = mergeSkips(skips.list(), skipped)
    const unread = skips.list().reduce((sum, { count }) => sum + count, 0)
    return { case: { header: {}, plan }, found: statements + unread, skipped: all }
  }
}

function loadTrace(text: string, path: string): LoadedCase {
  const { plan, statements, skipped } = convertTrace(text, path)
  return { case: { header: {}, plan }, found: statements, skipped }
}

/** A folder may hold thousands of cases, and a process may open so many files only. */
const reading = pLimit(32)

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await reading(() => readFile(path)))
  } catch (error) {
    throw new UsageError(`${path}: ${problemOf(error)}.`, 'Name a readable file in UTF-8.')
  }
}

function problemOf(error: unknown): string {
  if (error instanceof TypeError) return 'this is not UTF-8 text'
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'this is a folder',
    EACCES: 'this file may not be read',
  }
  return known[code] ?? `this file cannot be read (${code})`
}
