import { basename, dirname, join, relative } from 'node:path'
import { UsageError } from '../model/errors.js'
import { EVENTS_FILE } from './event-log.js'
import type { FindingSummary } from './findings.js'
import { reportPage } from './html/page.js'
import { readEvents } from './read-events.js'
import { type RunSummary, summarize } from './summary.js'
import { junitXml } from './writers/junit.js'
import { findingMarkdown, summaryMarkdown } from './writers/markdown.js'
import { reportJson } from './writers/report-json.js'
import { lastRunJson, runJson } from './writers/run-json.js'
import { jsonText, pointTo, writeWhole } from './writers/write-file.js'

/**
 * The reports that can be asked for by name (`--reporter html,junit`); run.json and findings/ are
 * always written.
 */
export const FILE_REPORTERS = ['json', 'html', 'junit', 'markdown'] as const

export type FileReporter = (typeof FILE_REPORTERS)[number]

const FILES: Readonly<Record<FileReporter, Fold>> = {
  json: { file: 'report.json', text: (summary, folder) => jsonText(reportJson(summary, folder)) },
  html: { file: 'index.html', text: reportPage },
  junit: { file: 'junit.xml', text: junitXml },
  markdown: { file: 'summary.md', text: summaryMarkdown },
}

interface Fold {
  readonly file: string
  readonly text: (summary: RunSummary, folder: string) => string
}

/**
 * Renders everything in a run's folder again from its events. Nothing else is read, so what a
 * person changed in a report is overwritten. Throws UsageError where the log cannot be read or the
 * folder cannot be written.
 */
export function renderRun(
  folder: string,
  reporters: readonly FileReporter[] = FILE_REPORTERS,
): RunSummary {
  const summary = summarize(readEvents(join(folder, EVENTS_FILE)))
  const shown = shownPath(folder)
  try {
    writeWhole(join(folder, 'run.json'), jsonText(runJson(summary)))
    for (const finding of summary.findings) writeFinding(finding, summary, folder)
    for (const { file, text } of reporters.map((name) => FILES[name])) {
      writeWhole(join(folder, file), text(summary, shown))
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
  return summary
}

/** Makes `latest` and `.last-run.json`, beside the run's folder, name this run. */
export function rememberRun(folder: string, summary: RunSummary): void {
  try {
    writeWhole(join(dirname(folder), '.last-run.json'), jsonText(lastRunJson(summary)))
    pointTo(join(dirname(folder), 'latest'), basename(folder))
  } catch (error) {
    throw unwritable(dirname(folder), error)
  }
}

/** The folder as a person would type it: relative to the working directory where it lies below. */
export function shownPath(folder: string): string {
  const path = relative('', folder)
  return path === '' || path.startsWith('..') ? folder : path
}

function writeFinding(finding: FindingSummary, summary: RunSummary, folder: string): void {
  const own = join(folder, 'findings', finding.id)
  writeWhole(join(own, 'finding.md'), findingMarkdown(finding, summary, shownPath(folder)))
  writeWhole(join(own, 'case.sql'), finding.case)
  writeWhole(join(own, 'original.case.sql'), finding.originalCase)
  if (finding.test !== undefined) writeWhole(join(own, 'repro.test'), finding.test)
  const { mismatch, oracle, status, attribution, seen, steps } = finding
  const record = { schema: 'goldeneye.mismatch/1', id: finding.id, oracle, status }
  const rest = { attribution: attribution ?? null, mismatch, steps, seen }
  writeWhole(join(own, 'mismatch.json'), jsonText({ ...record, ...rest }))
}

/** A full or read-only disk is not our bug; anything that is no error of the system is. */
function unwritable(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return new UsageError(
    `the report in ${folder} cannot be written (${code})`,
    `make room there, then: goldeneye report ${folder}`,
  )
}
