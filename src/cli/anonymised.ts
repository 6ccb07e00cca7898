import { randomBytes } from 'node:crypto'
import { type Anonymised, anonymiseCase } from '../corpus/anonymise/case.js'
import type { LoadedCase } from '../corpus/load.js'
import type { Case } from '../model/case.js'
import { UsageError } from '../model/errors.js'

/** The flag as commander gives it: `values` or `names`. */
export type AnonymiseFlag = string | undefined

const KEY_BYTES = 32

/** Throws UsageError for a word that says nothing. */
export function checkAnonymise(flag: AnonymiseFlag): void {
  if (flag === undefined || flag === 'values' || flag === 'names') return
  throw new UsageError(
    `--anonymise=${flag} is not known`,
    'use --anonymise for values, or --anonymise=names for names too',
  )
}

/** The case with other values, by a new key that nobody keeps; as it is where the flag was not given. */
export function anonymised(whole: Case, flag: AnonymiseFlag): Anonymised {
  checkAnonymise(flag)
  if (flag === undefined) return { case: whole, kept: [] }
  return anonymiseCase(whole, randomBytes(KEY_BYTES), { names: flag === 'names' })
}

/** The same for a case that was loaded; the lines of its file stay. */
export function anonymisedLoad(loaded: LoadedCase, flag: AnonymiseFlag): LoadedCase {
  return flag === undefined ? loaded : { ...loaded, case: anonymised(loaded.case, flag).case }
}

/** `kept as they are: 2 widths of types, 1 settings`; undefined where nothing was. */
export function keptSentence({ kept }: Anonymised): string | undefined {
  if (kept.length === 0) return undefined
  return `kept as they are: ${kept.map(({ what, count }) => `${what} (${count})`).join(', ')}`
}
