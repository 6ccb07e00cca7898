import { renderRun } from '../report/render.js'

/** `goldeneye report <run>`: renders everything in a run's folder again from its events. */
export async function report(folder: string): Promise<number> {
  const summary = renderRun(folder)
  process.stdout.write(`${summary.conclusion}\n${folder}/index.html\n`)
  return 0
}
