import type { Cell, DeclaredType } from '../model/outcome.js'
import { DecodeError } from './decode-error.js'
import type { DuckType } from './duck-type.js'
import { fromPgText } from './from-pg-text.js'

/**
 * A subject's cell in canonical text, read by the reference's type. In process it is canonical already. A text that is no
 * value of the type is shown as it came, marked; no value of such a type has that text, because every text is a VARCHAR.
 */
export function canonicalCell(raw: Cell, type: DuckType, from: DeclaredType['kind']): Cell {
  if (raw === null || from === 'duckdb') return raw
  try {
    return fromPgText(raw, type)
  } catch (error) {
    if (error instanceof DecodeError) return `not ${type.name}: ${raw}`
    throw error
  }
}

/** Whether two cells are the same value: the reference's canonical one, and the subject's as it came. */
export function sameCell(
  reference: Cell,
  subject: { readonly cell: Cell; readonly kind: DeclaredType['kind'] },
  type: DuckType,
): boolean {
  return canonicalCell(subject.cell, type, subject.kind) === reference
}
