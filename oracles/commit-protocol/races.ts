import { describeOutcome, type Mismatch } from '../../src/index.js'
import type { Attempt, FailedAt } from './attempts.js'

/** Why a client tries again: its extension looks for one of these in the lower-cased text of the error. */
const RETRY_WORDS = ['primary key', 'unique', 'conflict', 'concurrent'] as const

/** SQLSTATEs of a lost race: a key that is taken, and transactions that cannot be in one order. */
const RACE_SQLSTATES: ReadonlySet<string> = new Set(['23505', '40001'])

/** What is wrong with the races for snapshot ids. */
export function racesOf(attempts: readonly Attempt[]): readonly Mismatch[] {
  return rivals(attempts).flatMap((group) => [
    ...severalWinners(group),
    ...noWinner(group),
    ...group.flatMap((attempt) => (isLostRace(attempt, group) ? errorOf(attempt) : [])),
  ])
}

/** The attempts for each snapshot id of each catalog. */
function rivals(attempts: readonly Attempt[]): readonly (readonly Attempt[])[] {
  const groups = new Map<string, Attempt[]>()
  for (const attempt of attempts) {
    const key = `${attempt.catalog} ${attempt.id}`
    groups.set(key, [...(groups.get(key) ?? []), attempt])
  }
  return [...groups.values()]
}

function severalWinners(group: readonly Attempt[]): readonly Mismatch[] {
  const [first, second] = group.filter(({ end }) => end.kind === 'committed')
  if (!first || !second) return []
  return [
    {
      kind: 'mismatch',
      mismatch: 'outcome',
      stepIndex: Math.max(first.end.stepIndex, second.end.stepIndex),
      summary:
        `two commits of snapshot ${first.id} were acknowledged: both DuckLake clients believe that they have committed, ` +
        'and the changes of one are lost or stand under the snapshot of the other',
      reference: 'one COMMIT succeeds, the other fails with 23505 or 40001',
      subject: [first, second].map(told).join('\n'),
      ignored: [],
    },
  ]
}

function told({ session, end }: Attempt): string {
  return `session ${session}, step ${end.stepIndex + 1}: COMMIT succeeds`
}

/** Every one of several attempts at a time was refused as if another had won. */
function noWinner(group: readonly Attempt[]): readonly Mismatch[] {
  const refused = group.filter(isRefusedInRace)
  const last = refused.at(-1)
  const isRace =
    refused.length === group.length && group.every((one) => rivalsOf(one, group).length > 0)
  if (!last || group.length < 2 || !isRace) return []
  return [
    {
      kind: 'mismatch',
      mismatch: 'outcome',
      stepIndex: last.end.stepIndex,
      summary:
        `nobody has won snapshot ${last.id}: every DuckLake client tries again, at most ten times, ` +
        'and then its user gets the error',
      reference: 'one COMMIT succeeds',
      subject: refused.map(({ end }) => describeOutcome(end.failure)).join('\n'),
      ignored: [],
    },
  ]
}

type Refused = Attempt & { readonly end: { readonly kind: 'refused' } & FailedAt }

function isRefused(attempt: Attempt): attempt is Refused {
  return attempt.end.kind === 'refused'
}

function isRefusedInRace(attempt: Attempt): attempt is Refused {
  return isRefused(attempt) && (hasWord(attempt.end) || isRaceState(attempt.end))
}

/** Refused while another attempt for the same id was under way that won. */
function isLostRace(attempt: Attempt, group: readonly Attempt[]): attempt is Refused {
  return isRefused(attempt) && rivalsOf(attempt, group).some(({ end }) => end.kind === 'committed')
}

/** The attempts of other transactions that were under way at the same time. */
function rivalsOf(attempt: Attempt, group: readonly Attempt[]): readonly Attempt[] {
  return group.filter(
    (other) =>
      other !== attempt &&
      other.session !== attempt.session &&
      other.beganAt < attempt.end.stepIndex &&
      attempt.beganAt < other.end.stepIndex,
  )
}

function hasWord({ failure }: FailedAt): boolean {
  const text = failure.message.toLowerCase()
  return RETRY_WORDS.some((word) => text.includes(word))
}

function isRaceState({ failure }: FailedAt): boolean {
  return failure.sqlstate !== undefined && RACE_SQLSTATES.has(failure.sqlstate)
}

/** The error of a lost race needs a word for the client, and a SQLSTATE for everybody else. */
function errorOf({ id, end }: Refused): readonly Mismatch[] {
  const common = {
    kind: 'mismatch',
    mismatch: 'error-class',
    stepIndex: end.stepIndex,
    subject: describeOutcome(end.failure),
    ignored: [],
  } as const
  if (!hasWord(end)) {
    const summary =
      `the error of the lost race for snapshot ${id} has none of the words for which a DuckLake client retries: ` +
      'it does not retry, its user gets the error and the commit is lost'
    return [{ ...common, summary, reference: `a text with ${RETRY_WORDS.join(', ')}` }]
  }
  if (end.failure.sqlstate === undefined || isRaceState(end)) return []
  const summary =
    `the lost race for snapshot ${id} has SQLSTATE ${end.failure.sqlstate}: a DuckLake client retries by the text alone, ` +
    'while drivers, proxies and other clients, which go by SQLSTATE, give up'
  return [{ ...common, summary, reference: `SQLSTATE ${[...RACE_SQLSTATES].join(' or ')}` }]
}
