import type { RunSummary } from '../summary.js'

/** The manifest: what was run, with what, against what, and how it ended. */
export function runJson(summary: RunSummary) {
  return {
    schema: 'goldeneye.run/1',
    ...summary.started,
    targets: { reference: summary.reference ?? null, subject: summary.subject ?? null },
    elapsedMs: summary.elapsedMs,
    finished: summary.finished,
    exitCode: summary.exitCode,
    reason: summary.reason,
  }
}

/** What `--last-failed` reads. */
export function lastRunJson(summary: RunSummary) {
  return {
    run: summary.started.run,
    exit: summary.exitCode,
    findings: summary.findings.map((finding) => finding.id),
  }
}
