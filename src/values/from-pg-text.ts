import { isQuoted, listText, rawText } from './canonical.js'
import { DecodeError } from './decode-error.js'
import type { DuckType } from './duck-type.js'
import { decodeNestedText } from './duckdb-nested-text.js'
import { nestedText } from './duckdb-text.js'
import { flatTextList } from './flat-list.js'
import { type ArrayElement, parseArrayText } from './pg-array-text.js'
import { decimalReader, readDuckBlob, scalarReader, type TextReader } from './scalar-readers.js'
import { isTextual } from './textual-types.js'

/**
 * The canonical text of a value that came in the text format of the PostgreSQL protocol, read by the reference's type:
 * `t` is a truth value only where the reference has a BOOLEAN. Lists come as PostgreSQL arrays or in DuckDB's text, other
 * nested values in DuckDB's text. Throws DecodeError for a text that is no value of the type.
 */
export function fromPgText(text: string, type: DuckType): string {
  const canonical = textReader(type)(text)
  if (canonical === undefined) throw new DecodeError(text, type.name)
  return canonical
}

const readers = new WeakMap<DuckType, TextReader>()

/** As fromPgText, made once for a type; undefined for a text that is no value of it. */
export function textReader(type: DuckType): TextReader {
  const known = readers.get(type)
  if (known) return known
  const reader = makeReader(type)
  readers.set(type, reader)
  return reader
}

function makeReader(type: DuckType): TextReader {
  switch (type.id) {
    case 'DECIMAL':
      return decimalReader(type.scale)
    case 'ENUM': {
      const labels = new Set(type.labels)
      return (text) => (labels.has(text) ? text : undefined)
    }
    case 'LIST':
    case 'ARRAY':
      return listReader(type)
    case 'STRUCT':
    case 'MAP':
    case 'UNION':
      return isTextual(type)
        ? (text) => rawText(text)
        : (text) => decodeNestedText(text, type, readInside)
    case 'SCALAR':
      return isTextual(type) ? (text) => rawText(text) : scalarReader(type.name)
  }
}

type ListType = Extract<DuckType, { id: 'LIST' | 'ARRAY' }>

/** Only a PostgreSQL array starts with a brace or with bounds; DuckDB's text of a list starts with a bracket. */
function listReader(type: ListType): TextReader {
  const element = isTextual(type) || !isFlat(type.child) ? undefined : elementReader(type.child)
  return (text) => {
    const list = element && flatTextList(text, element)
    if (list !== undefined) return list
    const elements = parseArrayText(text)
    if (elements) return arrayText(elements, type)
    return isTextual(type) ? rawText(text) : decodeNestedText(text, type, readInside)
  }
}

/** An element's canonical text as it stands in a list. */
function elementReader(type: DuckType): TextReader {
  const read = textReader(type)
  if (!isQuoted(type)) return read
  return (text) => {
    const cell = read(text)
    return cell === undefined ? undefined : JSON.stringify(cell)
  }
}

/** Canonical text of a list from the texts of its elements; undefined where one of them is no value of its type. */
export function arrayText(elements: readonly ArrayElement[], type: ListType): string | undefined {
  if (isTextual(type)) return textualArray(elements, type)
  const { child } = type
  const read = textReader(child)
  const quoted = isQuoted(child)
  const texts: string[] = []
  for (const element of elements) {
    const cell = element === null ? 'NULL' : readElement(element, child, read)
    if (cell === undefined) return undefined
    texts.push(quoted && element !== null ? JSON.stringify(cell) : cell)
  }
  return listText(texts)
}

function readElement(
  element: string | readonly ArrayElement[],
  type: DuckType,
  read: TextReader,
): string | undefined {
  if (typeof element === 'string') return read(element)
  return isListType(type) ? arrayText(element, type) : undefined
}

/** Nothing is inside of its values. */
function isFlat({ id }: DuckType): boolean {
  return id === 'SCALAR' || id === 'DECIMAL' || id === 'ENUM'
}

function isListType(type: DuckType): type is ListType {
  return type.id === 'LIST' || type.id === 'ARRAY'
}

/** A list that is compared by DuckDB's text as a whole is put together as DuckDB does it. */
function textualArray(elements: readonly ArrayElement[], type: ListType): string | undefined {
  const text = duckArrayText(elements, type)
  return text === undefined ? undefined : rawText(text)
}

function duckArrayText(elements: readonly ArrayElement[], type: ListType): string | undefined {
  const { child } = type
  const texts: string[] = []
  for (const element of elements) {
    const isInner = element !== null && typeof element !== 'string'
    if (isInner && !isListType(child)) return undefined
    const text = isInner ? duckArrayText(element, child as ListType) : element
    if (text === undefined) return undefined
    texts.push(nestedText(text, child, 'list'))
  }
  return listText(texts)
}

/** Inside of DuckDB's text of a nested value only a BLOB looks other than on the wire. */
function readInside(text: string, type: DuckType): string | undefined {
  return type.id === 'SCALAR' && type.name === 'BLOB' ? readDuckBlob(text) : textReader(type)(text)
}
