import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A process as Linux shows it below /proc. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly commandLine: string
}

/** All children of a process, and theirs. */
export function descendants(pid: number): readonly Process[] {
  const all = processes()
  const below = (parent: number): readonly Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid)
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        // One that has ended and was not yet asked for its exit code holds nothing any more.
        if (state === 'Z') return []
        return [{ pid: Number(name), parent: Number(parent), commandLine: shown(name) }]
      } catch {
        return [] // It has ended in the meantime.
      }
    })
}

function shown(pid: string): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
}

/** Resolves when none of these is left; the test's time limit is the limit. */
export async function untilGone(those: readonly Process[]): Promise<void> {
  const isLeft = ({ pid, commandLine }: Process) =>
    processes().some((one) => one.pid === pid && one.commandLine === commandLine)
  while (those.some(isLeft)) await pause(20)
}

/** The reference's process with its DuckDB instance. */
export function duckdbChildren(pid: number): readonly Process[] {
  return descendants(pid).filter(({ commandLine }) => commandLine.includes('duckdb/child'))
}

/** The nodes of the lab. */
export function labNodes(pid: number): readonly Process[] {
  return descendants(pid).filter(({ commandLine }) => commandLine.includes('lab/node-main'))
}
