import { basename } from 'node:path'
import { encodeBlob } from '../corpus/blob.js'
import { printCase } from '../corpus/case-file.js'
import type { Answers } from '../corpus/export/answers.js'
import { exportScript } from '../corpus/export/script.js'
import { exportSql } from '../corpus/export/sql.js'
import { exportTest } from '../corpus/export/test.js'
import { caseName, loadCase } from '../corpus/load.js'
import type { Case } from '../model/case.js'
import { UsageError, unreachable } from '../model/errors.js'
import { askReference } from './ask-reference.js'
import { caseFiles } from './case-files.js'
import { EXIT } from './exit.js'
import { refuseToOverwrite, writeNewFile } from './new-files.js'
import { flagOr, resolveSearch, resolveSides, type TargetFlags } from './settings.js'
import type { ExportFormat } from './verbs-export.js'

export interface ExportFlags extends TargetFlags {
  readonly format: ExportFormat
  readonly output?: string
  readonly out?: string
  readonly timeout?: string
}

/** `goldeneye export <case>`: writes a case in another format. Gives the exit code. */
export async function exportCase(word: string, flags: ExportFlags): Promise<number> {
  const target = flags.output === undefined ? undefined : { path: flags.output, flag: '--output' }
  if (target) refuseToOverwrite([target], false)
  const { config, ...specs } = resolveSides(flags)
  const file = oneCase(word, flagOr(flags.out, 'out', config.out) ?? 'reports')
  const { timeoutMs } = resolveSearch(
    { ...(flags.timeout && { timeout: flags.timeout }), seed: '0' },
    config,
  )
  const { case: whole } = await loadCase(file)
  const text = await inFormat(flags.format, {
    case: whole,
    name: nameOf(file, whole),
    answers: () => askReference(whole.plan, specs, timeoutMs),
  })
  if (target) writeNewFile(target, text, false)
  else process.stdout.write(text)
  return EXIT.agree
}

/** The one case behind a word. Throws UsageError for a folder with several. */
function oneCase(word: string, reports: string): string {
  const [file, ...others] = caseFiles([word], reports)
  if (file !== undefined && others.length === 0) return file
  throw new UsageError(`${word} holds ${others.length + 1} cases, and export takes one`, 'name one')
}

/** The name that a format gives to the case: of a finding its id, else that of its file. */
function nameOf(file: string, { header }: Case): string {
  const own = basename(caseName(file)).replace(/(?:\.case)?\.[^.]+$/, '')
  return header.finding ?? (own === '' ? 'case' : own)
}

/** The types that every server spells alike. */
async function commonOids(): Promise<ReadonlyMap<string, readonly number[]>> {
  const { COMMON_TYPES, spellings } = await import('../target/profile/types.js')
  return new Map([...spellings(COMMON_TYPES)].map(([type, { oids }]) => [type, oids]))
}

interface Source {
  readonly case: Case
  readonly name: string
  /** Asks the reference, which takes a second. */
  readonly answers: () => Promise<Answers>
}

async function inFormat(format: ExportFormat, source: Source): Promise<string> {
  const { case: whole, name } = source
  switch (format) {
    case 'case':
      return printCase(whole)
    case 'blob':
      return `${encodeBlob(whole)}\n`
    case 'sql':
      return exportSql(whole)
    case 'test':
      return exportTest(whole, { name: `test/goldeneye/${name}`, answers: await source.answers() })
    case 'script':
      return exportScript(whole, { answers: await source.answers(), oids: await commonOids() })
    case 'issue':
      throw new UsageError(`--format ${format} is not there`, 'use another one')
    default:
      return unreachable(format)
  }
}
