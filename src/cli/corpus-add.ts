import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { loadConfig } from '../config/config.js'
import { printCase } from '../corpus/case-file.js'
import { withExpectations } from '../corpus/expectations.js'
import { caseName, loadCase } from '../corpus/load.js'
import { slugged, slugOf } from '../corpus/slug.js'
import type { Case } from '../model/case.js'
import { UsageError } from '../model/errors.js'
import type { Step } from '../model/plan.js'
import { anyCasesIn, caseOfFinding, isFindingId, isFolder } from './case-files.js'
import { CORPUS } from './corpus-folder.js'
import { EXIT } from './exit.js'
import { flagOr } from './settings.js'

export interface CorpusAddFlags {
  readonly to?: string
  readonly name?: string
  readonly kind?: 'regression' | 'seed'
  readonly out?: string
  readonly config?: string
}

const FOLDERS = { regression: 'regressions', seed: 'seeds' } as const

/** A name is given to so many cases, with a number behind it. */
const SAME_NAME_MAX = 1000

/**
 * `goldeneye corpus add <finding|file|blob>`: keeps a case in the corpus under the name of what it shows. Never writes over
 * a file; a finding that is there already is said with its file. Gives the exit code.
 */
export async function corpusAdd(word: string, flags: CorpusAddFlags): Promise<number> {
  const source = await sourceOf(word, flags)
  const { case: kept } = source
  const kind = flags.kind ?? (kept.header.finding === undefined ? 'seed' : 'regression')
  const folder = flags.to ?? join(CORPUS, FOLDERS[kind])
  const there = fileOfFinding(kept.header.finding, flags.to ?? CORPUS)
  if (there !== undefined) {
    process.stdout.write(`${kept.header.finding} is in the corpus already: ${there}\n`)
    return EXIT.agree
  }
  const text = source.text ?? printCase(kept)
  const file = write(folder, text, { name: flags.name, otherwise: source.name })
  process.stdout.write(`${file}\n`)
  for (const note of notesOn(text)) process.stderr.write(`${file}: ${note}\n`)
  return EXIT.agree
}

interface Source {
  readonly case: Case
  /** The file as it stands, where it is one of our format. */
  readonly text: string | undefined
  /** What its file is called where nobody says otherwise. */
  readonly name: string
}

/** What lies beside the case of a finding; of a later version's record, what is known here. */
const recordSchema = z.object({
  status: z.string(),
  mismatch: z.object({ mismatch: z.string(), stepIndex: z.number().optional() }),
  steps: z.array(z.object({ text: z.string(), reference: z.string() })),
})

async function sourceOf(word: string, flags: CorpusAddFlags): Promise<Source> {
  const reports = flagOr(flags.out, 'out', loadConfig(flags.config).out) ?? 'reports'
  const file = isFindingId(word) ? caseOfFinding(word, reports) : word
  const { case: loaded } = await loadCase(file)
  const record = recordBeside(file)
  if (!record) {
    const isOurs = file.endsWith('.case.sql') && existsSync(file)
    const text = isOurs ? readFileSync(file, 'utf8') : undefined
    return {
      case: loaded,
      text,
      name: ownName(word) ?? slugOf(loaded, { kind: loaded.header.kind }),
    }
  }
  if (record.status === 'unconfirmed') {
    const what = `${caseName(word)}: this mismatch was seen once and not again`
    throw new UsageError(what, `run it again first: goldeneye replay ${file}`)
  }
  const answers = loaded.plan.steps.map((step, index) => answerTo(step, record.steps[index]))
  const { mismatch: kind, stepIndex } = record.mismatch
  const plan = withExpectations(loaded.plan, answers)
  const name = slugOf(loaded, { kind, stepIndex })
  return { case: { ...loaded, plan }, text: undefined, name }
}

/** What the reference did; undefined where the record is about another statement. */
function answerTo(
  step: Step,
  recorded: { readonly text: string; readonly reference: string } | undefined,
): string | undefined {
  const isSame = step.kind === 'statement' && recorded?.text === step.statement.sql
  return isSame ? recorded.reference : undefined
}

/** The name that its owner gave to a file. */
function ownName(word: string): string | undefined {
  if (!existsSync(word)) return undefined
  const own = slugged(
    basename(word)
      .replace(/\.[^.]+$/, '')
      .replace(/\.case$/, ''),
  )
  return own === '' || own === 'case' ? undefined : own
}

function recordBeside(file: string): z.output<typeof recordSchema> | undefined {
  const record = join(dirname(file), 'mismatch.json')
  if (!existsSync(file) || !existsSync(record)) return undefined
  try {
    return recordSchema.parse(JSON.parse(readFileSync(record, 'utf8')))
  } catch {
    throw new UsageError(
      `${record} is not what goldeneye has written`,
      `write it again: goldeneye report ${join(dirname(file), '..', '..')}`,
    )
  }
}

/** The first file of the corpus that shows this finding. Only its header is looked at, so that a broken file is no hurdle. */
function fileOfFinding(id: string | undefined, corpus: string): string | undefined {
  if (id === undefined || !isFolder(corpus)) return undefined
  const header = new RegExp(`^--.*\\bfinding:\\s*${id}\\b`, 'm')
  return anyCasesIn(corpus).find((file) => header.test(readFileSync(file, 'utf8')))
}

function write(
  folder: string,
  text: string,
  { name, otherwise }: { readonly name: string | undefined; readonly otherwise: string },
): string {
  if (name !== undefined && slugged(name) !== name) {
    throw new UsageError(
      `--name "${name}" is no name of a case`,
      `use lower-case letters, digits and dashes: --name ${slugged(name) || otherwise}`,
    )
  }
  makeFolder(folder)
  for (let number = 1; number <= SAME_NAME_MAX; number += 1) {
    const slug = `${name ?? otherwise}${number === 1 ? '' : `-${number}`}`
    const file = join(folder, `${slug}.case.sql`)
    if (isWritten(file, text)) return file
    if (name !== undefined) {
      throw new UsageError(
        `${file} exists, and nothing is overwritten`,
        'name the case otherwise with --name',
      )
    }
  }
  throw new UsageError(`${folder} is full of ${otherwise}`, 'name the case with --name')
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** False where there is a file of this name. */
function isWritten(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unwritable(file, error)
  }
}

function unwritable(path: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code
  return new UsageError(`${path} cannot be written (${code})`, 'name another folder with --to')
}

/** What a reader of the corpus should not have to find out. */
function notesOn(text: string): readonly string[] {
  const path = /'(\/(?:[\w.-]+\/)[^'\n]*|[A-Za-z]:\\[^'\n]*)'/.exec(text)?.[1]
  return path === undefined
    ? []
    : [`it names ${path}, which is not on every machine; \${dir:x} stands for a folder`]
}
