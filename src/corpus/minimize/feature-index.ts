import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../../model/errors.js'
import { type KnownCase, printIndexLine, readIndexLine } from './index-lines.js'

/** What must be the same for an observation to be used again. */
export interface IndexFacts {
  readonly duckdb: string
  readonly version: number
  readonly timeoutMs: number
}

/**
 * The features and costs of cases by their contents, in a file to which lines are only added; a torn line is ignored. A
 * second run finds everything there and executes nothing. A class because it owns the file.
 */
export class FeatureIndex {
  private readonly cases = new Map<string, KnownCase>()
  private readonly kept = new Set<string>()
  private readonly since = new Map<string, number>()
  private readonly texts = new Map<string, string>()
  private readonly file: number
  private readonly run: number

  /** Reads the file, or begins it. Throws UsageError where it cannot be written, and for a file that is no index. */
  constructor(
    readonly path: string,
    private readonly facts: IndexFacts,
  ) {
    try {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
      if (!isIndex(text)) {
        throw new UsageError(`${path} is no index of features`, 'name another file with --index')
      }
      mkdirSync(dirname(path), { recursive: true })
      this.file = openSync(path, 'a')
      const lines = text.split('\n')
      for (const line of lines) this.read(line)
      // A line that an earlier process did not finish must not swallow the next one.
      if (lines.at(-1) !== '') writeSync(this.file, '\n')
      this.run = Math.max(0, ...this.since.values()) + 1
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      throw new UsageError(`${path} cannot be written (${code})`, 'name another file with --index')
    }
  }

  /** What is known of these contents under the present version of DuckDB and of the features. */
  get(key: string): KnownCase | undefined {
    return this.cases.get(key)
  }

  /** Whether these contents were part of the last choice that saw them. */
  wasKept(key: string): boolean {
    return this.kept.has(key)
  }

  /** The number of the run that saw these contents first; all that are new in this run have the same. */
  ageOf(key: string): number {
    return this.since.get(key) ?? this.run
  }

  /** Takes in what this run has observed, and writes it down at once. */
  add(observed: Omit<KnownCase, 'since' | 'duckdb' | 'version'>): void {
    const { duckdb, version } = this.facts
    const known = { ...observed, duckdb, version, since: this.ageOf(observed.key) }
    this.remember(known)
    writeSync(this.file, printIndexLine(known))
  }

  /** Writes down what was chosen, as far as it is not what was chosen before. */
  choose(kept: readonly string[], gone: readonly string[]): void {
    const changes = {
      kept: kept.filter((key) => !this.kept.has(key)),
      gone: gone.filter((key) => this.kept.has(key)),
    }
    if (changes.kept.length + changes.gone.length === 0) return
    for (const key of changes.kept) this.kept.add(key)
    for (const key of changes.gone) this.kept.delete(key)
    writeSync(this.file, printIndexLine(changes))
  }

  close(): void {
    closeSync(this.file)
  }

  private read(text: string): void {
    const line = readIndexLine(text)
    if (!line) return
    if ('key' in line) {
      this.remember(line)
      return
    }
    for (const key of line.kept) this.kept.add(key)
    for (const key of line.gone) this.kept.delete(key)
  }

  private remember(known: KnownCase): void {
    if (!this.since.has(known.key)) this.since.set(known.key, known.since)
    const { duckdb, version, timeoutMs } = this.facts
    const isCurrent = known.duckdb === duckdb && known.version === version
    // A longer time limit than the one that was reached may show more.
    if (!isCurrent || (known.timedOutMs ?? timeoutMs) < timeoutMs) return
    this.cases.set(known.key, { ...known, features: known.features.map((name) => this.once(name)) })
  }

  /** One copy of each name, of which there are a thousand in millions of places. */
  private once(name: string): string {
    const known = this.texts.get(name)
    if (known !== undefined) return known
    this.texts.set(name, name)
    return name
  }
}

/** A file of somebody else is not written to. The first line may be torn where nothing came after it. */
function isIndex(text: string): boolean {
  const lines = text.split('\n')
  const isTornStart = lines.length === 1 && text.startsWith('{"')
  return text === '' || isTornStart || lines.some((line) => readIndexLine(line) !== undefined)
}
