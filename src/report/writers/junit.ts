import junitModule, { type Builder, type TestSuite } from 'junit-report-builder'
import type { OracleSummary, WorkloadSummary } from '../case-tables.js'
import type { FindingSummary } from '../findings.js'
import { knownText, seenKnown } from '../known.js'
import { plural } from '../numbers.js'
import type { RunSummary } from '../summary.js'
import { kindText, notRunText, replayLines, titleOf } from '../words.js'
import { findingText } from './finding-text.js'

// Its types describe an ES module with a default; what Node gives is the builder itself.
const junit = junitModule as unknown as Builder

/** What XML 1.0 cannot hold, and a lone half of a surrogate pair. */
const ILLEGAL_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** The name of the suite that holds the verdict on the run itself. */
const RUN_SUITE = 'goldeneye'

/**
 * JUnit XML: a suite for each workload with a test for each oracle, and one for each finding, named
 * by its fingerprint (stable and unique: GitLab drops duplicates and compares runs by name); and
 * one test for the run itself.
 */
export function junitXml(summary: RunSummary, folder: string): string {
  const builder = junit.newBuilder().name(xmlSafe(summary.conclusion))
  runSuite(builder.testSuite().name(RUN_SUITE), summary)
  for (const workload of summary.workloads) {
    const suite = builder.testSuite().name(xmlSafe(workload.workload))
    suite.timestamp(summary.started.startedAt).time(workload.elapsedMs / 1000)
    for (const oracle of workload.oracles) oracleTest(suite, workload, oracle)
    for (const finding of summary.findings.filter((one) => one.workload === workload.workload)) {
      findingTest(suite, finding, { summary, folder })
    }
  }
  for (const event of summary.notRun) notRunTest(builder.testSuite(), event)
  knownSuite(builder, summary)
  return builder.build()
}

/** The known differences that were seen: skipped, with the issue. */
function knownSuite(builder: Builder, { known }: RunSummary): void {
  const seen = seenKnown(known)
  if (seen.length === 0) return
  const suite = builder.testSuite().name('known differences')
  for (const one of seen) {
    const test = suite.testCase().className('known differences').name(xmlSafe(one.name))
    test.skipped().standardOutput(xmlSafe(knownText(one)))
  }
}

/** Red where the run proves nothing (exit codes 3 and 4): its tests alone would look green. */
function runSuite(suite: TestSuite, summary: RunSummary): void {
  const test = suite.testCase().className(RUN_SUITE).name('the run is conclusive')
  test.time(summary.elapsedMs / 1000).standardOutput(xmlSafe(summary.conclusion))
  const conclusive = summary.verdict === 'agree' || summary.verdict === 'findings'
  if (!conclusive) test.error(xmlSafe(summary.conclusion), summary.verdict)
}

/** A case of a corpus that could not be run; what is for other endpoints is skipped. */
function notRunTest(suite: TestSuite, event: RunSummary['notRun'][number]): void {
  const name = xmlSafe(event.workload)
  const test = suite.name(name).testCase().className(name).name('it can be run')
  const text = xmlSafe(notRunText(event))
  if (event.isLeftOut) test.skipped().standardOutput(text)
  else test.error(text, 'cannot be run')
}

function oracleTest(suite: TestSuite, { workload }: WorkloadSummary, oracle: OracleSummary): void {
  const test = suite.testCase().className(xmlSafe(workload)).name(xmlSafe(oracle.oracle))
  const reasons = oracle.because.map(({ because, count }) => `${count} × ${because}`)
  const counts = `${oracle.agree} agree, ${oracle.mismatch} mismatch`
  const idle = oracle.notJudged > 0 ? `, ${oracle.notJudged} with nothing to judge` : ''
  const head = `${counts}, ${oracle.inconclusive} inconclusive${idle}`
  test.standardOutput(xmlSafe([head, ...reasons].join('\n')))
  if (oracle.agree + oracle.mismatch === 0) test.skipped()
}

function findingTest(
  suite: TestSuite,
  finding: FindingSummary,
  { summary, folder }: { readonly summary: RunSummary; readonly folder: string },
): void {
  const test = suite.testCase().className(xmlSafe(finding.workload)).name(finding.id)
  const replay = replayLines(summary.started, finding, folder).map((line) => `replay  ${line}`)
  const text = [...findingText(finding, summary), ...replay].join('\n')
  if (finding.status === 'unconfirmed') {
    test.skipped().standardOutput(xmlSafe(`not seen again: ${text}`))
    return
  }
  test.failure(xmlSafe(titleOf(finding)), kindText(finding.mismatch)).stacktrace(xmlSafe(text))
  test.standardOutput(`seen in ${plural(finding.seen.length, 'case')}`)
}

/** The library ends a CDATA section at the second `]]>` inside it, so none may be inside. */
function xmlSafe(text: string): string {
  return text.replace(ILLEGAL_IN_XML, '').replaceAll(']]>', ']] >')
}
