import { duckdbText } from '../../values/duckdb-text.js'
import { parseArrayText } from './arrays.js'
import { elementType, isArrayType } from './parameter-types.js'

/**
 * The text that DuckDB casts to `type`, from PostgreSQL's text of the value. DuckDB's own spelling is taken as well:
 * only what PostgreSQL spells differently is translated.
 */
export function parameterText(text: string, type: string | undefined): string {
  if (type === undefined) return text
  if (isArrayType(type)) return arrayParameter(text, elementType(type)) ?? text
  switch (type) {
    case 'BLOB':
      return byteaParameter(text)
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return eraParameter(text)
    case 'INTERVAL':
      return text.replace(/(^|\s)\+/g, '$1')
    default:
      return text
  }
}

/** `\x6162` is two bytes for PostgreSQL; DuckDB would read one and the letters `62`. */
function byteaParameter(text: string): string {
  const [, hex] = /^\\x((?:[0-9A-Fa-f]{2})*)$/.exec(text) ?? []
  return hex === undefined ? text : hex.replace(/../g, '\\x$&')
}

/** `0044-03-15 12:00:00 BC` is `0044-03-15 (BC) 12:00:00` for DuckDB. */
function eraParameter(text: string): string {
  return text.replace(/^\s*(\d+-\d+-\d+)(.*?)\s+BC\s*$/i, '$1 (BC)$2')
}

function arrayParameter(text: string, type: string): string | undefined {
  const items = parseArrayText(text)
  if (items === undefined) return undefined
  const texts = items.map((item) => (item === null ? null : parameterText(item, type)))
  return duckdbText({ items: texts }, 'VARCHAR[]') ?? undefined
}
