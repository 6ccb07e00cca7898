import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseCase } from '../corpus/case-file.js'
import { UsageError } from '../model/errors.js'
import { MISMATCH_KINDS } from '../model/verdict.js'
import { EVENTS_FILE } from '../report/event-log.js'
import { readEvents } from '../report/read-events.js'
import { summarize } from '../report/summary.js'
import { isFindingId } from './case-files.js'
import type { Observed } from './known-observe.js'

/**
 * What a run has recorded of the finding whose smallest case is in this file; undefined where the file is not one of a run,
 * or of a run that did not record it. Throws UsageError for a mismatch that was not seen again.
 */
export function recordedFinding(file: string): Observed | undefined {
  const id = basename(dirname(file))
  const log = join(dirname(file), '..', '..', EVENTS_FILE)
  if (!isFindingId(id) || basename(file) !== 'case.sql' || !existsSync(log)) return undefined
  const { findings, subject } = summarize(readEvents(log))
  const finding = findings.find((one) => one.id === id)
  const kind = MISMATCH_KINDS.find((one) => one === finding?.mismatch.mismatch)
  if (!finding?.sighting || !subject || !kind) return undefined
  if (finding.status === 'unconfirmed') {
    throw new UsageError(
      `${id} was seen once and not again, so there is nothing to accept`,
      `run it again first: goldeneye replay ${file}`,
    )
  }
  return {
    case: parseCase(finding.case, file),
    sighting: { oracle: finding.oracle, kind, ...finding.sighting },
    stepIndex: finding.mismatch.stepIndex,
    profile: subject.profile,
  }
}
