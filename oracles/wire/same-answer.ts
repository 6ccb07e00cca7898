import {
  describeOutcome,
  determinedBy,
  type Failure,
  type Ignored,
  type Outcome,
  type Rows,
  splitStatements,
} from '../../src/index.js'
import { partedColumns } from './columns.js'
import type { Sent } from './groups.js'
import { ALIKE, type Compared, type Parted, parted } from './parted.js'
import { compareRowsOf, type RowRules } from './same-rows.js'

/** SQLSTATE of a feature that the endpoint says it does not have. */
const FEATURE_NOT_SUPPORTED = '0A000'

/** Compares what two ways of sending one statement answered: every outcome, then the transaction status. */
export function compareSent(first: Sent, other: Sent): Compared {
  const [left, right] = [first.record.outcomes, other.record.outcomes]
  const reason = nothingToSay(first, other)
  if (reason) return { ignored: [{ what: 'an answer', because: reason }] }
  const ignored: Ignored[] = []
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const compared = compareOne(left[index], right[index], { first, other, answer: index })
    ignored.push(...compared.ignored)
    if (compared.parted) return { parted: compared.parted, ignored }
  }
  const isUnmet = hasNotMetError(left.at(-1), right.at(-1), other)
  return { parted: isUnmet ? undefined : partedStatus(first, other), ignored }
}

function nothingToSay(first: Sent, other: Sent): string | undefined {
  const all = [...first.record.outcomes, ...other.record.outcomes]
  return all.some((outcome) => outcome.kind === 'unknown' && outcome.reason === 'timeout')
    ? 'a statement took too long'
    : undefined
}

/** Whether the endpoint says that it does not have what this way needs. */
export function isRefused({ record }: Sent): boolean {
  const last = record.outcomes.at(-1)
  return last?.kind === 'error' && last.sqlstate === FEATURE_NOT_SUPPORTED
}

/** The two ways of sending. */
export interface Pair {
  readonly first: Sent
  readonly other: Sent
  /** Which of several answers to one text. */
  readonly answer: number
}

function compareOne(left: Outcome | undefined, right: Outcome | undefined, pair: Pair): Compared {
  if (left?.kind === 'rows' && right?.kind === 'rows') return compareRows(left, right, pair)
  if (left?.kind === 'error' && right?.kind === 'error') return only(partedErrors(left, right))
  if (left?.kind === 'done' && right?.kind === 'done') {
    return only(partedTag(left, right, pair) ?? partedCount(left.affected, right.affected))
  }
  const isDescribed = isDescription(pair) && right?.kind !== 'error'
  if (left?.kind === right?.kind || isDescribed || hasNotMetError(left, right, pair.other))
    return ALIKE
  const isLost = left?.kind === 'unknown' || right?.kind === 'unknown'
  const summary = isLost ? 'one way lost the connection' : 'one way succeeds, another does not'
  return only(parted(isLost ? 'crash' : 'outcome', summary, [describe(left), describe(right)]))
}

/** What was only described, or left after its first page, does not come to an error behind that. */
function hasNotMetError(
  left: Outcome | undefined,
  right: Outcome | undefined,
  other: Sent,
): boolean {
  const stopsEarly = other.statement.wire?.describeOnly ?? other.statement.wire?.abandon ?? false
  return stopsEarly && left?.kind === 'error' && right?.kind !== 'error' && right !== undefined
}

/** Describe alone has no rows. */
function isDescription({ first, other }: Pair): boolean {
  return [first, other].some(({ statement }) => statement.wire?.describeOnly === true)
}

function compareRows(left: Rows, right: Rows, pair: Pair): Compared {
  const sent = [pair.first.statement, pair.other.statement]
  const isCopy = sent.some(({ delivery }) => delivery === 'copy')
  const columns = isCopy ? undefined : partedColumns(left.columns, right.columns)
  if (columns || isDescription(pair)) return only(columns)
  const [one, another] = [pageOf(pair.first), pageOf(pair.other)]
  if (one !== undefined) return ALIKE
  const compared = compareRowsOf(left, right, {
    ...rulesOf(pair, left),
    pageRows: another,
  })
  if (compared.parted || isCopy) return compared
  const counts = another ? undefined : partedCount(left.count, right.count)
  return { parted: partedTag(left, right, pair) ?? counts, ignored: compared.ignored }
}

/** How many rows the first page has at most, where it is all that was fetched. */
function pageOf({ statement: { wire } }: Sent): number | undefined {
  return wire?.abandon ? wire.fetchRows : undefined
}

/** What the workload says; else what the texts and the first answer prove, of each statement of a text by itself. */
function rulesOf(pair: Pair, rows: Rows): Omit<RowRules, 'pageRows'> {
  const both = [pair.first, pair.other].map(({ statement, record }) => {
    const own = record.outcomes.length > 1 ? splitStatements(statement.sql)[pair.answer]?.text : ''
    return determinedBy({ ...statement, sql: own || statement.sql }, rows)
  })
  const kinds = both.map((determined) => determined.rows)
  const columns = both.flatMap((determined) => determined.columns ?? [])
  if (kinds.includes('columns') || kinds.includes('none')) return { rows: 'none', columns }
  const cut = both.some(({ ties }) => ties?.cut.first || ties?.cut.last)
  if (kinds.includes('count') || cut) return { rows: 'count', columns }
  return { rows: kinds.every((kind) => kind === 'ordered') ? 'ordered' : 'bag', columns }
}

function partedErrors(left: Failure, right: Failure): Parted | undefined {
  const hasBoth = left.sqlstate !== undefined && right.sqlstate !== undefined
  const isSame = hasBoth ? left.sqlstate === right.sqlstate : left.errorClass === right.errorClass
  if (isSame) return undefined
  return parted('error-class', 'the error has another code', [describe(left), describe(right)])
}

interface Tagged {
  readonly tag?: string | undefined
}

function partedTag(left: Tagged, right: Tagged, pair: Pair): Parted | undefined {
  if (left.tag === undefined || right.tag === undefined || left.tag === right.tag) return undefined
  if (isDescription(pair)) return undefined
  return parted('tag', 'the command tag differs', [left.tag, right.tag])
}

function partedCount(left: number | undefined, right: number | undefined): Parted | undefined {
  if (left === undefined || right === undefined || left === right) return undefined
  const summary = 'the count in the command tag differs'
  return parted('affected-rows', summary, [`${left} rows`, `${right} rows`])
}

function partedStatus(first: Sent, other: Sent): Parted | undefined {
  const [left, right] = [first.record.status, other.record.status]
  if (left === undefined || right === undefined || left === right) return undefined
  return parted('status', 'the transaction status differs', [left, right])
}

function describe(outcome: Outcome | undefined): string {
  return describeOutcome(outcome)
}

function only(found: Parted | undefined): Compared {
  return { parted: found, ignored: [] }
}
