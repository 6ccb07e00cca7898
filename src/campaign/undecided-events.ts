import { isCommit, isCommitText } from '../execute/lost-commit.js'
import type { Evidence } from '../model/history.js'
import { type Reply, warningOfLoss } from '../model/outcome.js'
import type { EventBody } from '../report/events.js'
import type { Sides, Trial } from './trial.js'
import { lostCommitsText } from './undecided.js'

/**
 * What a trial has to tell of commits whose answer was lost, or that the endpoint itself says may be lost, and of a reference
 * that was lost on its way, as events.
 */
export function lossIncidents(
  { commits = [], lost = [], evidence }: Trial,
  { reference, subject }: Sides,
  where: string,
): readonly EventBody[] {
  const undecided = lostCommitsText(commits)
  const told = [undecided, atRiskText(evidence)].flatMap((detail) =>
    detail === undefined ? [] : [{ target: subject.facts.name, detail }],
  )
  const again = lost.map((reason) => ({
    target: reference.facts.name,
    detail: `${reason}; what the clients did is done again here, they are not run again`,
  }))
  return [...told, ...again].map(({ target, detail }) => ({
    type: 'incident',
    kind: 'other',
    target,
    detail: `${where}: ${detail}`,
  }))
}

/** The commits that were acknowledged with a warning, in one sentence; undefined where there are none. */
function atRiskText(evidence: Evidence): string | undefined {
  const warnings = commitsIn(evidence).flatMap((reply) => warningOfLoss(reply) ?? [])
  const [first] = warnings
  if (!first) return undefined
  const [many, they] =
    warnings.length === 1 ? ['1 commit was', 'it'] : [`${warnings.length} commits were`, 'they']
  return (
    `${many} acknowledged with a warning (${first.sqlstate}: ${first.message}): ${they} may be lost; ` +
    'a DuckLake client never sees a warning, and believes that it has committed'
  )
}

function commitsIn({ plan, subject, concurrent }: Evidence): readonly Reply[] {
  const ofClients = (concurrent?.clients ?? []).flat()
  const said = ofClients.flatMap((event) => (event.kind === 'statement' ? [event] : []))
  return [
    ...(concurrent
      ? []
      : subject.records.filter(({ stepIndex }) => isCommit(plan.steps[stepIndex]))),
    ...said.filter(({ statement }) => isCommitText(statement.sql)),
  ]
}
