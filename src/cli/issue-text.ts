import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findingEvents } from '../campaign/finding-events.js'
import { investigate } from '../campaign/investigate.js'
import { mismatchOf } from '../campaign/trial.js'
import type { Case } from '../model/case.js'
import { EVENTS_FILE } from '../report/event-log.js'
import { EVENT_VERSION, type EventBody, eventSchema } from '../report/events.js'
import { createMasker, maskDeep } from '../report/mask.js'
import { readEvents } from '../report/read-events.js'
import { type RunSummary, summarize } from '../report/summary.js'
import { findingMarkdown } from '../report/writers/markdown.js'
import { type BothSides, withBothSides } from './both-sides.js'
import { type SideSpecs, type TargetFlags, targetFlags } from './settings.js'
import { clock } from './surroundings.js'
import { version } from './version.js'

/** What an issue is written from. */
export interface IssueSource {
  readonly case: Case
  readonly name: string
  /** The file of the case, where it is still that case; it may lie in the folder of a finding. */
  readonly file: string | undefined
  readonly flags: TargetFlags
  readonly specs: SideSpecs
  readonly timeoutMs: number
}

/**
 * The text of an issue: of a finding of a run from its record, of any other case from running it on both sides.
 * Undefined, with `because`, where both sides agree or the difference proves nothing.
 */
export async function issueText(
  source: IssueSource,
): Promise<{ readonly text: string | undefined; readonly because: string }> {
  const recorded = source.file === undefined ? undefined : ofRecord(source.file, source.case)
  if (recorded !== undefined) return { text: recorded, because: '' }
  return withBothSides(source.specs, source.timeoutMs, (both) => ofTrial(source, both))
}

/** `<run>/findings/<id>/case.sql` lies beside the run's record. */
function ofRecord(file: string, { header }: Case): string | undefined {
  const run = dirname(dirname(dirname(file)))
  if (!existsSync(join(run, EVENTS_FILE))) return undefined
  const summary = summarize(readEvents(join(run, EVENTS_FILE)))
  return markdownOf(summary, (finding) => finding.id === header.finding)
}

function markdownOf(
  summary: RunSummary,
  isIt: (finding: RunSummary['findings'][number]) => boolean = () => true,
): string | undefined {
  const finding = summary.findings.find(isIt)
  return finding && findingMarkdown(finding, summary, undefined)
}

async function ofTrial(source: IssueSource, both: BothSides) {
  const { opened, investigation } = both
  const trial = await both.tryCase(source.case)
  const found = mismatchOf(trial)
  const none = (because: string) => ({ text: undefined, because: `${source.name}: ${because}` })
  if (!found) return none('both sides agree, so there is nothing to tell')
  const { header } = source.case
  const conclusion = await investigate(
    { trial, ...found },
    header.from,
    opened.sides,
    investigation,
  )
  if (conclusion.kind === 'doubtful') return none(conclusion.because)
  const { types } = opened.sides.profile
  const where = { workload: source.name, index: 0, types }
  const mask = createMasker(opened.secrets)
  const bodies = [
    ...runEvents(source, both),
    ...findingEvents(
      { ...conclusion, case: { ...source.case, header: conclusion.case.header } },
      'F1',
      where,
    ),
  ]
  const events = bodies.map((body, seq) =>
    eventSchema.parse(maskDeep({ v: EVENT_VERSION, seq, t: 0, ...body }, mask)),
  )
  return { text: markdownOf(summarize(events)), because: '' }
}

function runEvents({ name, flags }: IssueSource, { opened }: BothSides): readonly EventBody[] {
  const { reference, subject } = opened.sides
  return [
    {
      type: 'run-started',
      run: 'export',
      name: 'export',
      startedAt: new Date(clock.nowMs()).toISOString(),
      tool: version(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      config: {},
      seed: '0',
      workloads: [name],
      oracles: [],
      budget: {},
      targetFlags: [...targetFlags(flags)],
    },
    {
      type: 'target-described',
      role: 'reference',
      facts: { ...reference.facts, nodes: [...reference.facts.nodes] },
    },
    {
      type: 'target-described',
      role: 'subject',
      facts: { ...subject.facts, nodes: [...subject.facts.nodes] },
    },
  ]
}
