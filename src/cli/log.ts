import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import type { Masker } from '../report/mask.js'

/** The run's own log, `goldeneye.log` in its folder: for us, while the events are for everyone. */
export function openLog(folder: string, level: string, mask: Masker): Logger {
  const destination = pino.destination({ dest: join(folder, 'goldeneye.log'), sync: true })
  const hooks = {
    streamWrite: (line: string) => mask(line),
  }
  return pino({ level, base: null, hooks }, destination)
}
