import { statementsOf } from '../model/plan.js'
import { type CorpusEntry, type CorpusKind, corpusFiles, readCorpus } from './corpus-folder.js'
import { EXIT } from './exit.js'
import { patternOf } from './pattern.js'

export interface CorpusListFlags {
  readonly json?: boolean
  readonly grep?: string
}

/** A case of a corpus as `corpus list` shows it. */
interface Listed {
  readonly file: string
  readonly kind: CorpusKind
  readonly statements: number
  readonly sessions: number
  readonly features: readonly string[]
  readonly finding: string | null
  readonly oracle: string | null
  /** The kind of mismatch that the finding was. */
  readonly mismatch: string | null
}

/**
 * `goldeneye corpus list`: what the corpus holds, a line a case, with no database. Files that cannot be read are said on
 * stderr and end in exit code 3.
 */
export async function corpusList(
  names: readonly string[],
  { json, grep }: CorpusListFlags,
): Promise<number> {
  const pattern = grep === undefined ? undefined : patternOf(grep, '--grep')
  const entries = await readCorpus(corpusFiles(names))
  const listed = entries.flatMap((entry) => listedOf(entry, pattern))
  process.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : table(listed))
  const broken = entries.flatMap((entry) => entry.broken ?? [])
  for (const { message, hint } of broken) process.stderr.write(`${message}\n  next: ${hint}\n`)
  return broken.length > 0 ? EXIT.inconclusive : EXIT.agree
}

function listedOf(entry: CorpusEntry, pattern: RegExp | undefined): readonly Listed[] {
  if (!entry.loaded) return []
  const { header, plan } = entry.loaded.case
  const listed: Listed = {
    file: entry.file,
    kind: entry.kind,
    statements: statementsOf(plan).length,
    sessions: plan.sessions.length,
    features: plan.features,
    finding: header.finding ?? null,
    oracle: header.oracle ?? null,
    mismatch: header.kind ?? null,
  }
  if (!pattern) return [listed]
  const texts = [rowOf(listed).join('  '), ...statementsOf(plan).map(({ sql }) => sql)]
  return texts.some((text) => pattern.test(text)) ? [listed] : []
}

const HEADS = ['file', 'kind', 'statements', 'sessions', 'finding', 'mismatch', 'features']

function rowOf(one: Listed): readonly string[] {
  const { finding, mismatch, features } = one
  const facts = [finding ?? '–', mismatch ?? '–', features.join(', ') || '–']
  return [one.file, one.kind, String(one.statements), String(one.sessions), ...facts]
}

function table(listed: readonly Listed[]): string {
  const rows = [HEADS, ...listed.map(rowOf)]
  const widths = HEADS.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell)).join('  ')
  return rows.map((row) => `${line(row)}\n`).join('')
}
