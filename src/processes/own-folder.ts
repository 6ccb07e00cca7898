import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Removes a folder once its standard input ends, however the process at the other end dies. Processes that used the folder
 * may end a moment later and write there once more, so it looks again.
 */
const REMOVER = `
cat >/dev/null
looks=0
while test -e "$1" && test $looks -lt 10; do
  rm -rf "$1" 2>/dev/null
  sleep 1
  looks=$((looks + 1))
done
`

/** A folder for temporary files of this process. */
export interface OwnFolder {
  readonly path: string
  /** Removes it with all that is in it; resolves when it is gone. */
  close(): Promise<void>
}

/**
 * Makes a folder below the system's temporary one. It is gone when it is closed, when this process ends by itself, and soon
 * after this process was killed.
 */
export function ownFolder(prefix: string): OwnFolder {
  const path = mkdtempSync(join(tmpdir(), prefix))
  const remove = (): void => {
    // A child that has not ended yet may still write there.
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  }
  // Without a shell, as on Windows, only a process that is killed leaves it behind.
  const remover = spawn('/bin/sh', ['-c', REMOVER, 'remover', path], {
    cwd: '/',
    // Nothing of ours: a password may be in it, and whoever looks at the list of processes sees it.
    env: { PATH: '/usr/bin:/bin' },
    // A group of its own: an interrupt from the keyboard is for this process.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error'] as const) remover.once(event, () => resolve())
  })
  remover.stdin.on('error', () => undefined)
  remover.unref()
  process.once('exit', remove)
  return {
    path,
    close: async () => {
      remove()
      process.off('exit', remove)
      remover.stdin.end()
      remover.ref()
      await ended
    },
  }
}
