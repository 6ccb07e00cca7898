import { type ClientCall, defineProgram, diceOf, readArguments } from '../../src/index.js'
import { isRetried } from './conflict.js'
import { type Ledger, newLedger } from './ledger.js'
import { attempt, type Ending, type Goal, type Writer } from './operate.js'
import { type Client, fact, type Part, wait } from './talk.js'

/** What a writer can be told; the defaults are those of the DuckLake extension. */
const DEFAULTS = {
  /** Tells the writers of one run apart, in UUIDs, paths and keys. */
  number: 0,
  seed: 0,
  /** It ends when it has committed so often. */
  commits: 8,
  /** The setting ducklake_max_retry_count. */
  attempts: 10,
  /** The setting ducklake_retry_wait_ms; smaller than the client's 100 so that a run takes less time. */
  waitMs: 100,
  /** The setting ducklake_retry_backoff. */
  backoff: 1.5,
  /**
   * Before each operation it works for up to so long, as a client does that writes files first; for longer where it has
   * lost race after race, because many writers on a slow endpoint would do nothing else.
   */
  thinkMs: 0,
  tables: 8,
  reads: 1,
}

type WriterArgs = typeof DEFAULTS

/** So many operations for each commit that is wanted: others are given up. */
const OPERATIONS_PER_COMMIT_MAX = 5
const OPERATIONS_MIN = 20

/** After so many operations in a row that came to nothing, a writer gives its endpoint up. */
const UNANSWERED_MAX = 10

/** An operation that takes more attempts than these makes its writer wait longer before the next one, up to so many times. */
const ATTEMPTS_FEW = 2
const PATIENCE_MAX = 16

/** Operations of one writer have numbers of their own. */
const NUMBERS_PER_WRITER = 1_000_000

/** A DuckLake client that commits as often as it is told, by the commit protocol with its retries. */
export const ducklakeWriter = defineProgram({
  name: 'ducklake-writer',
  summary: 'A DuckLake client that commits one operation after the other, and retries as it does.',
  read: (args) => readArguments('ducklake-writer', args, DEFAULTS),
  start: write,
})

function* write(args: WriterArgs, { session, share }: ClientCall): Client {
  const ledger = share(newLedger)
  try {
    yield* commitAll(args, session, ledger)
  } finally {
    ledger.leave()
  }
}

function* commitAll(args: WriterArgs, session: string, ledger: Ledger): Part<void> {
  const writer: Writer = {
    ledger,
    dice: diceOf(args.seed),
    tablesMax: args.tables,
    reads: args.reads,
    seen: 0,
  }
  const operationsMax = args.commits * OPERATIONS_PER_COMMIT_MAX + OPERATIONS_MIN
  let [committed, unanswered, openAt, patience] = [0, 0, 0, 1]
  for (let n = 1; n <= operationsMax; n += 1) {
    // A snapshot that may still be committed is decided once somebody has been shown one as new.
    if (committed >= args.commits && writer.seen >= openAt) return
    const goal = { key: `{"op":"${session}.${n}"}`, number: args.number * NUMBERS_PER_WRITER + n }
    yield* wait((patience * args.thinkMs * writer.dice.below(1001)) / 1000)
    const { ending, attempts } = yield* operate(writer, goal, args)
    // Down as fast as up: a writer that is left alone with its last commits has nobody to wait for.
    patience =
      attempts > ATTEMPTS_FEW ? Math.min(patience * 2, PATIENCE_MAX) : Math.max(patience / 2, 1)
    if (ending.kind === 'committed') committed += 1
    if (ending.kind === 'unknown') openAt = Math.max(openAt, ending.position)
    unanswered = isUnanswered(ending) ? unanswered + 1 : 0
    if (unanswered === UNANSWERED_MAX) {
      return yield* fact('client-ended', `${UNANSWERED_MAX} operations in a row came to nothing`)
    }
  }
  yield* fact('client-ended', `${operationsMax} operations were not enough`)
}

/** No answer, an error that nobody retries, or a catalog that the client cannot make sense of. */
function isUnanswered(ending: Ending): boolean {
  if (ending.kind === 'unknown') return true
  if (ending.kind === 'given-up') return ending.isLost === true
  return ending.kind === 'failed' && !isRetried(ending.message)
}

interface Operated {
  readonly ending: Ending
  readonly attempts: number
}

/** One operation through all of its attempts, as the client's retry loop has it. */
function* operate(writer: Writer, goal: Goal, args: WriterArgs): Part<Operated> {
  for (let number = 0; ; number += 1) {
    const ending = yield* attempt(writer, goal, number)
    const because = yield* lookAt(ending, number + 1 >= args.attempts)
    if (because !== undefined || ending.kind !== 'failed') {
      if (because !== undefined) yield* fact('gave-up', because)
      if (isUnanswered(ending)) yield* wait(args.waitMs)
      return { ending, attempts: number + 1 }
    }
    const share = (500 + writer.dice.below(501)) / 1000
    yield* wait(args.waitMs * share * args.backoff ** number)
  }
}

/** Counts how an attempt ended; gives the reason where the client gives up. */
function* lookAt(ending: Ending, isLast: boolean): Part<string | undefined> {
  switch (ending.kind) {
    case 'committed':
      if (ending.warning !== undefined) yield* fact('commit-at-risk', inShort(ending.warning))
      return undefined
    case 'given-up':
      return ending.because
    case 'unknown':
      yield* fact('unknown-commit', inShort(ending.message))
      return isRetried(ending.message)
        ? 'nobody knows what became of its COMMIT, and a DuckLake client would try it again'
        : 'nobody knows what became of its COMMIT'
    case 'failed':
      if (!isRetried(ending.message)) {
        return `an error without a word that it retries on, at ${ending.at}: ${inShort(ending.message)}`
      }
      yield* fact('lost-race', `at ${ending.at}`)
      return isLast ? 'all of its attempts lost' : undefined
  }
}

const SHOWN_MAX = 100

/** The first line of a message without its numbers, so that like ones are counted together. */
function inShort(message: string): string {
  const [line = ''] = message.trimStart().split('\n', 1)
  return line.replaceAll(/\d+/g, 'n').slice(0, SHOWN_MAX)
}
