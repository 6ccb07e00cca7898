import type { ClientStatement } from '../../model/client.js'
import type { StepRecord } from '../../model/history.js'
import type { Outcome, Reply } from '../../model/outcome.js'
import type { Step } from '../../model/plan.js'
import { statement } from '../../model/statement.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { Attempt, TellsOrder } from './attempts.js'

/** What clients did at once, as if one had done it after the other: the steps, and what the subject answered to each. */
export interface SerialPart {
  readonly steps: readonly Step[]
  readonly records: readonly Omit<StepRecord, 'stepIndex'>[]
  /** Of each step: the position of the state that it reads. */
  readonly positions: readonly number[]
  /** What is not done again, by the reason. */
  readonly leftOut: readonly { readonly because: string; readonly count: number }[]
}

/** How an attempt is done again. */
type Again = 'wholly' | 'its reads' | { readonly not: string }

/** SQLSTATEs of a transaction that lost against another, or that had failed before. */
const LOST_STATES = new Set(['23505', '40001', '40P01', '25P02'])

/**
 * Puts attempts into the order of the positions that they read, the one that won the next position behind the others. A
 * transaction reads one state, so what it read is right where no other commit lies between. What an attempt wrote in vain
 * is not done again where it lost against another; where it failed for another reason it is, up to what failed.
 */
export function serialPart(attempts: readonly Attempt[], order: TellsOrder): SerialPart {
  const winners = winnersOf(attempts, order)
  const leftOut = new Map<string, number>()
  const leave = (because: string) => leftOut.set(because, (leftOut.get(because) ?? 0) + 1)
  const parts = [...attempts]
    .sort((a, b) => before(a, b, winners))
    .map((attempt) => {
      const how = againOf(attempt, winners.has(attempt))
      if (typeof how === 'object') {
        leave(how.not)
        return []
      }
      if (how === 'wholly' && attempt.end === 'failed' && attempt.statements.some(isCommit)) {
        leave('a COMMIT that failed for another reason than a conflict')
      }
      return transaction(attempt, how, winners.has(attempt))
    })
  const said = parts.flat()
  return {
    steps: said.map(({ step }) => step),
    records: said.map(({ record }) => record),
    positions: said.map(({ position }) => position),
    leftOut: [...leftOut].map(([because, count]) => ({ because, count })),
  }
}

/** The attempts whose commits are in the order; of several with one key it is the one of that position. */
function winnersOf(attempts: readonly Attempt[], { commits }: TellsOrder): ReadonlySet<Attempt> {
  const places = new Map(commits.map(({ key, position }) => [key, position]))
  return new Set(
    attempts.filter(({ write, end }) => {
      if (!write || end === 'failed' || end === 'rolled-back') return false
      return places.get(write.key) === write.position
    }),
  )
}

function before(a: Attempt, b: Attempt, winners: ReadonlySet<Attempt>): number {
  const [left, right] = [a.position ?? -1, b.position ?? -1]
  if (left !== right) return left - right
  const won = Number(winners.has(a)) - Number(winners.has(b))
  return won === 0 ? Number(a.beganNs - b.beganNs) : won
}

function againOf(attempt: Attempt, hasWon: boolean): Again {
  if (attempt.position === undefined) return { not: 'transactions that did not come to read' }
  if (hasWon) return 'wholly'
  if (attempt.statements.some(isUnanswered))
    return { not: 'transactions that were not answered to the end' }
  if (!attempt.write) return 'wholly'
  return attempt.end === 'failed' && !lostAgainstAnother(attempt) ? 'wholly' : 'its reads'
}

function isUnanswered({ outcomes }: ClientStatement): boolean {
  return outcomes.some(({ kind }) => kind === 'unknown' || kind === 'violation')
}

function lostAgainstAnother({ statements }: Attempt): boolean {
  const last = statements.at(-1)?.outcomes.at(-1)
  if (last?.kind !== 'error') return true
  const isClass = last.errorClass === 'constraint' || last.errorClass === 'transaction'
  return isClass || LOST_STATES.has(last.sqlstate ?? '')
}

function isCommit({ statement: { sql } }: ClientStatement): boolean {
  return statementKind(sql) === 'COMMIT'
}

interface Said {
  readonly step: Step
  readonly record: Omit<StepRecord, 'stepIndex'>
  readonly position: number
}

function transaction(attempt: Attempt, how: 'wholly' | 'its reads', hasWon: boolean): Said[] {
  const { session, statements, readCount, endedNs, position = 0 } = attempt
  const sent = how === 'wholly' ? statements.filter(isSaid) : statements.slice(0, readCount)
  // A COMMIT that failed must not succeed when it is done again.
  function isSaid(one: ClientStatement): boolean {
    return hasWon || attempt.write === undefined || !isCommit(one)
  }
  const said = sent.map((one): Said => {
    const { statement: text, ...reply } = one
    const record = hasWon && one === sent.at(-1) ? { ...reply, ...decided(reply) } : reply
    return { step: { kind: 'statement', session, statement: text }, record, position }
  })
  if (hasWon || sent.at(-1)?.status === 'I') return said
  const step: Step = { kind: 'statement', session, statement: statement('ROLLBACK') }
  // The client's own transaction was ended by its failure, or by a ROLLBACK that belongs to no attempt.
  const record = { session, invokedNs: endedNs, completedNs: endedNs, ...ROLLED_BACK }
  return [...said, { step, record, position }]
}

const ROLLED_BACK: Reply = {
  outcomes: [{ kind: 'done', affected: undefined, tag: 'ROLLBACK' }],
  status: 'I',
}

/** A COMMIT that was not answered and that is there has succeeded. */
function decided({ outcomes, status }: Reply): Reply {
  const isOpen = outcomes.at(-1)?.kind === 'unknown'
  if (!isOpen) return { outcomes, status }
  const committed: Outcome = { kind: 'done', affected: undefined, tag: 'COMMIT' }
  return { outcomes: [committed], status: 'I' }
}
