import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** Seconds of processor time that this process and all below it have used. NaN where there is no /proc. */
export function cpuSeconds(): number {
  const processes = processesOf('/proc')
  if (processes.length === 0) return Number.NaN
  const mine = new Set([process.pid])
  for (let size = 0; size < mine.size; ) {
    size = mine.size
    for (const { pid, parent } of processes) if (mine.has(parent)) mine.add(pid)
  }
  const ticks = processes
    .filter(({ pid }) => mine.has(pid))
    .reduce((sum, one) => sum + one.ticks, 0)
  return ticks / TICKS_PER_SECOND
}

function processesOf(directory: string) {
  try {
    const pids = readdirSync(directory).filter((name) => /^\d+$/.test(name))
    return pids.flatMap((name) => statOf(`${directory}/${name}/stat`))
  } catch {
    return []
  }
}

/** The name in brackets may hold anything; state, parent and times come behind it. */
function statOf(file: string) {
  try {
    const text = readFileSync(file, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]]
    return [{ pid: Number.parseInt(text, 10), parent, ticks: user + system }]
  } catch {
    return [] // It has ended since.
  }
}
