/**
 * Spaces at either end, control, format, unassigned and lone surrogate characters, and every
 * unordinary space.
 */
const INVISIBLE = /^ +| +$|[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu

const SPACE = '\u2423'
const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** A part of a text: as it is, or an escape that stands for something invisible. */
export interface VisiblePart {
  readonly text: string
  readonly escaped: boolean
}

/**
 * Splits one line into what can be seen and escapes for what cannot; spaces at either end become
 * `␣`.
 */
export function visibleParts(line: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = []
  let end = 0
  for (const match of line.matchAll(INVISIBLE)) {
    if (match.index > end) parts.push({ text: line.slice(end, match.index), escaped: false })
    parts.push({ text: escapeOf(match[0]), escaped: true })
    end = match.index + match[0].length
  }
  if (end < line.length) parts.push({ text: line.slice(end), escaped: false })
  return parts
}

/** One line with everything invisible made visible: safe to send to a terminal. */
export function visible(line: string): string {
  return visibleParts(line)
    .map((part) => part.text)
    .join('')
}

/**
 * Like visible, for a text of several lines: the line feeds and the spaces that indent a line stay.
 */
export function visibleLines(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    const indent = /^ */.exec(line)?.[0] ?? ''
    return indent + visible(line.slice(indent.length))
  })
}

/** At most `width` characters, the last one `…` where something was cut. */
export function clip(line: string, width: number): string {
  const points = Array.from(line)
  return points.length <= width ? line : `${points.slice(0, Math.max(0, width - 1)).join('')}…`
}

function escapeOf(text: string): string {
  if (text.startsWith(' ')) return SPACE.repeat(text.length)
  const code = text.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return NAMED.get(text) ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`)
}
