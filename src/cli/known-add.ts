import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isExpired } from '../campaign/known/known-events.js'
import type { Sighting } from '../campaign/known/sighting.js'
import { covers } from '../campaign/known/sighting.js'
import { loadConfig } from '../config/config.js'
import { printCase } from '../corpus/case-file.js'
import { readConditions } from '../corpus/known/conditions.js'
import { isDay } from '../corpus/known/header.js'
import { type KnownCase, loadKnown } from '../corpus/known/load.js'
import { caseName } from '../corpus/load.js'
import { slugged, slugOf } from '../corpus/slug.js'
import type { Case } from '../model/case.js'
import { UsageError } from '../model/errors.js'
import type { Known, KnownMatch } from '../model/known.js'
import { caseOfFinding, isFindingId } from './case-files.js'
import { EXIT } from './exit.js'
import { type KnownFlags, knownFolder, today } from './known-folder.js'
import { type Observed, observe } from './known-observe.js'
import { recordedFinding } from './known-recorded.js'
import { flagOr, type TargetFlags } from './settings.js'

export interface KnownAddFlags extends TargetFlags, KnownFlags {
  readonly issue?: string
  readonly reason?: string
  readonly owner?: string
  readonly expires?: string
  readonly applies?: string
  readonly anyTypes?: boolean
  readonly name?: string
  readonly out?: string
  readonly timeout?: string
  readonly quiet?: boolean
}

/** A name is given to so many files, with a number behind it. */
const SAME_NAME_MAX = 1000

/**
 * `goldeneye known add <finding|file|blob>`: accepts a difference, with its issue and the reason, and prints its file. What
 * is recorded of a finding is taken as it is; any other case is run first. Never writes over a file. Gives the exit code.
 */
export async function knownAdd(word: string, flags: KnownAddFlags): Promise<number> {
  const said = saidBy(flags)
  const config = loadConfig(flags.config)
  const folder = knownFolder(flags, config.knownDifferences)
  const accepted = existsSync(folder) ? await loadKnown(folder) : []
  const reports = flagOr(flags.out, 'out', config.out) ?? 'reports'
  const file = isFindingId(word) ? caseOfFinding(word, reports) : word
  const found = recordedFinding(file) ?? (await observe(file, flags, accepted))
  if (typeof found === 'string') {
    process.stderr.write(`${caseName(word)}: ${found}\n`)
    return EXIT.inconclusive
  }
  const there = acceptedAs(found.sighting, accepted)
  if (there) {
    process.stdout.write(`this is a known difference already: ${there.file}\n`)
    return EXIT.agree
  }
  const written = write(folder, knownCase(found, said, flags), { found, name: flags.name })
  process.stdout.write(`${written}\n`)
  if (isExpired(said.expires, today())) {
    process.stderr.write(`--expires ${said.expires} is over already; known check will say so\n`)
  }
  return EXIT.agree
}

type Said = Pick<Known, 'issue' | 'reason' | 'owner' | 'expires'> & {
  readonly applies: Known['applies'] | undefined
}

/** What has to be said, and is. Throws UsageError. */
function saidBy({ issue, reason, owner, expires, applies }: KnownAddFlags): Said {
  const conditions = applies === undefined ? undefined : readConditions(applies.trim())
  if (expires !== undefined && !isDay(expires)) {
    throw new UsageError(`--expires "${expires}" is no day`, 'write it as 2027-02-01')
  }
  if (applies !== undefined && !conditions) {
    throw new UsageError(
      `--applies "${applies}" is no condition`,
      'write it as "profile=duckgres version<0.32 oracle=wire"',
    )
  }
  return {
    issue: required(issue, 'issue', '--issue <url>: where it is followed'),
    reason: required(reason, 'reason', '--reason "...": why it is accepted'),
    ...(owner?.trim() && { owner }),
    ...(expires !== undefined && { expires }),
    applies: conditions,
  }
}

function required(text: string | undefined, what: string, next: string): string {
  if (text?.trim()) return text.trim()
  throw new UsageError(`a known difference needs an ${what}`.replace('an r', 'a r'), `add ${next}`)
}

function acceptedAs(sighting: Sighting, accepted: readonly KnownCase[]): KnownCase | undefined {
  return accepted.find(({ known }) => covers(known.match, sighting))
}

function knownCase(found: Observed, said: Said, { anyTypes }: KnownAddFlags): Case {
  const { applies = [{ about: 'profile', names: [found.profile] }], ...rest } = said
  const match = matchOf(found.sighting, anyTypes === true)
  const { header, plan } = found.case
  const { oracle, kind } = found.sighting
  return { header: { ...header, oracle, kind, known: { ...rest, applies, match } }, plan }
}

function matchOf(
  { oracle, kind, skeleton, types, shows }: Sighting,
  anyTypes: boolean,
): KnownMatch {
  // The ways in which values and types show name their types.
  const hasShows = !(anyTypes && (kind === 'type' || kind === 'value'))
  return {
    oracle,
    kinds: [kind],
    skeleton,
    ...(!anyTypes && { types }),
    ...(hasShows && { shows }),
  }
}

function write(
  folder: string,
  known: Case,
  { found, name }: { readonly found: Observed; readonly name: string | undefined },
): string {
  const base = name ?? slugOf(known, { kind: known.header.kind, stepIndex: found.stepIndex })
  if (slugged(base) !== base) {
    const next = `use lower-case letters, digits and dashes: --name ${slugged(base) || 'known'}`
    throw new UsageError(`--name "${base}" is no name of a case`, next)
  }
  const text = printCase(known)
  for (let number = 1; number <= (name === undefined ? SAME_NAME_MAX : 1); number += 1) {
    const file = join(folder, `${base}${number === 1 ? '' : `-${number}`}.case.sql`)
    if (isWritten(file, text)) return file
  }
  throw new UsageError(
    `${join(folder, base)}.case.sql exists, and nothing is overwritten`,
    'name the file otherwise with --name',
  )
}

/** False where there is a file of this name. */
function isWritten(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST' && existsSync(file)) return false
    throw new UsageError(`${file} cannot be written (${code})`, 'name another folder with --known')
  }
}
