import type { StateReport, StateUnavailable } from '../../model/state.js'

type Reports = readonly (StateReport | StateUnavailable)[]

/** Waits between readings; together they bound how long nodes may take to agree. */
const WAITS_MS = [20, 40, 80, 160, 320, 640, 1280, 2560]

/**
 * Reads the state of all nodes until they agree: with local reads a node may be behind. After the last wait the reports
 * are given as they are, differences and all.
 */
export async function agreeing(read: () => Promise<Reports>): Promise<Reports> {
  for (const waitMs of WAITS_MS) {
    const reports = await read()
    if (doAgree(reports)) return reports
    await new Promise<void>((resolve) => setTimeout(resolve, waitMs))
  }
  return read()
}

/** A node whose state cannot be read is not waited for. */
function doAgree(reports: Reports): boolean {
  const texts = reports.flatMap((report) =>
    report.kind === 'state' ? [JSON.stringify([...report.objects])] : [],
  )
  return new Set(texts).size <= 1
}
