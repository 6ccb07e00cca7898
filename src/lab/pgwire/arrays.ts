import type { WireType } from './wire-type.js'

/** `{1,NULL,"a b"}`: one dimension; an element is quoted when it would be read as something else. */
export function arrayText(items: readonly unknown[], element: WireType): string {
  const texts = items.map((item) => {
    const text = item === null || item === undefined ? null : element.text(item)
    if (text === null) return 'NULL'
    return quotedElement(typeof text === 'string' ? text : Buffer.from(text).toString())
  })
  return `{${texts.join(',')}}`
}

function quotedElement(text: string): string {
  if (text !== '' && !/[{},"\\ \t\n\v\f\r]|^null$/i.test(text)) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** Dimensions, whether there are NULLs, the element's OID, then each element with its length. */
export function arrayBinary(items: readonly unknown[], element: WireType): Buffer {
  const header = Buffer.alloc(items.length === 0 ? 12 : 20)
  header.writeInt32BE(items.length === 0 ? 0 : 1)
  header.writeInt32BE(items.includes(null) ? 1 : 0, 4)
  header.writeUInt32BE(element.oid, 8)
  if (items.length === 0) return header
  header.writeInt32BE(items.length, 12)
  header.writeInt32BE(1, 16)
  return Buffer.concat([header, ...items.flatMap((item) => elementBytes(item, element))])
}

function elementBytes(item: unknown, element: WireType): readonly Buffer[] {
  const cell = item === null || item === undefined ? null : element.binary(item)
  const length = Buffer.alloc(4)
  if (cell === null) {
    length.writeInt32BE(-1)
    return [length]
  }
  const bytes = Buffer.from(cell as Uint8Array)
  length.writeInt32BE(bytes.length)
  return [length, bytes]
}

/** Reads PostgreSQL's text of an array of one dimension; undefined if it is none. */
export function parseArrayText(text: string): readonly (string | null)[] | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(text)) return undefined
  const inside = text.trim().slice(1, -1)
  if (inside.trim() === '') return []
  const items: (string | null)[] = []
  const item = /\s*(?:"((?:\\[\s\S]|[^"\\])*)"|((?:\\[\s\S]|[^",{}\\])+?))\s*(,|$)/y
  while (item.lastIndex < inside.length) {
    const found = item.exec(inside)
    if (!found) return undefined
    const [, quoted, bare = ''] = found
    if (quoted !== undefined) items.push(unescaped(quoted))
    else items.push(/^null$/i.test(bare) ? null : unescaped(bare))
    if (found[3] === ',' && item.lastIndex === inside.length) return undefined
  }
  return items
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, '$1')
}
