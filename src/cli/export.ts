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
import { checkedAnonymised } from './anonymise-check.js'
import { type AnonymiseFlag, anonymised, checkAnonymise, keptSentence } from './anonymised.js'
import { askReference } from './ask-reference.js'
import { caseFiles } from './case-files.js'
import { EXIT } from './exit.js'
import { issueText } from './issue-text.js'
import { refuseToOverwrite, writeNewFile } from './new-files.js'
import {
  flagOr,
  resolveSearch,
  resolveSides,
  type SideSpecs,
  type TargetFlags,
} from './settings.js'
import type { ExportFormat } from './verbs-export.js'

export interface ExportFlags extends TargetFlags {
  readonly format: ExportFormat
  readonly output?: string
  readonly out?: string
  readonly timeout?: string
  readonly anonymise?: AnonymiseFlag
  readonly check?: boolean
}

/** What the flags say, and the case. */
interface Request {
  readonly flags: ExportFlags
  readonly specs: SideSpecs
  readonly timeoutMs: number
  readonly file: string
  readonly name: string
  readonly case: Case
}

/**
 * `goldeneye export <case>`: writes a case in another format. Gives the exit code: 3 where --check finds that the case
 * without its values shows something else, or where there is nothing to tell in an issue.
 */
export async function exportCase(word: string, flags: ExportFlags): Promise<number> {
  const target = flags.output === undefined ? undefined : { path: flags.output, flag: '--output' }
  if (target) refuseToOverwrite([target])
  const request = await requestOf(word, flags)
  const { whole, exitCode } = await withoutValues(request)
  const text = await inFormat({ ...request, case: whole })
  if (text === undefined) return EXIT.inconclusive
  if (target) writeNewFile(target, text, false)
  else process.stdout.write(text)
  return exitCode
}

async function requestOf(word: string, flags: ExportFlags): Promise<Request> {
  checkAnonymise(flags.anonymise)
  if (flags.check && flags.anonymise === undefined) {
    throw new UsageError('--check is for a case with other values', 'add --anonymise')
  }
  const { config, ...specs } = resolveSides(flags)
  const file = oneCase(word, flagOr(flags.out, 'out', config.out) ?? 'reports')
  const timeout = flags.timeout === undefined ? {} : { timeout: flags.timeout }
  const { timeoutMs } = resolveSearch({ ...timeout, seed: '0' }, config)
  const { case: whole } = await loadCase(file)
  if (whole.plan.clients && !AS_IT_IS.has(flags.format)) refuseClients(file, flags.format)
  return { flags, specs, timeoutMs, file, name: nameOf(file, whole), case: whole }
}

/** The formats that a case is written in as it is. */
const AS_IT_IS: ReadonlySet<ExportFormat> = new Set(['case', 'blob', 'issue'])

function refuseClients(file: string, format: ExportFormat): never {
  throw new UsageError(
    `${file} has clients that run at once, which ${format} cannot say`,
    'export it as case or blob; goldeneye replay runs it',
  )
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

/** The case as it is to be written, and what that means for the exit code; what was kept is said on stderr. */
async function withoutValues(
  request: Request,
): Promise<{ readonly whole: Case; readonly exitCode: number }> {
  const { flags, case: whole } = request
  if (flags.anonymise === undefined) return { whole, exitCode: EXIT.agree }
  const say = (text: string | undefined) => void (text && process.stderr.write(`${text}\n`))
  if (!flags.check) {
    const other = anonymised(whole, flags.anonymise)
    say(keptSentence(other))
    return { whole: other.case, exitCode: EXIT.agree }
  }
  const checked = await checkedAnonymised(whole, flags.anonymise, request)
  say(keptSentence(checked.anonymised))
  say(checked.says)
  const exitCode = checked.isSame ? EXIT.agree : EXIT.inconclusive
  return { whole: checked.anonymised.case, exitCode }
}

async function inFormat(request: Request): Promise<string | undefined> {
  const { case: whole, name, flags } = request
  const answers = (): Promise<Answers> => askReference(whole.plan, request.specs, request.timeoutMs)
  switch (flags.format) {
    case 'case':
      return printCase(whole)
    case 'blob':
      return `${encodeBlob(whole)}\n`
    case 'sql':
      return exportSql(whole)
    case 'test':
      return exportTest(whole, { name: `test/goldeneye/${name}`, answers: await answers() })
    case 'script':
      return exportScript(whole, { answers: await answers(), oids: await commonOids() })
    case 'issue':
      return issueOf(request)
    default:
      return unreachable(flags.format)
  }
}

async function issueOf(request: Request): Promise<string | undefined> {
  const { flags } = request
  // A case with other values is not the one of the record.
  const file = flags.anonymise === undefined ? request.file : undefined
  const { text, because } = await issueText({ ...request, file })
  if (text === undefined) process.stderr.write(`${because}\n`)
  return text
}

/** The types that every server spells alike. */
async function commonOids(): Promise<ReadonlyMap<string, readonly number[]>> {
  const { COMMON_TYPES, spellings } = await import('../target/profile/types.js')
  return new Map([...spellings(COMMON_TYPES)].map(([type, { oids }]) => [type, oids]))
}
