import {
  type Attempt,
  agree,
  attemptsOf,
  type Concurrent,
  defineOracle,
  type Evidence,
  faultsOf,
  type Ignored,
  isWrong,
  type Mismatch,
  newestOrder,
  ordersIn,
  type Profile,
  staleReads,
  type TellsOrder,
  type Verdict,
} from '../../src/index.js'
import { differential } from '../differential/differential.js'
import { firstDivergence } from './prefix.js'
import { faultAsMismatch, staleAsMismatch, type Told, whyNoOrder } from './words.js'

export const commitOrder = defineOracle({
  name: 'commit-order',
  summary:
    'What clients at once committed is there once, in an order that agrees with time, and gives the same when it is done again in that order.',
  judgesSubjectAlone: true,
  mayMissCanary: true,
  appliesTo: ({ concurrent }) => concurrent !== undefined,
  judge: (evidence, profile) => {
    const { concurrent } = evidence
    return concurrent ? judgeRun({ ...evidence, concurrent }, profile) : agree()
  },
})

type Run = Evidence & { readonly concurrent: Concurrent }

/** From the promises of single commits to what all of them came to: the first that is broken decides. */
function judgeRun(run: Run, profile: Profile): Verdict {
  const attempts = run.concurrent.clients.flatMap(attemptsOf)
  const ignored = [...leftOut(run.concurrent), ...(isDoneAgain(run) ? [] : [NOT_DONE_AGAIN])]
  const orders = run.concurrent.clients.flatMap(ordersIn)
  const newest = newestOrder(orders)
  const others = orders.filter((order) => order !== newest)
  const wrong =
    brokenPromise([newest], attempts) ??
    stale(run, attempts, profile) ??
    brokenPromise(others, attempts)
  if (wrong) return { kind: 'mismatch', stepIndex: undefined, ignored, ...wrong }
  const [fault] = faultsOf(newest, attempts)
  const because = fault && whyNoOrder(fault)
  if (because !== undefined) return { kind: 'inconclusive', because, ignored }
  return divergence(run, attempts, profile) ?? agree(ignored)
}

function leftOut({ leftOut }: Concurrent): readonly Ignored[] {
  return leftOut.map(({ because }) => ({ what: because, because: 'they prove nothing' }))
}

/** What nodes tell of the order is held against what clients were told; undefined stands for nobody who could tell. */
function brokenPromise(
  orders: readonly (TellsOrder | undefined)[],
  attempts: readonly Attempt[],
): Told | undefined {
  for (const order of orders) {
    const fault = faultsOf(order, attempts).find(isWrong)
    if (fault) return faultAsMismatch(fault, order?.session ?? 'nobody')
  }
  return undefined
}

/** Only a session that is not on a node with local reads must see what was acknowledged. */
function stale({ concurrent }: Run, attempts: readonly Attempt[], { reads }: Profile) {
  const mayLag = new Set(
    concurrent.plan.sessions
      .filter(({ node }) => reads === 'local' && (node === 'reader' || node === 'follower'))
      .map(({ name }) => name),
  )
  const found = staleReads(attempts).filter(({ attempt }) => !mayLag.has(attempt.session))
  return found[0] && staleAsMismatch(found[0], found.length)
}

const NOT_DONE_AGAIN: Ignored = {
  what: 'whether the order gives the same when it is done again',
  because: 'there is no reference to do it on',
}

/** Whether a reference has executed the serial order. */
function isDoneAgain({ reference }: Run): boolean {
  return reference.records.some(({ outcomes }) => outcomes.length > 0)
}

/** Where the run parts from its serial replay: the first step that does, and the first commit that is behind it. */
function divergence(run: Run, attempts: readonly Attempt[], profile: Profile): Verdict | undefined {
  if (!isDoneAgain(run)) return undefined
  const verdict = differential.judge(run, profile)
  if (verdict.kind !== 'mismatch') return verdict.kind === 'inconclusive' ? verdict : undefined
  const { stepIndex = 0 } = verdict
  const shown = run.concurrent.positions[stepIndex]
  const begun = firstDivergence(run, closingOf(run), profile)
  const at = Math.min(shown ?? Number.POSITIVE_INFINITY, begun ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(at) ? named(verdict, at, attempts) : verdict
}

/** Where the reads of the newest state begin. */
function closingOf({ concurrent: { positions } }: Run): number {
  const last = positions.reduce<number>((most, position = -1) => Math.max(most, position), -1)
  return positions.indexOf(last)
}

function named(mismatch: Mismatch, at: number, attempts: readonly Attempt[]): Mismatch {
  const writer = attempts.find(({ write, end }) => write?.position === at && end !== 'failed')
  const who = writer ? ` (${writer.what} ${writer.write?.key} by ${writer.session})` : ''
  const summary = `at snapshot ${at}${who} it parts from its serial replay: ${mismatch.summary}`
  return { ...mismatch, summary }
}
