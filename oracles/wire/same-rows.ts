import {
  type Column,
  type ColumnRule,
  type Comparison,
  diffRows,
  type Ignored,
  type Row,
  type Rows,
} from '../../src/index.js'
import { type CellReader, type CellReaders, cellReaders } from './cell-text.js'
import { typeText } from './columns.js'
import type { Compared } from './parted.js'

/** How the rows of two answers are held against each other. */
export interface RowRules {
  readonly rows: Comparison['rows']
  /** The other answer is a page of so many rows: some of the first answer's, from its beginning where it is ordered. */
  readonly pageRows?: number | undefined
  /** Columns that nobody compares exactly are left out. */
  readonly columns?: readonly ColumnRule[] | undefined
}

/** Compares the rows of two answers whose columns agree. */
export function compareRowsOf(left: Rows, right: Rows, rules: RowRules): Compared {
  const { rows, pageRows = Number.POSITIVE_INFINITY, columns = [] } = rules
  if (rows === 'none') return { ignored: [] }
  const inexact = new Set(columns.filter(({ rule }) => rule !== 'exact').map(({ index }) => index))
  const readers = left.columns.map((_, at) =>
    inexact.has(at) ? INEXACT : cellReaders(left, right, at),
  )
  const ignored = [
    ...whatIsSkipped(left.columns, readers),
    ...(inexact.size > 0 ? [INEXACT_COLUMNS] : []),
  ]
  const [all, other] = [texts(left.rows, readers, 0), texts(right.rows, readers, 1)]
  const wanted = Math.min(all.length, pageRows)
  if (wanted !== other.length) {
    return parted('row-count', `${wanted} rows became ${other.length}`, [all, other], ignored)
  }
  if (rows === 'count') return { ignored }
  const ordered = rows === 'ordered'
  const diff = diffRows(ordered ? all.slice(0, wanted) : all, other, ordered)
  if (diff.kind === 'same') return { ignored }
  if (diff.kind === 'order') {
    return parted('order', `row ${diff.rowIndex + 1} stands elsewhere`, [all, other], ignored)
  }
  if (!ordered && diff.onlySubject.length === 0 && wanted < all.length) return { ignored }
  const [one, another] = [diff.onlyReference[0] ?? [], diff.onlySubject[0] ?? []]
  const summary = `(${line(one)}) became (${line(another)})`
  return parted('value', summary, [diff.onlyReference, diff.onlySubject], ignored)
}

const SKIPPED: CellReader = () => '(not compared)'

const INEXACT: CellReaders = [SKIPPED, SKIPPED]
const INEXACT_COLUMNS: Ignored = {
  what: 'columns that are not compared exactly',
  because: 'their values are not determined',
}

function whatIsSkipped(columns: readonly Column[], readers: readonly CellReaders[]): Ignored[] {
  return columns.flatMap(({ type }, at): Ignored[] =>
    readers[at] === undefined
      ? [
          {
            what: `values of ${typeText(type)} in text against binary`,
            because: 'the binary form of this type is not known',
          },
        ]
      : [],
  )
}

function texts(rows: readonly Row[], readers: readonly CellReaders[], side: 0 | 1): Row[] {
  return rows.map((row) =>
    row.map((cell, at) => (cell === null ? null : (readers[at]?.[side] ?? SKIPPED)(cell))),
  )
}

function line(row: Row): string {
  return row.map((cell) => cell ?? 'NULL').join(' | ')
}

/** The most rows of an answer that a finding shows. */
const ROWS_SHOWN_MAX = 20

function parted(
  mismatch: 'row-count' | 'order' | 'value',
  summary: string,
  sides: readonly (readonly Row[])[],
  ignored: readonly Ignored[],
): Compared {
  const [first = '', other = ''] = sides.map((rows) => {
    const rest = rows.length - ROWS_SHOWN_MAX
    const shown = rows.slice(0, ROWS_SHOWN_MAX).map(line)
    return [...shown, ...(rest > 0 ? [`and ${rest} more rows`] : [])].join('\n') || 'no row'
  })
  return { parted: { mismatch, summary, first, other }, ignored }
}
