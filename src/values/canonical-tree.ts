import type { Cell } from '../model/outcome.js'
import { elementText, listText, mapText, structText } from './canonical.js'
import type { DuckType, Field } from './duck-type.js'
import { TextScanner } from './text-scanner.js'
import { isTextual } from './textual-types.js'

/** Where an element stands: DuckDB writes JSON bare in a list and in quotes anywhere else. */
export type Inside = 'list' | 'other'

/** How a value is put together again from the texts of its parts. */
export interface Fold {
  /** A value that holds no other value that can be reached: scalars, and types that are compared as a whole. */
  readonly leaf: (cell: string, type: DuckType) => string
  readonly element: (cell: Cell, type: DuckType, inside: Inside) => string
  readonly list: (elements: readonly string[]) => string
  readonly map: (entries: readonly Entry[]) => string
  readonly struct: (entries: readonly Entry[], type: DuckType) => string
}

/** A field's name or a key, and the text of its value. */
export type Entry = readonly [key: string, value: string]

/** Puts canonical text together again: the base of folds that change only some values. */
export const CANONICAL_FOLD: Fold = {
  leaf: (cell) => cell,
  element: elementText,
  list: listText,
  map: mapText,
  struct: structText,
}

/**
 * Takes a canonical cell apart by its type and puts it together by `fold`, from inside to outside. A text that is not
 * canonical, such as a cell that could not be read, is given back as it is.
 */
export function foldCanonical(cell: Cell, type: DuckType, fold: Fold): Cell {
  if (cell === null) return null
  if (!isNested(type)) return fold.leaf(cell, type)
  const reader = new CanonicalReader(cell, fold)
  const folded = reader.nested(type)
  return folded !== undefined && reader.isAtEnd ? folded : cell
}

function isNested(type: DuckType): boolean {
  const holdsOthers = type.id === 'LIST' || type.id === 'ARRAY' || type.id === 'STRUCT'
  return (holdsOthers || type.id === 'MAP') && !isTextual(type)
}

const NULL = /NULL(?=[,\]}]| =>|$)/y
const BARE = /[^,\]}\s]+/y

/** Reads what canonical.ts writes. Every method gives undefined where the text is of another form. */
class CanonicalReader extends TextScanner {
  constructor(
    text: string,
    private readonly fold: Fold,
  ) {
    super(text)
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length
  }

  nested(type: DuckType): string | undefined {
    switch (type.id) {
      case 'LIST':
      case 'ARRAY': {
        const elements = this.items('[', ']', () => this.element(type.child, 'list'))
        return elements && this.fold.list(elements)
      }
      case 'MAP': {
        const entries = this.items('{', '}', () => this.mapEntry(type.key, type.value))
        return entries && this.fold.map(entries)
      }
      case 'STRUCT': {
        const remaining = [...type.fields]
        const entries = this.items('{', '}', () => this.field(remaining))
        if (!entries || remaining.length > 0) return undefined
        return this.fold.struct(entries, type)
      }
      default:
        return undefined
    }
  }

  private element(type: DuckType, inside: Inside): string | undefined {
    if (this.takes(NULL) !== undefined) return this.fold.element(null, type, inside)
    const text = isNested(type) ? this.nested(type) : this.leaf(type)
    return text === undefined ? undefined : this.fold.element(text, type, inside)
  }

  private leaf(type: DuckType): string | undefined {
    const quoted = this.quoted()
    const cell = quoted === undefined ? this.takes(BARE) : (JSON.parse(quoted) as string)
    return cell === undefined ? undefined : this.fold.leaf(cell, type)
  }

  private mapEntry(keyType: DuckType, valueType: DuckType): Entry | undefined {
    const key = this.element(keyType, 'other')
    if (key === undefined || !this.skips(' => ')) return undefined
    const value = this.element(valueType, 'other')
    return value === undefined ? undefined : [key, value]
  }

  private field(remaining: Field[]): Entry | undefined {
    const quoted = this.quoted()
    if (quoted === undefined || !this.skips(': ')) return undefined
    const name = JSON.parse(quoted) as string
    const at = remaining.findIndex((field) => field.name === name)
    const [field] = at < 0 ? [] : remaining.splice(at, 1)
    const element = field && this.element(field.type, 'other')
    return element === undefined ? undefined : [name, element]
  }

  private items<T>(open: string, close: string, item: () => T | undefined): T[] | undefined {
    if (!this.skips(open)) return undefined
    const items: T[] = []
    while (!this.skips(close)) {
      if (items.length > 0 && !this.skips(', ')) return undefined
      const next = item()
      if (next === undefined) return undefined
      items.push(next)
    }
    return items
  }
}
