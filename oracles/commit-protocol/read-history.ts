import {
  type History,
  type Notice,
  type Outcome,
  type Plan,
  type Profile,
  type Rows,
  type Statement,
  type StepRecord,
  splitStatements,
  statementKind,
  warningOfLoss,
  wireCanonical,
} from '../../src/index.js'
import type { Attempt, AttemptEnd, FailedAt, LatestRead, Protocol } from './attempts.js'
import {
  type Claim,
  claimOf,
  isCatalogCopy,
  isProbe,
  latestAskedOf,
  renewedCatalog,
} from './statements.js'

/** A transaction that is open. */
interface Open {
  readonly beganAt: number
  readonly isRepeatable: boolean
  readonly claims: readonly Claim[]
  readonly failed: FailedAt | undefined
}

/** One statement with its answer. */
interface Said {
  readonly session: string
  readonly stepIndex: number
  readonly sql: string
  readonly statement: Statement
  readonly outcome: Outcome
  readonly status: StepRecord['status']
  readonly warning: Notice | undefined
}

/** Reads out of a history what it says about the commit protocol; the history's own answers alone. */
export function readHistory(plan: Plan, history: History, profile: Profile): Protocol {
  const reader = new Reader(profile)
  for (const [stepIndex, step] of plan.steps.entries()) {
    const record = history.records[stepIndex]
    if (!record) break
    if (step.kind === 'statement') reader.step(step.statement, record)
    else if (step.kind !== 'cancel') reader.leave(step.session, stepIndex)
  }
  return reader.finish(plan.steps.length)
}

class Reader {
  private readonly open = new Map<string, Open>()
  private readonly attempts: Attempt[] = []
  private readonly reads: LatestRead[] = []
  private readonly hollow: Protocol['hollow'][number][] = []
  private readonly atRisk: Protocol['atRisk'][number][] = []
  private readonly probes: Protocol['probes'][number][] = []
  private readonly copies: Protocol['copies'][number][] = []
  /** How often the snapshots of a catalog were made anew: ids of different times have nothing to do with each other. */
  private readonly renewals = new Map<string, number>()

  constructor(private readonly profile: Profile) {}

  step(statement: Statement, record: StepRecord): void {
    const { session, stepIndex, status } = record
    const warning = warningOfLoss(record)
    const texts = statement.delivery === 'copy' ? [] : splitStatements(statement.sql)
    const isBatch = texts.length > 1 && !this.open.has(session)
    const isOne = isBatch && this.profile.batches === 'transaction'
    if (isOne) this.begin(session, stepIndex, true)
    for (const [at, outcome] of record.outcomes.entries()) {
      const sql = texts[at]?.text ?? statement.sql
      this.said({ session, stepIndex, sql, statement, outcome, status, warning })
    }
    const isOver = isOne && status === 'I' && this.open.has(session)
    if (isOver) this.acknowledged(session, stepIndex, warning)
  }

  /** A connection that ends takes its transaction with it. */
  leave(session: string, stepIndex: number): void {
    if (this.open.has(session)) this.end(session, { kind: 'rolled-back', stepIndex })
  }

  finish(stepCount: number): Protocol {
    for (const session of this.open.keys()) this.leave(session, stepCount)
    const { attempts, reads, hollow, atRisk, probes, copies } = this
    return { attempts, reads, hollow, atRisk, probes, copies }
  }

  private said(said: Said): void {
    const { session, stepIndex, outcome } = said
    const kind = statementKind(said.sql)
    if (outcome.kind === 'unknown') this.lost(said)
    else if (kind === 'BEGIN' && outcome.kind === 'done') {
      this.begin(session, stepIndex, this.isRepeatable(said))
    } else if (kind === 'COMMIT') this.commit(said)
    else if (kind === 'ROLLBACK') {
      if (outcome.kind === 'done') this.end(session, this.endOf(session, stepIndex, 'rolled-back'))
    } else this.work(said)
  }

  private isRepeatable({ sql }: Said): boolean {
    return (
      this.profile.statusAfterError === 'duckdb' || /\b(?:repeatable|serializable)\b/i.test(sql)
    )
  }

  private begin(session: string, beganAt: number, isRepeatable: boolean): void {
    this.open.set(session, { beganAt, isRepeatable, claims: [], failed: undefined })
  }

  private commit({ session, stepIndex, outcome, status, warning }: Said): void {
    const transaction = this.open.get(session)
    if (!transaction) return
    if (outcome.kind === 'error') {
      this.end(session, { kind: 'refused', stepIndex, failure: outcome })
      return
    }
    const tag = outcome.kind === 'done' ? outcome.tag : undefined
    if (transaction.failed && status === 'I' && tag === 'COMMIT') {
      this.hollow.push({ stepIndex, because: transaction.failed.failure, tag })
    }
    this.acknowledged(session, stepIndex, warning)
  }

  /** With a warning that it may be lost, a commit is no promise: whoever sees it or not, both are right. */
  private acknowledged(session: string, stepIndex: number, warning: Notice | undefined): void {
    const end = this.endOf(session, stepIndex)
    const isAtRisk = end.kind === 'committed' && warning !== undefined
    const hasClaims = (this.open.get(session)?.claims.length ?? 0) > 0
    if (isAtRisk && hasClaims) this.atRisk.push({ stepIndex, warning })
    this.end(session, isAtRisk ? { kind: 'unknown', stepIndex } : end)
  }

  /** What became of a transaction whose end was answered without an error. */
  private endOf(
    session: string,
    stepIndex: number,
    otherwise: 'committed' | 'rolled-back' = 'committed',
  ): AttemptEnd {
    const failed = this.open.get(session)?.failed
    return failed ? { kind: 'refused', ...failed } : { kind: otherwise, stepIndex }
  }

  private end(session: string, end: AttemptEnd): void {
    const transaction = this.open.get(session)
    this.open.delete(session)
    if (!transaction) return
    const { beganAt, claims } = transaction
    for (const claim of claims) this.attempts.push({ ...claim, session, beganAt, end })
  }

  private lost(said: Said): void {
    const { session, stepIndex, sql, statement } = said
    const claim = this.claimIn(sql, statement)
    if (claim && !this.open.has(session)) this.begin(session, stepIndex, true)
    this.remember(session, claim)
    this.end(session, { kind: 'unknown', stepIndex })
  }

  private work(said: Said): void {
    const { session, stepIndex, sql, statement, outcome, status } = said
    const claim = this.claimIn(sql, statement)
    const isOpen = this.open.has(session)
    if (claim && !isOpen) this.begin(session, stepIndex, true)
    this.remember(session, claim)
    if (outcome.kind === 'error') this.failed(said, outcome)
    if (claim && !isOpen) this.end(session, this.endOf(session, stepIndex))
    const catalog = latestAskedOf(sql)
    const isRead = outcome.kind === 'rows' && !statement.wire?.describeOnly
    if (catalog !== undefined && isRead) this.read(said, catalog)
    const renewed = outcome.kind === 'done' ? renewedCatalog(sql) : undefined
    if (renewed !== undefined) this.renewals.set(renewed, (this.renewals.get(renewed) ?? 0) + 1)
    if (status === undefined) this.leave(session, stepIndex)
  }

  private failed(
    { session, stepIndex, sql, statement, status }: Said,
    failure: FailedAt['failure'],
  ) {
    const transaction = this.open.get(session)
    if (isCatalogCopy(statement)) this.copies.push({ stepIndex, failure })
    if (!transaction) return
    if (isProbe(sql)) this.probes.push({ stepIndex, failure, isTransactionAlive: status === 'T' })
    // An error that leaves the transaction alive, as those of DuckDB's compiler do, ends no attempt.
    if (status === 'T' || transaction.failed) return
    this.open.set(session, { ...transaction, failed: { stepIndex, failure } })
  }

  private read({ session, stepIndex, outcome }: Said, catalog: string): void {
    if (outcome.kind !== 'rows') return
    const transaction = this.open.get(session)
    this.reads.push({
      session,
      stepIndex,
      catalog: this.named(catalog),
      id: outcome.rows.length === 1 ? idIn(outcome) : undefined,
      rowCount: outcome.rows.length,
      beganAt: transaction?.beganAt ?? stepIndex,
      isRepeatable: transaction?.isRepeatable ?? false,
      isOwn: (transaction?.claims.length ?? 0) > 0,
    })
  }

  private remember(session: string, claim: Claim | undefined): void {
    const transaction = this.open.get(session)
    if (!claim || !transaction) return
    this.open.set(session, { ...transaction, claims: [...transaction.claims, claim] })
  }

  private claimIn(sql: string, { params }: Statement): Claim | undefined {
    const claim = claimOf(sql, params)
    return claim && { ...claim, catalog: this.named(claim.catalog) }
  }

  private named(catalog: string): string {
    return `${catalog}#${this.renewals.get(catalog) ?? 0}`
  }
}

/** The id in the first column of the one row, in whatever format it came; undefined where it is no number. */
function idIn({ columns, rows }: Rows): bigint | undefined {
  const cell = rows[0]?.[0]
  const type = columns[0]?.type
  const text = typeof cell === 'string' && type ? wireCanonical(cell, type) : undefined
  return typeof text === 'string' && /^\d+$/.test(text) ? BigInt(text) : undefined
}
