/** The most lines of a value that a report shows on a side. */
export const LINES_SHOWN_MAX = 20

/** The most lines of a long value that are shown although they are the same on both sides. */
const SAME_SHOWN_MAX = 5

/** What stands between two cells of a row (judge/describe.ts). */
export const CELL_SEPARATOR = ' | '

/** A cell of a line, and whether the other side has another one in its place. */
export interface ValueCell {
  readonly text: string
  readonly differs: boolean
}

/** One line of a value, whether the other side lacks it, and its cells. */
export interface ValueLine {
  readonly text: string
  readonly differs: boolean
  readonly cells: readonly ValueCell[]
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
 * Marks the lines that only one side has (as bags; where both have the same lines, those at another
 * place), and in them the cells that differ from the corresponding line. A long value shows its
 * first line, which names the columns, then the lines that differ and a few others.
 */
export function sideBySide(reference: string, subject: string): SideBySide {
  const left = reference.split('\n')
  const right = subject.split('\n')
  const [marksLeft, marksRight] = differences(left, right)
  return {
    reference: side(
      left,
      marksLeft,
      right.filter((_, index) => marksRight[index]),
    ),
    subject: side(
      right,
      marksRight,
      left.filter((_, index) => marksLeft[index]),
    ),
  }
}

type Marks = readonly boolean[]

function differences(left: readonly string[], right: readonly string[]): readonly [Marks, Marks] {
  const asBags = [lacking(left, right), lacking(right, left)] as const
  if (asBags.flat().some(Boolean)) return asBags
  return [
    left.map((line, index) => line !== right[index]),
    right.map((line, index) => line !== left[index]),
  ]
}

/** For each of `lines`: no line of `others` is left that would be its equal. */
function lacking(lines: readonly string[], others: readonly string[]): Marks {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.map((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

/**
 * `opposite` are the lines that differ on the other side: the n-th belongs to the n-th that differs
 * here.
 */
function side(texts: readonly string[], marks: Marks, opposite: readonly string[]): ValueSide {
  let differing = 0
  const lines = texts.map((text, index) => {
    if (!marks[index]) return { text, differs: false, cells: [{ text, differs: false }] }
    differing += 1
    return { text, differs: true, cells: cellsOf(text, opposite[differing - 1]) }
  })
  if (lines.length <= LINES_SHOWN_MAX) return { lines, hidden: 0 }
  const [first, ...rest] = lines
  const same = rest.filter((line) => !line.differs).slice(0, SAME_SHOWN_MAX)
  const ordered = [...(first ? [first] : []), ...rest.filter((line) => line.differs), ...same]
  const shown = ordered.slice(0, LINES_SHOWN_MAX)
  return { lines: shown, hidden: lines.length - shown.length }
}

function cellsOf(line: string, opposite: string | undefined): readonly ValueCell[] {
  const cells = line.split(CELL_SEPARATOR)
  const others = opposite?.split(CELL_SEPARATOR)
  const comparable = others?.length === cells.length && line !== opposite
  return cells.map((text, index) => ({ text, differs: !comparable || text !== others[index] }))
}
