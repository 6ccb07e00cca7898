import {
  agree,
  defineOracle,
  distinctIgnored,
  type Evidence,
  type Mismatch,
  type Profile,
  type Verdict,
} from '../../src/index.js'
import type { Protocol } from './attempts.js'
import { habitsOf } from './habits.js'
import { racesOf } from './races.js'
import { readHistory } from './read-history.js'
import { readsOf, sessionReadsOf } from './reads.js'
import { asAnswered } from './run-of-clients.js'

export const commitProtocol = defineOracle({
  name: 'commit-protocol',
  summary:
    'What a DuckLake client needs to commit: of racing commits one wins, the loser is told so in its words, nothing uncommitted shows.',
  judgesSubjectAlone: true,
  mayMissCanary: true,
  appliesTo: (evidence, profile) => !isSilent(protocolOf(evidence, profile)),
  judge: (evidence, profile) => judgeProtocol(evidence, profile),
})

/** The first step at which the protocol is broken decides. A plan without a DuckLake catalog has none to break. */
function judgeProtocol(evidence: Evidence, profile: Profile): Verdict {
  const protocol = protocolOf(evidence, profile)
  if (evidence.concurrent) return judgeClients(protocol, profile)
  const [first] = inOrder([
    ...racesOf(protocol.attempts),
    ...readsOf(protocol, profile),
    ...habitsOf(protocol, profile),
  ])
  return withRisks(first ?? agree(), protocol)
}

/** What an endpoint says of its own commits is told, and is no finding: it has broken no promise yet. */
function withRisks(verdict: Verdict, { atRisk }: Protocol): Verdict {
  const told = atRisk.map(({ warning }) => ({
    what: `a COMMIT that was acknowledged with a warning (${warning.sqlstate}: ${warning.message})`,
    because:
      'it may be lost; a DuckLake client never sees a warning, and believes that it has committed',
  }))
  return { ...verdict, ignored: distinctIgnored([...verdict.ignored, ...told]) }
}

/** Of clients that ran at once the steps stand in no plan, and a commit may be seen before its client is told of it. */
function judgeClients(protocol: Protocol, profile: Profile): Verdict {
  const [first] = inOrder([
    ...racesOf(protocol.attempts),
    ...sessionReadsOf(protocol),
    ...habitsOf(protocol, profile),
  ])
  return withRisks(first ? { ...first, stepIndex: undefined } : agree(), protocol)
}

function protocolOf({ plan, subject, concurrent }: Evidence, profile: Profile): Protocol {
  if (!concurrent) return readHistory(plan, subject, profile)
  const ran = asAnswered(concurrent, subject)
  return readHistory(ran.plan, ran.history, profile)
}

/** Nobody tried to commit a snapshot, read the newest one, or did what a client has the habit of. */
function isSilent({ attempts, reads, hollow, probes, copies }: Protocol): boolean {
  return [attempts, reads, hollow, probes, copies].every((said) => said.length === 0)
}

function inOrder(found: readonly Mismatch[]): readonly Mismatch[] {
  return [...found].sort((a, b) => (a.stepIndex ?? 0) - (b.stepIndex ?? 0))
}
