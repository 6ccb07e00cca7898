import {
  type ClientCall,
  type Dice,
  defineProgram,
  diceOf,
  readArguments,
} from '../../src/index.js'
import { latestSnapshot } from '../ducklake-metadata/reads/snapshots.js'
import { type Ledger, newLedger } from './ledger.js'
import { catalogAt } from './operate.js'
import { extraReads } from './reads.js'
import {
  ask,
  begin,
  type Client,
  Failed,
  fact,
  messageOf,
  must,
  note,
  numberIn,
  type Part,
  reopen,
  say,
} from './talk.js'

const DEFAULTS = {
  seed: 0,
  /** It ends when so many writers have. */
  writers: 1,
  /** Between two looks. */
  waitMs: 100,
  /** So many further queries in every second look. */
  reads: 0,
  looks: 100_000,
}

/**
 * A client that only reads while others commit: in turn the newest snapshot by itself, and a transaction in which it also
 * asks what clients ask of a catalog. What it was shown once it must not be shown less of.
 */
export const ducklakeWatcher = defineProgram({
  name: 'ducklake-watcher',
  summary: 'Reads a catalog again and again for as long as others write.',
  read: (args) => readArguments('ducklake-watcher', args, DEFAULTS),
  start: watch,
})

function* watch(args: typeof DEFAULTS, { share }: ClientCall): Client {
  const ledger = share(newLedger)
  const watching: Watching = { ledger, dice: diceOf(args.seed), reads: args.reads }
  for (let look = 0; look < args.looks && ledger.ended < args.writers; look += 1) {
    yield* lookOnce(look % 2 === 0 ? newestAlone() : transaction(watching))
    yield { kind: 'wait', ms: args.waitMs }
  }
}

interface Watching {
  readonly ledger: Ledger
  readonly dice: Dice
  readonly reads: number
}

function* lookOnce(reading: Part<unknown>): Part<void> {
  yield* note({ kind: 'begin', attempt: 0 })
  try {
    yield* reading
    yield* note({ kind: 'end', as: 'committed' })
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    yield* note({ kind: 'end', as: 'failed' })
    yield* fact('reader-failed', messageOf(error.reply))
    const { status } = error.reply
    if (status !== 'I' && (yield* say('ROLLBACK')).status !== 'I') yield* reopen()
  }
}

function* newestAlone(): Part<number> {
  const position = numberIn(yield* ask(latestSnapshot), 0) ?? -1
  yield* note({ kind: 'read', position })
  return position
}

function* transaction(watching: Watching): Part<void> {
  yield* begin()
  const position = yield* newestAlone()
  const catalog = watching.reads > 0 ? yield* catalogAt(watching, position) : undefined
  for (const read of catalog ? extraReads(catalog, watching) : []) yield* ask(read)
  yield* must('COMMIT')
}
