import { closingQuote, withoutEscapes } from './quoted-text.js'

/** An element of a PostgreSQL array: NULL, its text, or an array inside. */
export type ArrayElement = string | null | readonly ArrayElement[]

/**
 * PostgreSQL's text of an array: `{1,NULL,"a \"b\"",{2}}`, with or without bounds in front. Unquoted NULL is NULL, quoted
 * it is a text. Undefined for anything else.
 */
export function parseArrayText(text: string): readonly ArrayElement[] | undefined {
  const plain = plainElements(text)
  if (plain) return plain
  const start = /^(?:\[[-+\d:]+\])+=/.exec(text)?.[0].length ?? 0
  const reader = { text, at: start, depth: 0 }
  const elements = readArray(reader)
  return reader.at === text.length ? elements : undefined
}

/** `{1,NULL,3}`: one dimension without quotes, as most are; undefined for others. */
function plainElements(text: string): readonly ArrayElement[] | undefined {
  const isPlain =
    text.charCodeAt(0) === OPEN && text.length > 2 && text.indexOf('}') === text.length - 1
  if (!isPlain || NOT_PLAIN.test(text)) return undefined
  const elements: (string | null)[] = text.slice(1, -1).split(',')
  for (let at = 0; at < elements.length; at += 1) {
    const length = elements[at]?.length
    if (length === 0) return undefined
    if (length === 4 && elements[at]?.toLowerCase() === 'null') elements[at] = null
  }
  return elements
}

const OPEN = 123
const NOT_PLAIN = /["\\]|.\{/

interface Reader {
  readonly text: string
  at: number
  depth: number
}

/** Arrays that are nested deeper are taken for a mistake: a reader that calls itself must end. */
const DEPTH_MAX = 200

function readArray(reader: Reader): ArrayElement[] | undefined {
  if (reader.text[reader.at] !== '{' || reader.depth === DEPTH_MAX) return undefined
  reader.depth += 1
  const elements = readElements(reader)
  reader.depth -= 1
  return elements
}

function readElements(reader: Reader): ArrayElement[] | undefined {
  reader.at += 1
  const elements: ArrayElement[] = []
  if (reader.text[reader.at] === '}') {
    reader.at += 1
    return elements
  }
  for (;;) {
    const element = readElement(reader)
    if (element === undefined) return undefined
    elements.push(element)
    const next = reader.text[reader.at]
    reader.at += 1
    if (next === '}') return elements
    if (next !== ',') return undefined
  }
}

const BARE = /[^,{}"\\]+/y

function readElement(reader: Reader): ArrayElement | undefined {
  const { text, at } = reader
  if (text[at] === '{') return readArray(reader)
  if (text[at] === '"') {
    const end = closingQuote(text, at, '"')
    if (end < 0) return undefined
    reader.at = end + 1
    return withoutEscapes(text.slice(at + 1, end))
  }
  BARE.lastIndex = at
  const [bare] = BARE.exec(text) ?? []
  if (bare === undefined) return undefined
  reader.at += bare.length
  return /^null$/i.test(bare) ? null : bare
}
