/** A sentence on a line of a case's header: as it stands; one that a line cannot hold is written as JSON. */
export function printSentence(text: string): string {
  return /^[^\s"]([^\r\n]*[^\s])?$/.test(text) ? text : JSON.stringify(text)
}

/** Reads what printSentence wrote; undefined where it begins with a quote and is no JSON string. */
export function readSentence(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
