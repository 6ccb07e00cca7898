import { UsageError } from '../../model/errors.js'
import type { Skip } from '../skips.js'
import { SkipCount } from '../skips.js'
import { readConditions } from './conditions.js'
import { foreachWords } from './foreach-words.js'
import {
  CONTROLS,
  type Condition,
  type ControlName,
  type Dialect,
  type LoopRecord,
  type LoopValues,
  type QueryRecord,
  type SortMode,
  type SqlLogicFile,
  type SqlLogicRecord,
  type StatementRecord,
} from './records.js'

/** A file's records, and what of it says itself that it is not to be run. */
export interface ParsedFile extends SqlLogicFile {
  readonly skipped: readonly Skip[]
}

/**
 * Reads the records of a sqllogictest file of DuckDB or sqlite. `onlyif`, `skipif`, `mode skip` and
 * `halt` are obeyed here; loops stay. Throws UsageError with file and line.
 */
export function parseSqlLogicTest(text: string, fileName: string): ParsedFile {
  return new FileParser(text, fileName).file()
}

/** Engines that sqlite's suite names, and DuckDB's does not but for itself. */
const ENGINE = /^(?:only|skip)if[ \t]+(?:mysql|mssql|oracle|sqlite|postgresql)\b/m
const SQLITE_PATH = /(?:^|\/)(?:test\/sqlite\/select|third_party\/sqllogictest\/)/

function dialectOf(text: string, fileName: string): Dialect {
  const isSqlite = SQLITE_PATH.test(fileName) || ENGINE.test(text) || /^hash-threshold/m.test(text)
  return isSqlite ? 'sqlite' : 'duckdb'
}

/** `onlyif` with these is about us: DuckDB speaks PostgreSQL's dialect where sqlite's suite asks. */
const OUR_NAMES: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: ['duckdb'],
  sqlite: ['duckdb', 'postgresql'],
}

/** The first line of a record, cut into words. */
interface Head {
  readonly line: number
  readonly word: string
  readonly words: readonly string[]
  readonly conditions: readonly Condition[]
}

/** One pass over the lines. A class because position, skips and open loops go along together. */
class FileParser {
  private readonly lines: readonly string[]
  private readonly dialect: Dialect
  private readonly skips = new SkipCount()
  private at = 0
  /** How many `mode skip` are open. */
  private skipLevel = 0
  private isHalted = false

  constructor(
    text: string,
    private readonly fileName: string,
  ) {
    this.lines = text
      .replaceAll('\r', '')
      .replace(/^\ufeff/, '')
      .split('\n')
    this.dialect = dialectOf(text, fileName)
  }

  file(): ParsedFile {
    const records = this.records(undefined)
    return { records, dialect: this.dialect, skipped: this.skips.list() }
  }

  /** Up to the end of the file, or to the `endloop` of a loop that began at this line. */
  private records(loopLine: number | undefined): readonly SqlLogicRecord[] {
    const records: SqlLogicRecord[] = []
    while (this.toNextRecord()) {
      const head = this.head()
      if (head === undefined) continue
      if (head.word === 'endloop') {
        if (loopLine === undefined) this.fail(head.line, '"endloop" without a loop', LOOP_HINT)
        this.at += 1
        return records
      }
      const record = this.record(head)
      if (record !== undefined) records.push(record)
    }
    if (loopLine !== undefined) this.fail(loopLine, 'this loop has no "endloop"', LOOP_HINT)
    return records
  }

  /** What is left behind `halt` is counted and not read. */
  private toNextRecord(): boolean {
    while (this.at < this.lines.length && isBetween(this.line())) this.at += 1
    if (!this.isHalted) return this.at < this.lines.length
    this.countRest('stands behind "halt"')
    return false
  }

  private countRest(reason: string): void {
    for (; this.at < this.lines.length; this.at += 1)
      if (/^(?:statement|query)\s/.test(this.line())) this.skips.add(reason, this.nextLine())
  }

  private line(): string {
    return this.lines[this.at] ?? ''
  }

  private nextLine(): string {
    return this.lines[this.at + 1] ?? ''
  }

  /** Undefined where the record is for other engines, or stands between `mode skip` and `unskip`. */
  private head(): Head | undefined {
    const conditions: Condition[] = []
    for (;;) {
      const line = this.at + 1
      const [word = '', ...words] = this.line().split(/\s+/).filter(Boolean)
      if (word !== 'onlyif' && word !== 'skipif') {
        const isSkipped = this.skipLevel > 0 && word !== 'mode'
        if (isSkipped) return this.skip(word, 'stands behind "mode skip"')
        return { line, word, words, conditions }
      }
      const isSkip = word === 'skipif'
      const subject = this.subject(words, line)
      const read = this.dialect === 'sqlite' ? undefined : readConditions(subject, isSkip)
      if (read === null) this.fail(line, `"${subject}" is no comparison`, CONDITION_HINT)
      if (read) conditions.push(...read)
      else if (OUR_NAMES[this.dialect].includes(subject) === isSkip) {
        this.at += 1
        return this.skip(
          this.line().split(/\s+/)[0] ?? '',
          `is for other engines (${word} ${subject})`,
        )
      }
      this.at += 1
    }
  }

  private subject(words: readonly string[], line: number): string {
    const [name] = words
    if (name === undefined) this.fail(line, 'nothing says for which engine', CONDITION_HINT)
    return name.toLowerCase()
  }

  private skip(word: string, reason: string): undefined {
    if (word === 'statement' || word === 'query') this.skips.add(reason, this.nextLine())
    while (this.at < this.lines.length && !endsText(this.line())) this.at += 1
    // The result of a query may hold lines that begin with #.
    if (this.line().startsWith('#') && word === 'query') this.toEmptyLine()
  }

  private toEmptyLine(): void {
    while (this.at < this.lines.length && this.line() !== '') this.at += 1
  }

  private record(head: Head): SqlLogicRecord | undefined {
    this.at += 1
    switch (head.word) {
      case 'statement':
        return this.statement(head)
      case 'query':
        return this.query(head)
      case 'loop':
      case 'concurrentloop':
        return this.loop(head, this.range(head))
      case 'foreach':
      case 'concurrentforeach':
        return this.loop(head, this.words(head))
      case 'halt':
        this.isHalted = true
        return undefined
      default:
        return this.control(head)
    }
  }

  private control({ line, word, words, conditions }: Head): SqlLogicRecord | undefined {
    const name = CONTROLS.find((known) => known === word)
    if (name === undefined) this.fail(line, `"${word}" is no directive of sqllogictest`, KNOWN_HINT)
    if (words.length < (WORDS_MIN[name] ?? 0))
      this.fail(line, `"${word}" says too little`, KNOWN_HINT)
    if (name !== 'mode') return { kind: 'control', line, name, words, conditions }
    if (words[0] === 'skip') this.skipLevel += 1
    if (words[0] === 'unskip') this.skipLevel = Math.max(0, this.skipLevel - 1)
    return undefined // The other modes are about what DuckDB's runner prints.
  }

  private statement({ line, words, conditions }: Head): StatementRecord {
    const [expected = '', connection] = words
    const expect = EXPECTED[expected]
    if (expect === undefined)
      this.fail(line, `"statement ${expected}" is not known`, STATEMENT_HINT)
    const sql = this.text(line)
    const message = this.line() === '----' ? this.block().join('\n') : undefined
    if (expected === 'debug_skip') this.skipLevel += 1
    return { kind: 'statement', line, sql, connection, expect, message, conditions }
  }

  private query({ line, words, conditions }: Head): QueryRecord {
    const [types = '', style, label] = words
    if (!/^[TIR]+$/.test(types)) this.fail(line, `"${types}" are no column types`, QUERY_HINT)
    const sort = SORT_MODES[style ?? 'none']
    const sql = this.text(line)
    const expected = this.line() === '----' ? this.block() : []
    const connection = sort === undefined ? style : undefined
    const how = { types, sort: sort ?? 'nosort', label, expected } as const
    return { kind: 'query', line, sql, connection, conditions, ...how }
  }

  /** The lines of a statement, up to `----` or to what is between records. */
  private text(line: number): string {
    const from = this.at
    while (this.at < this.lines.length && !endsText(this.line()) && this.line() !== '----')
      this.at += 1
    if (this.at === from) this.fail(line, 'there is no SQL below this line', STATEMENT_HINT)
    return this.lines.slice(from, this.at).join('\n')
  }

  /** The lines behind `----`, up to an empty one. */
  private block(): readonly string[] {
    const from = this.at + 1
    this.toEmptyLine()
    return this.lines.slice(from, this.at)
  }

  private loop({ line, word, words, conditions }: Head, values: LoopValues): LoopRecord {
    const isConcurrent = word.startsWith('concurrent')
    const variable = words[0] ?? ''
    const body = this.records(line)
    return { kind: 'loop', line, variable, values, isConcurrent, body, conditions }
  }

  private range({ line, words }: Head): LoopValues {
    const [from, to] = words.slice(1).map(Number)
    if (words.length !== 3 || !Number.isInteger(from) || !Number.isInteger(to))
      this.fail(line, 'a loop needs a name and two whole numbers', LOOP_HINT)
    return { kind: 'range', from: from ?? 0, to: to ?? 0 }
  }

  private words({ line, words }: Head): LoopValues {
    const all = foreachWords(words.slice(1))
    if (all.length === 0) this.fail(line, '"foreach" needs a name and some words', LOOP_HINT)
    return { kind: 'words', words: all }
  }

  private fail(line: number, message: string, hint: string): never {
    throw new UsageError(`${this.fileName}:${line}: ${message}.`, hint)
  }
}

/** What ends a statement: an empty line, or a comment. A line of spaces is part of it. */
function endsText(line: string): boolean {
  return line === '' || line.startsWith('#')
}

/** What stands between records. */
function isBetween(line: string): boolean {
  return line.trim() === '' || line.startsWith('#')
}

const EXPECTED: Readonly<Record<string, StatementRecord['expect']>> = {
  ok: 'ok',
  error: 'error',
  maybe: 'maybe',
  debug: 'maybe',
  debug_skip: 'maybe',
}

/** What else stands there is the name of a connection. */
const SORT_MODES: Readonly<Record<string, SortMode>> = {
  none: 'nosort',
  nosort: 'nosort',
  sort: 'rowsort',
  rowsort: 'rowsort',
  valuesort: 'valuesort',
}

const WORDS_MIN: Partial<Readonly<Record<ControlName, number>>> = {
  'hash-threshold': 1,
  mode: 1,
  set: 1,
  reset: 2,
  require: 1,
  'require-env': 1,
  'test-env': 2,
  unzip: 1,
}

const LOOP_HINT =
  'Write `loop i 0 10` or `foreach x a b`, and close it with a line `endloop` between empty lines.'
const CONDITION_HINT = 'Write `onlyif duckdb`, or in a loop `skipif i=2`.'
const STATEMENT_HINT = 'Write `statement ok`, `statement error` or `statement maybe` above the SQL.'
const QUERY_HINT = 'Write `query IRT rowsort` above the SQL: one of I, R, T for each column.'
const KNOWN_HINT = `Known are statement, query, loop, foreach, endloop, onlyif, skipif, halt, ${CONTROLS.join(', ')}.`
