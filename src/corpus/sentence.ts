/** A sentence on a line of a case's header: as it stands; one that a line cannot hold is written as JSON. */
export function printSentence(text: string): string {
  return /^[^\s"]([^\r\n]*[^\s])?$/.test(text) ? text : JSON.stringify(text)
}

/** A statement on a line of its own: as it stands; one that a line cannot hold for certain is written as JSON. */
export function printWords(text: string): string {
  if (/^[!#-~]([ -~]*[!-~])?$/.test(text)) return text
  return JSON.stringify(text).replaceAll(/[\u2028\u2029]/g, (char) =>
    char === '\u2028' ? '\\u2028' : '\\u2029',
  )
}

/** Reads what these wrote; undefined where it begins with a quote and is no JSON string. */
export function readSentence(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
