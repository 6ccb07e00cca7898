import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER =
  process.env.GOLDENEYE_TRACES ??
  fileURLToPath(new URL('../../../../shared/traces', import.meta.url))

/** Recorded traces are no project files: undefined where they are absent, and the tests that need them say so. */
export function recorded(name: string): string | undefined {
  const path = `${FOLDER}/${name}`
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** The title of a test that needs the traces, loud where it is skipped. */
export function titleOf(title: string, text: string | undefined): string {
  return text === undefined
    ? `${title} (SKIPPED: no traces; set GOLDENEYE_TRACES to their folder)`
    : title
}
