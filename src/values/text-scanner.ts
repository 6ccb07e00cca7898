import { closingQuote } from './quoted-text.js'

/** A place in a text that moves on over what it takes: the base of readers that take texts of a known form apart. */
export class TextScanner {
  protected at = 0

  constructor(protected readonly text: string) {}

  /** What a sticky pattern matches here; undefined where it does not match. */
  protected takes(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const [found] = pattern.exec(this.text) ?? []
    this.at += found?.length ?? 0
    return found
  }

  /** A text in double quotes, as it stands. */
  protected quoted(): string | undefined {
    if (this.text[this.at] !== '"') return undefined
    const end = closingQuote(this.text, this.at, '"')
    if (end < 0) return undefined
    const quoted = this.text.slice(this.at, end + 1)
    this.at = end + 1
    return quoted
  }

  /** Whether exactly this stands here. */
  protected skips(part: string): boolean {
    if (!this.text.startsWith(part, this.at)) return false
    this.at += part.length
    return true
  }
}
