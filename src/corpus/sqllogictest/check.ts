import { createHash } from 'node:crypto'
import { unreachable } from '../../model/errors.js'
import type { Outcome } from '../../model/outcome.js'
import type { Expectation, ExpectedResult, ExpectedStatement } from './expectation.js'
import { type ResultTexts, resultTexts, sortTexts, withOwnNames } from './result-text.js'
import { isPattern, matchesPattern, sameValue } from './same-value.js'

/** Where a history answers otherwise than its file says. */
export interface FileMismatch {
  readonly line: number
  readonly stepIndex: number
  readonly what: 'fails' | 'succeeds' | 'message' | 'columns' | 'rows' | 'value' | 'hash' | 'label'
  readonly expected: string
  readonly actual: string
}

/** What DuckDB answered, step by step: the records of a history. */
export interface Answers {
  readonly records: readonly {
    readonly stepIndex: number
    readonly outcomes: readonly Outcome[]
  }[]
}

/**
 * Checks a history of DuckDB against what the file expects, as DuckDB's own runner does it. Where
 * all agree, the file was read and written out right, and the engine is the one it was written for.
 */
export function checkAgainstFile(
  expectations: ReadonlyMap<number, Expectation>,
  history: Answers,
): readonly FileMismatch[] {
  const labels = new Map<string, string>()
  return history.records.flatMap(({ stepIndex, outcomes }) => {
    const expectation = expectations.get(stepIndex)
    const outcome = outcomes.at(-1)
    // What nobody knows agrees with everything: it may have happened.
    if (!expectation || !outcome || outcome.kind === 'unknown') return []
    const parted = check(expectation, outcome, labels)
    return parted ? [{ line: expectation.line, stepIndex, ...parted }] : []
  })
}

type Parted = Pick<FileMismatch, 'what' | 'expected' | 'actual'>

function check(
  expectation: Expectation,
  outcome: Outcome,
  labels: Map<string, string>,
): Parted | undefined {
  switch (expectation.kind) {
    case 'statement':
      return checkStatement(expectation, outcome)
    case 'result':
      return checkResult(expectation, outcome, labels)
    default:
      return unreachable(expectation)
  }
}

function checkStatement(
  { expect, message }: ExpectedStatement,
  outcome: Outcome,
): Parted | undefined {
  const said = failureOf(outcome)
  if (expect === 'ok' && said !== undefined) return parted('fails', 'no error', said)
  if (expect === 'error' && said === undefined) return parted('succeeds', message ?? 'an error', '')
  if (said === undefined || message === undefined) return undefined
  if (said.includes(message) || said.includes(withOwnNames(message))) return undefined
  if (isPattern(message) && matchesPattern(said, message)) return undefined
  return parted('message', message, said)
}

/** The message of what is no success; undefined for one. */
function failureOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'error') return withOwnNames(outcome.message)
  return outcome.kind === 'violation' ? outcome.what : undefined
}

const HASH = /^\d+ values hashing to [0-9a-z]{32}$/

function checkResult(
  expectation: ExpectedResult,
  outcome: Outcome,
  labels: Map<string, string>,
): Parted | undefined {
  const { label, expected, sort, hashThreshold = 0 } = expectation
  if (outcome.kind === 'done' && outcome.affected === undefined) return undefined
  const result = resultTexts(outcome, expectation.dialect)
  if (!result) return parted('fails', 'a result', failureOf(outcome) ?? '')
  if (expected[0]?.startsWith('<FILE>:')) return undefined // Answers in a CSV file beside the tests.
  const columns = result.types.length
  const values = sortTexts(result.values, Math.max(1, columns), sort)
  const isHashed = expected.length === 1 && HASH.test(expected[0] ?? '')
  const isLong = hashThreshold > 0 && values.length > hashThreshold
  if (label === undefined && !isHashed && !isLong) return checkValues(expectation, result, values)
  const hash = hashOf(values)
  if (isHashed && hash !== expected[0]) return parted('hash', expected[0] ?? '', hash)
  const known = label === undefined ? undefined : labels.get(label)
  if (label !== undefined && known === undefined) labels.set(label, hash)
  return known !== undefined && known !== hash ? parted('label', known, hash) : undefined
}

/** Over every value with a line end. */
function hashOf(values: readonly string[]): string {
  const md5 = createHash('md5')
  for (const value of values) md5.update(`${value}\n`)
  return `${values.length} values hashing to ${md5.digest('hex')}`
}

function checkValues(
  { types, expected }: ExpectedResult,
  result: ResultTexts,
  values: readonly string[],
): Parted | undefined {
  const columns = result.types.length
  if (columns !== types.length) {
    return parted('columns', `${types.length} columns`, `${columns} columns`)
  }
  const lines = expectedValues(expected, columns, result.rowCount)
  if (lines === undefined || lines.length !== values.length) {
    return parted('rows', `${expected.length} lines`, `${result.rowCount} rows of ${columns}`)
  }
  const at = values.findIndex((value, index) => {
    const type = result.types[index % columns]
    return type !== undefined && !sameValue(value, lines[index] ?? '', type)
  })
  return at < 0 ? undefined : parted('value', lines[at] ?? '', values[at] ?? '')
}

/** The file's lines as values: they are rows where there are as many as rows, or where all have tabs. */
function expectedValues(
  expected: readonly string[],
  columns: number,
  rowCount: number,
): readonly string[] | undefined {
  const isRows =
    (columns > 1 && expected.length === rowCount) || expected.every((line) => line.includes('\t'))
  if (!isRows) return expected
  // The runner leaves out empty parts, so files may align columns with several tabs.
  const rows = expected.map((line) => line.split('\t').filter((part) => part !== ''))
  return rows.every((row) => row.length === columns) ? rows.flat() : undefined
}

function parted(what: Parted['what'], expected: string, actual: string): Parted {
  return { what, expected, actual }
}
