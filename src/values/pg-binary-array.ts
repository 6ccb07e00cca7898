import { int32At, uint32At } from './byte-string.js'
import type { ArrayElement } from './pg-array-text.js'
import { BINARY, type BinaryDecoder } from './pg-binary-scalars.js'
import { type PgKind, pgTypeOf } from './pg-oids.js'

const HEADER_BYTES = 12
const DIMENSION_BYTES = 8
const LENGTH_BYTES = 4
const NULL_LENGTH = -1
/** PostgreSQL has six; an endpoint that nests deeper than this has sent something else. */
const DIMENSIONS_MAX = 100
/** Inner arrays without elements take no bytes, so that their number needs a limit of its own. */
const EMPTY_ARRAYS_MAX = 100_000

/**
 * The elements of PostgreSQL's binary array as texts (see BINARY): dimensions, whether there are NULLs, the element's OID,
 * the length and lower bound of each dimension, then each element with its length. Undefined where the bytes are of another
 * form, end early, go on, or hold elements of another kind.
 */
export function readBinaryArray(cell: string, kind: PgKind): readonly ArrayElement[] | undefined {
  if (cell.length < HEADER_BYTES) return undefined
  const depth = int32At(cell, 0)
  const end = HEADER_BYTES + depth * DIMENSION_BYTES
  if (depth < 0 || depth > DIMENSIONS_MAX || cell.length < end) return undefined
  if (pgTypeOf(uint32At(cell, 8))?.kind !== kind) return undefined
  const lengths: number[] = []
  for (let at = HEADER_BYTES; at < end; at += DIMENSION_BYTES) lengths.push(int32At(cell, at))
  if (!canHold(lengths, cell.length - end)) return undefined
  const reader = new ElementReader(cell, end, BINARY[kind])
  const elements = depth === 0 ? [] : reader.dimension(lengths, 0)
  return reader.isAtEnd ? elements : undefined
}

/** Checked before anything is allocated. */
function canHold(lengths: readonly number[], bytes: number): boolean {
  let arrays = 1
  for (const length of lengths) {
    if (length < 0) return false
    if (length === 0) return arrays <= EMPTY_ARRAYS_MAX
    arrays *= length
  }
  return lengths.length === 0 || arrays * LENGTH_BYTES <= bytes
}

class ElementReader {
  constructor(
    private readonly cell: string,
    private at: number,
    private readonly decode: BinaryDecoder,
  ) {}

  get isAtEnd(): boolean {
    return this.at === this.cell.length
  }

  dimension(lengths: readonly number[], depth: number): readonly ArrayElement[] | undefined {
    const elements: ArrayElement[] = []
    for (let count = lengths[depth] as number; count > 0; count -= 1) {
      const element =
        depth === lengths.length - 1 ? this.element() : this.dimension(lengths, depth + 1)
      if (element === undefined) return undefined
      elements.push(element)
    }
    return elements
  }

  private element(): string | null | undefined {
    const start = this.at + LENGTH_BYTES
    if (start > this.cell.length) return undefined
    const length = int32At(this.cell, this.at)
    this.at = start + Math.max(length, 0)
    if (length === NULL_LENGTH) return null
    if (length < 0 || this.at > this.cell.length) return undefined
    return this.decode(this.cell, start, this.at)
  }
}
