import { floatingText } from './duckdb-scalar-text.js'
import { doubleText } from './number-text.js'

const NAMES = [
  '',
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
  'GEOMETRYCOLLECTION',
] as const

/**
 * Well-known text from well-known binary (OGC 06-103r4), as DuckDB writes it: `POINT (1 2)`, `MULTIPOINT (5 6)`. Throws
 * RangeError for bytes of another form.
 */
export function geometryText(bytes: Uint8Array): string {
  const reader = new WkbReader(bytes)
  const text = reader.geometry(true)
  if (!reader.isAtEnd) throw new RangeError('bytes after the end of a geometry')
  return text
}

class WkbReader {
  private readonly view: DataView
  private at = 0
  private little = true

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.at === this.view.byteLength
  }

  /** Members of a MULTI geometry are written without their name. */
  geometry(named: boolean): string {
    this.little = this.view.getUint8(this.at) === 1
    this.at += 1
    const code = this.uint32()
    const [kind, extra] = [code % 1000, Math.floor(code / 1000)]
    const dimensions = ['', ' Z', ' M', ' ZM'][extra]
    if (!NAMES[kind] || dimensions === undefined) throw new RangeError(`no geometry is ${code}`)
    const width = 2 + dimensions.trim().length
    const body = this.body(kind, width)
    return named ? `${NAMES[kind]}${dimensions} ${body}` : body
  }

  private body(kind: number, width: number): string {
    switch (kind) {
      case 1: {
        const point = this.point(width)
        return point.every(Number.isNaN) ? 'EMPTY' : `(${coordinates(point)})`
      }
      case 2:
        return this.list(() => coordinates(this.point(width)))
      case 3:
        return this.list(() => this.list(() => coordinates(this.point(width))))
      case 4:
        return this.list(() => this.geometry(false).replace(/^\((.*)\)$/, '$1'))
      default:
        return this.list(() => this.geometry(kind === 7))
    }
  }

  private list(item: () => string): string {
    const items = Array.from({ length: this.uint32() }, item)
    return items.length === 0 ? 'EMPTY' : `(${items.join(', ')})`
  }

  private point(width: number): number[] {
    return Array.from({ length: width }, () => {
      this.at += 8
      return this.view.getFloat64(this.at - 8, this.little)
    })
  }

  private uint32(): number {
    this.at += 4
    return this.view.getUint32(this.at - 4, this.little)
  }
}

function coordinates(point: readonly number[]): string {
  return point.map((value) => floatingText(doubleText(value)).replace(/\.0$/, '')).join(' ')
}
