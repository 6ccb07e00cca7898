import { UsageError } from '../model/errors.js'

/** A regular expression that a user typed, upper and lower case being alike. Throws UsageError. */
export function patternOf(text: string, flag: string): RegExp {
  try {
    return new RegExp(text, 'iu')
  } catch {
    throw new UsageError(
      `${flag} "${text}" is no regular expression`,
      `a word is one; put a backslash before a bracket: ${flag} 'sum\\('`,
    )
  }
}
