import type { Known } from '../../model/known.js'
import { printSentence, readSentence } from '../sentence.js'
import { printConditions, readConditions } from './conditions.js'
import { printMatch, readMatch } from './match-line.js'

/** The header's lines of a known difference, in the order in which they are printed. */
const LINES = ['known', 'reason', 'owner', 'expires', 'applies', 'match'] as const

type LineName = (typeof LINES)[number]

/** What the lines read so far have said. */
export type KnownSoFar = Partial<Known>

/** How each line is written, for whoever wrote it otherwise. */
const HINTS: Readonly<Record<LineName, string>> = {
  known: '`-- known: https://github.com/you/it/issues/7`, the issue in which it is followed',
  reason: '`-- reason: why this difference is accepted`',
  owner: '`-- owner: who looks after it`',
  expires: '`-- expires: 2027-02-01`, the last day on which nobody has to look',
  applies: '`-- applies: profile=duckgres version<0.32 oracle=wire`, all of which must hold',
  match:
    '`-- match: oracle=differential kind=type,value skeleton="SELECT sum(i1) FROM i2" types="DECIMAL(38,2)"`; kind=any is every kind',
}

/** One such line: what it says, or how it should be written. Undefined for another comment. */
export function readKnownLine(
  comment: string,
): { readonly known: KnownSoFar } | { readonly write: string } | undefined {
  const found = /^--[ \t]*(known|reason|owner|expires|applies|match):[ \t]*(.*)$/.exec(comment)
  if (!found) return undefined
  const name = found[1] as LineName
  const value = READERS[name]((found[2] ?? '').trim())
  return value === undefined
    ? { write: HINTS[name] }
    : { known: { [name === 'known' ? 'issue' : name]: value } }
}

const READERS: Readonly<Record<LineName, (text: string) => unknown>> = {
  known: readWords,
  reason: readWords,
  owner: readWords,
  expires: (text) => (isDay(text) ? text : undefined),
  applies: readConditions,
  match: readMatch,
}

function readWords(text: string): string | undefined {
  const words = readSentence(text)
  return words?.trim() === '' ? undefined : words
}

/** Whether a text is a day of the calendar, `2027-02-01`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** What is missing to a known difference, and how it is written; undefined where nothing is. */
export function missingOf(
  so: KnownSoFar,
): { readonly what: string; readonly write: string } | undefined {
  if (so.issue === undefined) return { what: 'no issue', write: HINTS.known }
  if (so.reason === undefined) return { what: 'no reason', write: HINTS.reason }
  if (so.match === undefined) return { what: 'nothing that it covers', write: HINTS.match }
  return undefined
}

/** Whether these lines are meant to be a known difference: an owner alone may be any comment. */
export function isKnownSoFar({ issue, match }: KnownSoFar): boolean {
  return issue !== undefined || match !== undefined
}

/** The lines of a known difference, as readKnownLine reads them back. */
export function printKnown(known: Known): readonly string[] {
  const { issue, reason, owner, expires, applies, match } = known
  return [
    `-- known: ${printSentence(issue)}`,
    `-- reason: ${printSentence(reason)}`,
    ...(owner === undefined ? [] : [`-- owner: ${printSentence(owner)}`]),
    ...(expires === undefined ? [] : [`-- expires: ${expires}`]),
    ...(applies.length === 0 ? [] : [`-- applies: ${printConditions(applies)}`]),
    `-- match: ${printMatch(match)}`,
  ]
}
