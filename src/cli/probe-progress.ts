import { clip } from '../report/visible.js'
import { terminalFor } from './console.js'
import { clock } from './surroundings.js'

/** Progress where nothing can be repainted. */
const PROGRESS_EVERY_MS = 5000

/** Says on stderr how far a probe is. */
export type Progress = (line: string, isLast: boolean) => void

/** One line that is written again and again on a terminal, else a line now and then; nothing where it is to be quiet. */
export function probeProgress(isQuiet: boolean): Progress {
  if (isQuiet) return () => undefined
  const { live, columns } = terminalFor(process.stderr)
  let lastMs = clock.nowMs()
  return (line, isLast) => {
    if (live) {
      process.stderr.write(`\r\u001b[2K${isLast ? '' : clip(line, columns - 1)}`)
    } else if (clock.nowMs() - lastMs >= PROGRESS_EVERY_MS) {
      lastMs = clock.nowMs()
      process.stderr.write(`${line}\n`)
    }
  }
}
