import type { Cell } from '../model/outcome.js'
import { elementText, listText, mapText, structText } from './canonical.js'
import type { DuckType, Field } from './duck-type.js'
import { closingQuote, withoutEscapes } from './quoted-text.js'

/** Reads one scalar inside of a nested value, as DuckDB prints it, to its canonical text; undefined if it is none. */
export type ScalarReader = (text: string, type: DuckType) => string | undefined

/** Thrown inside of this file only: the text is not of this form. */
class NotOfThisForm extends Error {}

/**
 * The canonical text of a nested value from DuckDB's text of it: `[1, NULL]`, `{'a': 1, 'b': x}`, `(1, x)` for a struct
 * without names, `{k=v}` for a map. Scalars that could be mistaken are quoted there, so a bare text ends at the next
 * delimiter. Undefined for a text of another form.
 */
export function decodeNestedText(
  text: string,
  type: DuckType,
  readScalar: ScalarReader,
): string | undefined {
  const reader = new NestedReader(text, readScalar)
  try {
    const canonical = reader.value(type)
    return reader.isAtEnd ? (canonical ?? undefined) : undefined
  } catch (error) {
    if (error instanceof NotOfThisForm) return undefined
    throw error
  }
}

const BARE = /[^,[\](){}:='"]+/y

class NestedReader {
  private at = 0

  constructor(
    private readonly text: string,
    private readonly readScalar: ScalarReader,
  ) {}

  get isAtEnd(): boolean {
    return this.at === this.text.length
  }

  value(type: DuckType): Cell {
    if (this.isNull()) return null
    switch (type.id) {
      case 'LIST':
      case 'ARRAY':
        return listText(this.between('[', ']', () => this.element(type.child)))
      case 'MAP':
        return mapText(this.between('{', '}', () => this.mapEntry(type.key, type.value)))
      case 'STRUCT':
        return this.struct(type.fields)
      default: {
        return this.readScalar(this.scalar(), type) ?? this.fail()
      }
    }
  }

  private element(type: DuckType): string {
    return elementText(this.value(type), type)
  }

  private mapEntry(keyType: DuckType, valueType: DuckType): readonly [string, string] {
    const key = this.element(keyType)
    this.expect('=')
    return [key, this.element(valueType)]
  }

  private struct(fields: readonly Field[]): string {
    const remaining = [...fields]
    const entries = fields.every(({ name }) => name === '')
      ? this.between('(', ')', () => this.unnamed(remaining))
      : this.between('{', '}', () => this.named(remaining))
    if (remaining.length > 0) this.fail()
    return structText(entries)
  }

  private unnamed(remaining: Field[]): readonly [string, string] {
    const { name, type } = remaining.shift() ?? this.fail()
    return [name, this.element(type)]
  }

  /** Fields in another order than the type's are read, and keep their order: so they differ and can be shown. */
  private named(remaining: Field[]): readonly [string, string] {
    const name = this.scalar()
    const at = remaining.findIndex((field) => field.name === name)
    if (at < 0) this.fail()
    const [field] = remaining.splice(at, 1) as [Field]
    this.expect(': ')
    return [name, this.element(field.type)]
  }

  private between<T>(open: string, close: string, item: () => T): T[] {
    this.expect(open)
    const items: T[] = []
    while (this.text[this.at] !== close) {
      if (items.length > 0) this.expect(', ')
      items.push(item())
    }
    this.at += 1
    return items
  }

  /** NULL without quotes; with them it is a text. */
  private isNull(): boolean {
    const match = /NULL(?=[,\])}=]|$)/y
    match.lastIndex = this.at
    if (!match.test(this.text)) return false
    this.at += 'NULL'.length
    return true
  }

  private scalar(): string {
    const { text, at } = this
    if (text[at] === "'") {
      const end = closingQuote(text, at, "'")
      if (end < 0) this.fail()
      this.at = end + 1
      return withoutEscapes(text.slice(at + 1, end))
    }
    BARE.lastIndex = at
    const [bare] = BARE.exec(text) ?? []
    if (bare === undefined) this.fail()
    this.at += bare.length
    return bare
  }

  private expect(part: string): void {
    if (!this.text.startsWith(part, this.at)) this.fail()
    this.at += part.length
  }

  private fail(): never {
    throw new NotOfThisForm()
  }
}
