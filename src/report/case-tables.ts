import type { CountedReason, EventOf } from './events.js'

type CaseFinished = EventOf<'case-finished'>

/** How many statements were sent to both targets, and what became of them. */
export interface StatementCounts {
  readonly cases: number
  readonly statements: number
  readonly executedOnBoth: number
  readonly failedOnBoth: number
}

/** What one oracle said, and why where it could not say. */
export interface OracleSummary {
  readonly oracle: string
  readonly agree: number
  readonly mismatch: number
  readonly inconclusive: number
  /** Cases in which it had nothing to judge. */
  readonly notJudged: number
  readonly because: readonly CountedReason[]
}

export interface WorkloadSummary extends StatementCounts {
  readonly workload: string
  readonly features: readonly string[]
  readonly elapsedMs: number
  readonly oracles: readonly OracleSummary[]
}

/** The tables of a report: totals, by workload, by oracle, and what was ignored or skipped. */
export interface CaseTables {
  readonly totals: StatementCounts & { readonly features: number }
  readonly workloads: readonly WorkloadSummary[]
  readonly oracles: readonly OracleSummary[]
  readonly ignored: readonly CountedReason[]
  readonly skipped: readonly CountedReason[]
  /** What clients at once did. */
  readonly clients: readonly CountedReason[]
}

/** Counts finished cases. */
export function caseTables(cases: readonly CaseFinished[]): CaseTables {
  return {
    totals: { ...countStatements(cases), features: featuresOf(cases).length },
    workloads: groupBy(cases, (event) => event.workload).map((own) => ({
      workload: own[0]?.workload ?? '',
      ...countStatements(own),
      features: featuresOf(own),
      elapsedMs: sum(own, (event) => event.elapsedMs),
      oracles: countVerdicts(own),
    })),
    oracles: countVerdicts(cases),
    ignored: addUp(cases.flatMap((event) => event.ignored)),
    skipped: addUp(cases.flatMap((event) => event.skipped)),
    clients: addUp(cases.flatMap((event) => event.clients)),
  }
}

/** Adds the counts of equal reasons, the most frequent first. */
export function addUp(reasons: readonly CountedReason[]): readonly CountedReason[] {
  return groupBy(reasons, ({ what, because }) => JSON.stringify([what, because]))
    .map((same) => ({ ...(same[0] as CountedReason), count: sum(same, (one) => one.count) }))
    .sort((a, b) => b.count - a.count)
}

function countStatements(cases: readonly CaseFinished[]): StatementCounts {
  return {
    cases: cases.length,
    statements: sum(cases, (event) => event.statements),
    executedOnBoth: sum(cases, (event) => event.executedOnBoth),
    failedOnBoth: sum(cases, (event) => event.failedOnBoth),
  }
}

function countVerdicts(cases: readonly CaseFinished[]): readonly OracleSummary[] {
  const verdicts = cases.flatMap((event) => event.verdicts)
  const idle = cases.flatMap((event) => event.notJudgedBy)
  const names = new Set([...verdicts.map(({ oracle }) => oracle), ...idle])
  return [...names].map((oracle) => {
    const own = verdicts.filter((verdict) => verdict.oracle === oracle)
    const count = (kind: string) => own.filter((verdict) => verdict.verdict === kind).length
    return {
      oracle,
      agree: count('agree'),
      mismatch: count('mismatch'),
      inconclusive: count('inconclusive'),
      notJudged: idle.filter((name) => name === oracle).length,
      because: addUp(own.flatMap((verdict) => reasonOf(verdict))),
    }
  })
}

function reasonOf(verdict: CaseFinished['verdicts'][number]): readonly CountedReason[] {
  if (verdict.verdict !== 'inconclusive') return []
  const because = verdict.because ?? 'no reason given'
  return [{ what: verdict.oracle, because, count: 1 }]
}

function featuresOf(cases: readonly CaseFinished[]): readonly string[] {
  return [...new Set(cases.flatMap((event) => event.newFeatures))]
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return [...groups.values()]
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0)
}
