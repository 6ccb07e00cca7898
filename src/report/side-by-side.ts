/** The most lines of a value that a report shows on a side. */
export const LINES_SHOWN_MAX = 20

/** One line of a value, and whether the other side lacks it. */
export interface ValueLine {
  readonly text: string
  readonly differs: boolean
}

/** One side of a mismatch, ready to print. `hidden` counts the lines that are left out. */
export interface ValueSide {
  readonly lines: readonly ValueLine[]
  readonly hidden: number
}

/** The two values of a mismatch, side by side. */
export interface SideBySide {
  readonly reference: ValueSide
  readonly subject: ValueSide
}

/**
 * Marks the lines that only one side has (as bags; where both have the same lines, those at another place). A long
 * value shows its first line, which names the columns, and then the lines that differ before the others.
 */
export function sideBySide(reference: string, subject: string): SideBySide {
  const left = reference.split('\n')
  const right = subject.split('\n')
  const [marksLeft, marksRight] = [marks(left, right), marks(right, left)]
  if ([...marksLeft, ...marksRight].some(Boolean)) {
    return { reference: side(left, marksLeft), subject: side(right, marksRight) }
  }
  return {
    reference: side(
      left,
      left.map((line, index) => line !== right[index]),
    ),
    subject: side(
      right,
      right.map((line, index) => line !== left[index]),
    ),
  }
}

function marks(lines: readonly string[], others: readonly string[]): readonly boolean[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.map((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

function side(texts: readonly string[], differs: readonly boolean[]): ValueSide {
  const lines = texts.map((text, index) => ({ text, differs: differs[index] === true }))
  if (lines.length <= LINES_SHOWN_MAX) return { lines, hidden: 0 }
  const [first, ...rest] = lines
  const ordered = [...rest.filter((line) => line.differs), ...rest.filter((line) => !line.differs)]
  const shown = [...(first ? [first] : []), ...ordered].slice(0, LINES_SHOWN_MAX)
  return { lines: shown, hidden: lines.length - shown.length }
}
