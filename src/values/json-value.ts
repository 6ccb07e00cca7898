import { TextScanner } from './text-scanner.js'

/** Deeper values are compared by their text: a reader that calls itself must end. */
const DEPTH_MAX = 500

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const SPACE = /[ \t\r\n]*/y

/**
 * A JSON text without its spelling: no spaces, keys in order and the last of equal ones, escapes only where they have to
 * be, and numbers by their exact value. A text that is no JSON, or is nested very deeply, is given back as it is.
 */
export function jsonValue(text: string): string {
  const reader = new JsonReader(text)
  const value = reader.value(0)
  return value !== undefined && reader.isAtEnd ? value : text
}

class JsonReader extends TextScanner {
  get isAtEnd(): boolean {
    this.takes(SPACE)
    return this.at === this.text.length
  }

  value(depth: number): string | undefined {
    if (depth > DEPTH_MAX) return undefined
    if (this.skips('[')) return this.array(depth)
    if (this.skips('{')) return this.object(depth)
    const number = this.takes(NUMBER)
    if (number !== undefined) return numberValue(number)
    return this.takes(WORD) ?? this.string()
  }

  private array(depth: number): string | undefined {
    const items: string[] = []
    if (this.skips(']')) return '[]'
    for (;;) {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      items.push(item)
      if (this.skips(']')) return `[${items.join(',')}]`
      if (!this.skips(',')) return undefined
    }
  }

  private object(depth: number): string | undefined {
    const entries = new Map<string, string>()
    if (this.skips('}')) return '{}'
    for (;;) {
      this.takes(SPACE)
      const key = this.string()
      const value = key !== undefined && this.skips(':') ? this.value(depth + 1) : undefined
      if (key === undefined || value === undefined) return undefined
      entries.set(key, value)
      if (this.skips('}')) return objectText(entries)
      if (!this.skips(',')) return undefined
    }
  }

  private string(): string | undefined {
    const quoted = this.quoted()
    if (quoted === undefined) return undefined
    try {
      return JSON.stringify(JSON.parse(quoted))
    } catch {
      return undefined
    }
  }

  /** Spaces around it are skipped too. */
  protected override skips(character: string): boolean {
    this.takes(SPACE)
    const isHere = super.skips(character)
    this.takes(SPACE)
    return isHere
  }
}

function objectText(entries: ReadonlyMap<string, string>): string {
  const keys = [...entries.keys()].sort()
  return `{${keys.map((key) => `${key}:${entries.get(key)}`).join(',')}}`
}

/** `1.50e2` and `150` are `15e1`. */
function numberValue(text: string): string {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const exponent =
    BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - significant.length)
  return `${sign}${significant}e${exponent}`
}
