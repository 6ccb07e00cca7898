import { type Column, type DeclaredType, type Rows, wireCanonical } from '../../src/index.js'

/** Reads the cells of one column on one side. */
export type CellReader = (cell: string) => string

/** The two readers of one column; undefined where its values in text and in binary cannot be told to be the same. */
export type CellReaders = readonly [left: CellReader, right: CellReader] | undefined

/**
 * How a column's cells become comparable: text against text as it is, bytes against bytes, text against bytes by their
 * value where the column's type has a known binary form. `other` is the same column of the other answer.
 */
export function cellReaders(left: Rows, right: Rows, at: number): CellReaders {
  const [one, other] = [formatOf(left.columns[at]), formatOf(right.columns[at])]
  if (one === other) return one === 'binary' ? [hexOf, hexOf] : [asIs, asIs]
  const type = left.columns[at]?.type
  if (type?.kind !== 'pg') return [asIs, asIs]
  const readers = [valueIn({ ...type, format: one }), valueIn({ ...type, format: other })] as const
  return isKnown(left, at, readers[0]) && isKnown(right, at, readers[1])
    ? [spoken(readers[0]), spoken(readers[1])]
    : undefined
}

/** Undefined for a value of a type that is not known. */
type ValueReader = (cell: string) => string | undefined

function isKnown({ rows }: Rows, at: number, read: ValueReader): boolean {
  return rows.every((row) => typeof row[at] !== 'string' || read(row[at]) !== undefined)
}

/** Bytes that are no value of their type differ from every value. */
function valueIn(type: DeclaredType): ValueReader {
  return (cell) => {
    try {
      return wireCanonical(cell, type) ?? undefined
    } catch {
      const isBinary = type.kind === 'pg' && type.format === 'binary'
      return `no value of its type: ${isBinary ? hexOf(cell) : cell}`
    }
  }
}

function spoken(read: ValueReader): CellReader {
  return (cell) => read(cell) ?? cell
}

function formatOf(column: Column | undefined): 'binary' | undefined {
  return column?.type.kind === 'pg' ? column.type.format : undefined
}

function asIs(cell: string): string {
  return cell
}

/** Bytes in lower-case hexadecimal; a binary cell holds one character for each. */
function hexOf(cell: string): string {
  return Buffer.from(cell, 'latin1').toString('hex')
}
