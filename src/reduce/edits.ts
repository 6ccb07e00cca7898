import { tokenize } from '../sql/lexer.js'

/** Another text in place of a part of one: from `start` up to `end`, in UTF-16 units. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text with these edits, which do not overlap, and laid out anew. */
export function edited(sql: string, edits: readonly Edit[]): string {
  let at = 0
  let text = ''
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    if (edit.start < at) continue // Inside of one that is done already.
    text += `${sql.slice(at, edit.start)} ${edit.text} `
    at = edit.end
  }
  return layOut(text + sql.slice(at))
}

const NO_SPACE_BEFORE = /^[,;)\].]$/
const NO_SPACE_AFTER = /^[([.]$/

/**
 * The text on one line without comments: one space where there was any, none before a comma or at
 * the inner side of a bracket. Two tokens that touched go on touching.
 */
export function layOut(sql: string): string {
  let text = ''
  let before = ''
  let hasGap = false
  for (const token of tokenize(sql)) {
    if (token.kind === 'whitespace' || token.kind === 'comment') {
      hasGap = true
      continue
    }
    const isTight = NO_SPACE_BEFORE.test(token.text) || NO_SPACE_AFTER.test(before)
    text += hasGap && before !== '' && !isTight ? ` ${token.text}` : token.text
    before = token.text
    hasGap = false
  }
  return text
}
