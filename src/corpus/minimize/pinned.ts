import { resolve, sep } from 'node:path'

/** Whatever lies below a folder of one of these names is never left out. */
const PINNED_FOLDERS: readonly string[] = ['regressions', 'known']

const HEADER_LINE = /^(?:--|#)[^\n]*$/
const PIN = /^(?:--|#!?)[ \t]*pin[ \t]*(?::.*)?$/
const KNOWN = /^(?:--|#!?)[ \t]*known:/

/**
 * Why a file stays whatever it brings, in a word or two: it lies below `regressions` or `known`, at any depth and wherever
 * the corpus itself lies; it is a known difference; or a line `-- pin`, or `-- pin: why`, stands before its first
 * statement. Undefined where nothing holds it.
 */
export function pinnedBy(path: string, text: string): string | undefined {
  const folders = resolve(path).toLowerCase().split(sep).slice(0, -1)
  const folder = folders.findLast((name) => PINNED_FOLDERS.includes(name))
  if (folder !== undefined) return `below ${folder}/`
  const header = headerOf(text)
  if (header.some((line) => KNOWN.test(line))) return 'a known difference'
  return header.some((line) => PIN.test(line)) ? 'says -- pin' : undefined
}

/** The comment lines that a file begins with. */
function headerOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const end = lines.findIndex((line) => line.trim() !== '' && !HEADER_LINE.test(line))
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => line.trimEnd())
}
