import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const LOCK = join(root, 'node_modules', '.goldeneye-build')
/** A build that takes longer than this was killed and has left its lock behind. */
const LOCK_AGE_MS_MAX = 60_000

/** The compiled command. */
export const MAIN = join(root, 'dist/src/cli/main.js')

let isChecked = false

/** Compiles the sources where one of them is newer than dist/; after `npm ci` there is nothing to do. */
export function ensureBuilt(): void {
  if (isChecked) return
  lock()
  try {
    if (isStale()) execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' })
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
  isChecked = true
}

/** Two test files may begin at the same time, and only one of them may write dist/. */
function lock(): void {
  for (;;) {
    try {
      mkdirSync(LOCK)
      return
    } catch {
      if (ageMs(LOCK) > LOCK_AGE_MS_MAX) rmSync(LOCK, { recursive: true, force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}

function ageMs(path: string): number {
  return existsSync(path) ? Date.now() - statSync(path).mtimeMs : 0
}

function isStale(): boolean {
  if (!existsSync(MAIN)) return true
  const builtMs = statSync(MAIN).mtimeMs
  return ['src', 'workloads', 'oracles'].some((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some(
      (name) => name.endsWith('.ts') && statSync(join(root, folder, name)).mtimeMs > builtMs,
    ),
  )
}
