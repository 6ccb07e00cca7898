import { AssertionFailure } from '../model/errors.js'

/** A DuckDB type as a tree. `name` is DuckDB's own spelling of the whole type. */
export type DuckType =
  | {
      readonly id: 'DECIMAL'
      readonly name: string
      readonly width: number
      readonly scale: number
    }
  | { readonly id: 'LIST'; readonly name: string; readonly child: DuckType }
  | { readonly id: 'ARRAY'; readonly name: string; readonly child: DuckType; readonly size: number }
  | { readonly id: 'STRUCT' | 'UNION'; readonly name: string; readonly fields: readonly Field[] }
  | { readonly id: 'MAP'; readonly name: string; readonly key: DuckType; readonly value: DuckType }
  | { readonly id: 'ENUM'; readonly name: string; readonly labels: readonly string[] }
  | { readonly id: 'SCALAR'; readonly name: string }

/** A field of a STRUCT, or a member of a UNION with its tag. Unnamed structs have empty names. */
export interface Field {
  readonly name: string
  readonly type: DuckType
}

const cache = new Map<string, DuckType>()

/** Reads DuckDB's spelling of a type, as node-api's `type.toString()` and `typeof(x)` print it. */
export function parseDuckType(name: string): DuckType {
  const known = cache.get(name)
  if (known) return known
  const reader = new TypeReader(name)
  const type = reader.type()
  reader.end()
  cache.set(name, type)
  return type
}

/** The type's name without parameters, the key of profiles: `DECIMAL`, `GEOMETRY`, `TIMESTAMP WITH TIME ZONE`. */
export function typeKey(type: DuckType): string {
  if (type.id !== 'SCALAR') return type.id
  const bracket = type.name.indexOf('(')
  return bracket < 0 ? type.name : type.name.slice(0, bracket)
}

/** Recursive descent over DuckDB's type spelling: `STRUCT("a b" INTEGER[], c MAP(VARCHAR, DECIMAL(18,2)))[3]`. */
class TypeReader {
  private at = 0
  constructor(private readonly text: string) {}

  type(): DuckType {
    const start = this.at
    let type = this.base(start)
    for (;;) {
      const suffix = /^\[(\d*)\]/.exec(this.text.slice(this.at))
      if (!suffix) return type
      this.at += suffix[0].length
      const name = this.text.slice(start, this.at)
      type = suffix[1]
        ? { id: 'ARRAY', name, child: type, size: Number(suffix[1]) }
        : { id: 'LIST', name, child: type }
    }
  }

  end(): void {
    if (this.at !== this.text.length) this.fail()
  }

  private base(start: number): DuckType {
    const word = /^(?:"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*(?: WITH TIME ZONE| PRECISION)?)/i.exec(
      this.text.slice(this.at),
    )?.[0]
    if (word === undefined) this.fail()
    this.at += word.length
    if (this.text[this.at] !== '(') return { id: 'SCALAR', name: word }
    return this.parameterised(word.toUpperCase(), start)
  }

  private parameterised(word: string, start: number): DuckType {
    this.at += 1
    const named = <T>(make: (name: string) => T): T => {
      if (this.text[this.at] !== ')') this.fail()
      this.at += 1
      return make(this.text.slice(start, this.at))
    }
    switch (word) {
      case 'DECIMAL':
      case 'NUMERIC': {
        const digits = /^\s*(\d+)\s*(?:,\s*(\d+))?\s*/.exec(this.text.slice(this.at))
        if (!digits) this.fail()
        this.at += digits[0].length
        const [width, scale] = [Number(digits[1]), Number(digits[2] ?? 0)]
        return named((name) => ({ id: 'DECIMAL', name, width, scale }))
      }
      case 'STRUCT':
      case 'UNION': {
        const fields = this.list(() => this.field())
        return named((name) => ({ id: word, name, fields }))
      }
      case 'MAP': {
        const key = this.type()
        this.comma()
        const value = this.type()
        return named((name) => ({ id: 'MAP', name, key, value }))
      }
      case 'ENUM': {
        const labels = this.list(() => this.quoted("'"))
        return named((name) => ({ id: 'ENUM', name, labels }))
      }
      default: {
        // A type with parameters that this version does not know, such as GEOMETRY('OGC:CRS84'): an opaque scalar.
        const rest = /^(?:'(?:[^']|'')*'|[^()'])*/.exec(this.text.slice(this.at))?.[0] ?? ''
        this.at += rest.length
        return named((name) => ({ id: 'SCALAR', name }))
      }
    }
  }

  private list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.text[this.at] === ',') {
      this.comma()
      items.push(item())
    }
    return items
  }

  private comma(): void {
    const comma = /^\s*,\s*/.exec(this.text.slice(this.at))
    if (!comma) this.fail()
    this.at += comma[0].length
  }

  /** `"name" TYPE`, `name TYPE`, or a bare TYPE in an unnamed struct. */
  private field(): Field {
    if (this.text[this.at] === '"') {
      const name = this.quoted('"')
      this.at += 1
      return { name, type: this.type() }
    }
    const bare = /^([A-Za-z_][A-Za-z0-9_]*) (?=[A-Z"])(?!WITH TIME ZONE|PRECISION)/.exec(
      this.text.slice(this.at),
    )
    if (bare) this.at += bare[0].length
    return { name: bare?.[1] ?? '', type: this.type() }
  }

  private quoted(quote: string): string {
    const match = new RegExp(`^${quote}((?:[^${quote}]|${quote}${quote})*)${quote}`).exec(
      this.text.slice(this.at),
    )
    if (!match) this.fail()
    this.at += match[0].length
    return (match[1] ?? '').replaceAll(quote + quote, quote)
  }

  private fail(): never {
    throw new AssertionFailure(`not a DuckDB type: ${this.text} (at ${this.at})`)
  }
}
