import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file whole or not at all; its folder is made where it is missing. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/**
 * Points `link` at `target` (a name beside it). False where the file system has no symbolic links.
 */
export function pointTo(link: string, target: string): boolean {
  const draft = `${link}.${process.pid}.tmp`
  try {
    symlinkSync(target, draft)
    renameSync(draft, link)
    return true
  } catch {
    // A convenience: `latest` may be a folder of the user's, or links may need a privilege.
    rmSync(draft, { force: true })
    return false
  }
}

/** JSON for people and machines: indented, bigints as decimal text, a line feed at the end. */
export function jsonText(value: unknown): string {
  const decimal = (_key: string, item: unknown) => (typeof item === 'bigint' ? `${item}` : item)
  return `${JSON.stringify(value, decimal, 2)}\n`
}
