import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ReductionJournal } from '../campaign/shrink.js'
import { UsageError } from '../model/errors.js'
import type { Answer } from '../reduce/lanes.js'

/** What the answers of a journal hang on: of anything else they say nothing. */
export interface JournalOf {
  readonly tool: string
  /** A key of the plan that is reduced. */
  readonly case: string
  /** How each side is reached, without secrets, and which version it is. */
  readonly sides: unknown
  readonly versions: readonly string[]
}

/** The answers of a reduction, in a file, so that it can be interrupted. */
export interface Journal {
  /** How many answers are known from before. */
  readonly size: number
  /** Why what the file holds is of no use; undefined where it is, or where there is nothing. */
  readonly unused: string | undefined
  /** The answers to one question: whether candidates show the finding with this signature. */
  readonly about: (signature: string) => ReductionJournal
  /** The reduction came to its end: the next one begins anew. */
  readonly finish: () => void
}

const FORMAT = 'goldeneye reduction 1'

interface Section {
  readonly of: string
  readonly known: Map<string, Answer>
  isFinished: boolean
}

/**
 * Opens the journal of a reduction. Lines are only ever added; one that was torn is left out. A file of our own choice goes
 * away with the end of the reduction, one that the user named stays. Throws UsageError for a file that is no journal or
 * cannot be written.
 */
export function openJournal(
  file: string,
  what: JournalOf,
  { isOwn, mask }: { readonly isOwn: boolean; readonly mask: (text: string) => string },
): Journal {
  const of = digest(JSON.stringify(what), 32)
  const before = readSection(file, isOwn)
  const unused = !before || before.isFinished || before.of === of ? undefined : OF_ANOTHER
  const isSame = before !== undefined && unused === undefined && !before.isFinished
  mendEnd(file)
  if (!isSame) append(file, { format: FORMAT, of })
  const known = isSame ? before.known : new Map<string, Answer>()
  return {
    size: known.size,
    unused,
    about: (signature) => {
      const own = `${digest(signature, 8)} `
      const ofSignature = [...known].filter(([key]) => key.startsWith(own))
      return {
        known: new Map(ofSignature.map(([key, answer]) => [key.slice(own.length), answer])),
        remember: (key, { fails, instead }) => {
          const said = instead === undefined ? {} : { instead: mask(instead) }
          append(file, { key: own + key, fails, ...said })
        },
      }
    },
    finish: () => {
      if (isOwn) rmSync(file, { force: true })
      else append(file, { finished: true })
    },
  }
}

/** Asked before the work, so that nobody waits for a refusal. Throws UsageError for a file that is no journal. */
export function refuseForeignJournal(file: string): void {
  readSection(file, false)
}

const OF_ANOTHER = 'it is of another case, target or version'

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}

/** A line that was torn ends where it is. */
function mendEnd(file: string): void {
  const text = existsSync(file) ? textOf(file) : ''
  if (text !== '' && !text.endsWith('\n')) write(file, '\n')
}

function append(file: string, line: unknown): void {
  write(file, `${JSON.stringify(line)}\n`)
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    appendFileSync(file, text)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new UsageError(`${file} cannot be written (${code})`, 'name another file with --journal')
  }
}

/** The last section of a journal; none where there is no file yet, or nothing in it. */
function readSection(file: string, isOwn: boolean): Section | undefined {
  const text = existsSync(file) ? textOf(file) : ''
  let section: Section | undefined
  for (const line of text.split('\n').map(parsed)) {
    if (!line) continue
    if (line.format !== undefined) section = sectionOf(file, line)
    else if (!section) throw noJournal(file)
    else if (line.finished === true) section.isFinished = true
    else if (typeof line.key === 'string' && typeof line.fails === 'boolean') {
      const instead = typeof line.instead === 'string' ? { instead: line.instead } : {}
      section.known.set(line.key, { fails: line.fails, ...instead })
    }
  }
  // Of a file of ours only its first line can have been torn.
  if (!section && text !== '' && !isOwn) throw noJournal(file)
  return section
}

function sectionOf(file: string, { format, of }: Line): Section {
  if (format !== FORMAT || typeof of !== 'string') throw noJournal(file)
  return { of, known: new Map(), isFinished: false }
}

type Line = Readonly<Record<string, unknown>>

function parsed(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null ? (line as Line) : undefined
  } catch {
    return undefined // Torn, or the end of the file.
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new UsageError(`${file} cannot be read (${code})`, 'name another file with --journal')
  }
}

function noJournal(file: string): UsageError {
  return new UsageError(
    `${file} is no journal of a reduction of this version`,
    'name another file with --journal; this one is left as it is',
  )
}
