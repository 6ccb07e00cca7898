import { existsSync, realpathSync } from 'node:fs'
import { renderRun, shownPath } from '../report/render.js'

/** `goldeneye report <run>`: renders everything in a run's folder again from its events. */
export async function report(folder: string): Promise<number> {
  // `latest` names another run tomorrow; what is written into the reports is to stay true.
  const own = existsSync(folder) ? realpathSync(folder) : folder
  const summary = renderRun(own)
  process.stdout.write(`${summary.conclusion}\n${shownPath(own)}/index.html\n`)
  return 0
}
