import {
  agree,
  type Concurrent,
  defineOracle,
  type Evidence,
  type History,
  type Mismatch,
  type Profile,
  type Verdict,
} from '../../src/index.js'
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
  judge: (evidence, profile) => judgeProtocol(evidence, profile),
})

/** The first step at which the protocol is broken decides. A plan without a DuckLake catalog has none to break. */
function judgeProtocol({ plan, subject, concurrent }: Evidence, profile: Profile): Verdict {
  if (concurrent) return judgeClients(concurrent, subject, profile)
  const protocol = readHistory(plan, subject, profile)
  const [first] = inOrder([
    ...racesOf(protocol.attempts),
    ...readsOf(protocol, profile),
    ...habitsOf(protocol, profile),
  ])
  return first ?? agree()
}

/** Of clients that ran at once the steps stand in no plan, and a commit may be seen before its client is told of it. */
function judgeClients(concurrent: Concurrent, subject: History, profile: Profile): Verdict {
  const ran = asAnswered(concurrent, subject)
  const protocol = readHistory(ran.plan, ran.history, profile)
  const [first] = inOrder([
    ...racesOf(protocol.attempts),
    ...sessionReadsOf(protocol),
    ...habitsOf(protocol, profile),
  ])
  return first ? { ...first, stepIndex: undefined } : agree()
}

function inOrder(found: readonly Mismatch[]): readonly Mismatch[] {
  return [...found].sort((a, b) => (a.stepIndex ?? 0) - (b.stepIndex ?? 0))
}
