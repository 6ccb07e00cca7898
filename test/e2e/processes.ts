import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A process as Linux shows it below /proc. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly commandLine: string
  /** When it was started, in ticks: numbers of processes begin again from below. */
  readonly started: number
}

/** All children of a process, and theirs. */
export function descendants(pid: number): readonly Process[] {
  const all = processes()
  const below = (parent: number): readonly Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid)
}

/** The place of the start in /proc/<pid>/stat behind the name of the command (proc(5), field 22). */
const STARTED = 19

/** The oldest first. */
function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const [state, parent] = fields
        // One that has ended and was not yet asked for its exit code holds nothing any more.
        if (state === 'Z') return []
        const started = Number(fields[STARTED])
        return [{ pid: Number(name), parent: Number(parent), commandLine: shown(name), started }]
      } catch {
        return [] // It has ended in the meantime.
      }
    })
    .sort((one, other) => one.started - other.started)
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
