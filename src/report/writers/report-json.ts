import type { RunSummary } from '../summary.js'
import { replayLines } from '../words.js'

/**
 * The report for machines. Readers ignore what they do not know; the number in `schema` changes
 * with the meaning.
 */
export function reportJson(summary: RunSummary, folder: string) {
  const { started, reference, subject } = summary
  return {
    schema: 'goldeneye.report/1',
    tool: { name: 'goldeneye', version: started.tool, gitSha: started.gitSha ?? null },
    run: {
      id: started.run,
      name: started.name,
      startedAt: started.startedAt,
      elapsedMs: summary.elapsedMs,
      seed: started.seed,
      finished: summary.finished,
    },
    targets: [
      ...(reference ? [{ role: 'reference', ...reference }] : []),
      ...(subject ? [{ role: 'subject', ...subject }] : []),
    ],
    verdict: {
      verdict: summary.verdict,
      exitCode: summary.exitCode,
      conclusion: summary.conclusion,
      reason: summary.reason,
      next: summary.next ?? null,
    },
    totals: summary.totals,
    oracles: summary.oracles,
    workloads: summary.workloads,
    findings: summary.findings.map((finding) => ({
      ...finding,
      replay: replayLines(started, finding, folder),
    })),
    groups: summary.groups,
    open: summary.open,
    known: summary.known,
    ignored: summary.ignored,
    skipped: summary.skipped,
    clients: summary.clients,
    notRun: summary.notRun,
    mended: summary.mended.map(({ workload, mended }) => ({ workload, was: mended })),
    incidents: summary.incidents,
    lost: summary.lost,
  }
}
