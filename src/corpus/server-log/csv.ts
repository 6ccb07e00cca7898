/** One record of a CSV text, with the line that it begins on, from 1. */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
}

export interface CsvText {
  readonly records: readonly CsvRecord[]
  /** The text ends inside of a quoted field, so its last record is not among them. */
  readonly isTorn: boolean
  /** The line of a record that is no CSV; nothing behind it was read. */
  readonly brokenLine: number | undefined
}

/**
 * Reads comma-separated values as RFC 4180 has them: fields may be quoted, quotes inside are
 * doubled, and quoted fields may hold commas and line ends.
 */
export function readCsv(text: string): CsvText {
  const records: CsvRecord[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const record = readRecord(text, at)
    if (record === undefined) {
      // Quotes come in pairs: an odd number of them means that one is open at the end.
      const isTorn = text.slice(at).split('"').length % 2 === 0
      return { records, isTorn, brokenLine: isTorn ? undefined : line }
    }
    const isEmpty = record.fields.length === 1 && record.fields[0] === ''
    if (!isEmpty) records.push({ line, fields: record.fields })
    line += text.slice(at, record.end).split('\n').length - 1
    at = record.end
  }
  return { records, isTorn: false, brokenLine: undefined }
}

/** From `start` to behind its line end; undefined where a quote has no end. */
function readRecord(text: string, start: number) {
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  for (let end = start; ; ) {
    field.lastIndex = end
    const found = field.exec(text)
    if (!found) return undefined
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    end = field.lastIndex
    if (found[3] !== ',') return { fields, end }
  }
}
