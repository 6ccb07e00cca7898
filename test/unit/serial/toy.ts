import { serialise } from '../../../src/judge/serial/serialise.js'
import type { Client, ClientEvent, Note, Request } from '../../../src/model/client.js'
import type { Evidence, StepRecord } from '../../../src/model/history.js'
import type { Outcome, Reply } from '../../../src/model/outcome.js'
import type { NodeChoice, Plan } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'
import { type Dice, diceOf } from '../../../src/random/dice.js'

/** A commit of the toy: a key in a place. */
interface Kept {
  readonly position: number
  readonly key: string | null
}

/** What is wrong with a toy, each now and then. */
export interface Faults {
  /** COMMIT is acknowledged and nothing is kept. */
  readonly loses?: boolean
  /** COMMIT is done and answered with an error. */
  readonly denies?: boolean
  /** The key of positions is not held. */
  readonly doubles?: boolean
  /** A transaction reads an older state than the newest. */
  readonly lags?: boolean
  /** A read lacks its last row. */
  readonly misreads?: boolean
  /** A COMMIT is not answered; it is done or not. */
  readonly isSilent?: boolean
  /** The connection is not answered at a read. */
  readonly breaks?: boolean
}

interface Transaction {
  /** How many commits it sees. */
  readonly seen: number
  write?: Kept
}

/** A database in a few lines: a list of commits under snapshot isolation, with a primary key on their places. */
class Toy {
  readonly kept: Kept[] = [{ position: 0, key: null }]
  private readonly open = new Map<string, Transaction>()
  private commits = 0

  constructor(
    private readonly faults: Faults,
    private readonly dice: Dice,
  ) {}

  answer(session: string, sql: string): Reply {
    const at = this.open.get(session)
    const [verb] = sql.split(' ', 1)
    if (verb === 'BEGIN') return this.begin(session)
    if (!at) return { outcomes: [error('transaction')], status: 'I' }
    if (verb === 'ROLLBACK') return this.end(session, done('ROLLBACK'))
    if (verb === 'COMMIT') return this.commit(session, at)
    if (verb === 'INSERT') return this.insert(session, at, sql)
    return this.read(session, at, sql)
  }

  private begin(session: string): Reply {
    const lag = this.faults.lags && isWriter(session) && this.dice.chance(1, 6) ? 2 : 0
    this.open.set(session, { seen: Math.max(1, this.kept.length - lag) })
    return { outcomes: [done('BEGIN')], status: 'T' }
  }

  private read(session: string, { seen }: Transaction, sql: string): Reply {
    if (this.faults.breaks && isWriter(session) && this.dice.chance(1, 12)) {
      this.open.delete(session)
      return UNANSWERED
    }
    const visible = this.kept.slice(0, seen)
    const positions = visible.map(({ position }) => String(position))
    if (sql.startsWith('SELECT max')) return rows(1, [[positions.at(-1) ?? '0']])
    const all = visible.map(({ position, key }) => [String(position), key])
    const isShort = this.faults.misreads && isWriter(session) && this.dice.chance(1, 8)
    return rows(2, isShort ? all.slice(0, -1) : all)
  }

  private insert(session: string, at: Transaction, sql: string): Reply {
    const [, position, key] = /\((\d+), '([^']*)'\)/.exec(sql) ?? []
    at.write = { position: Number(position), key: key ?? '' }
    if (this.isFree(at.write)) return { outcomes: [done('INSERT')], status: 'T' }
    this.open.set(session, at)
    return { outcomes: [error('constraint')], status: 'E' }
  }

  private commit(session: string, { write }: Transaction): Reply {
    if (!write) return this.end(session, done('COMMIT'))
    if (!this.isFree(write)) return this.end(session, error('transaction'))
    this.commits += 1
    const isOdd = this.commits % 4 === 3
    const isKept = !(this.faults.loses && isOdd)
    if (this.faults.isSilent && isOdd) {
      if (this.dice.chance(1, 2)) this.kept.push(write)
      this.open.delete(session)
      return UNANSWERED
    }
    if (isKept) this.kept.push(write)
    return this.end(session, this.faults.denies && isOdd ? error('transaction') : done('COMMIT'))
  }

  private isFree({ position }: Kept): boolean {
    return this.faults.doubles === true || this.kept.every((one) => one.position !== position)
  }

  private end(session: string, outcome: Outcome): Reply {
    this.open.delete(session)
    return { outcomes: [outcome], status: 'I' }
  }
}

/** The reader at the end reads as it should. */
function isWriter(session: string): boolean {
  return session.startsWith('w')
}

const UNANSWERED: Reply = {
  outcomes: [{ kind: 'unknown', reason: 'connection-lost', detail: 'the socket was closed' }],
  status: undefined,
}

function done(tag: string): Outcome {
  return { kind: 'done', affected: undefined, tag }
}

function error(errorClass: 'constraint' | 'transaction'): Outcome {
  return { kind: 'error', errorClass, message: 'Duplicate key violates a primary key' }
}

function rows(width: number, cells: readonly (readonly (string | null)[])[]): Reply {
  const columns = Array.from({ length: width }, (_, i) => ({
    name: `c${i}`,
    type: { kind: 'duckdb', name: 'VARCHAR' } as const,
  }))
  return { outcomes: [{ kind: 'rows', columns, rows: cells }], status: 'T' }
}

type Part<T> = Generator<Request, T, Reply>

const ORDERED = { rows: 'ordered', because: 'a toy' } as const

function* say(sql: string): Part<Reply> {
  return yield { kind: 'send', statement: statement(sql, { compare: ORDERED }) }
}

function* note(said: Note): Part<void> {
  yield { kind: 'note', note: said }
}

const ALL = 'SELECT p, k FROM c ORDER BY p'

/** Commits so often, and then until it knows what became of a COMMIT without an answer. */
function* writer(session: string, commits: number): Client {
  let [done_, openAt, seen] = [0, 0, 0]
  for (let n = 1; done_ < commits || seen < openAt; n += 1) {
    for (let attempt = 0; ; attempt += 1) {
      yield* note({ kind: 'begin', attempt })
      yield* say('BEGIN')
      const newest = (yield* say('SELECT max(p) FROM c')).outcomes[0]
      if (newest?.kind !== 'rows') {
        yield* note({ kind: 'end', as: 'failed' })
        continue
      }
      const position = Number(newest.rows[0]?.[0])
      seen = Math.max(seen, position)
      yield* note({ kind: 'read', position })
      if ((yield* say(ALL)).status === undefined) {
        yield* note({ kind: 'end', as: 'failed' })
        continue
      }
      const write = { position: position + 1, key: `${session}.${n}` }
      yield* note({ kind: 'write', ...write, what: 'insert' })
      const inserted = yield* say(`INSERT INTO c VALUES (${write.position}, '${write.key}')`)
      const isIn = inserted.outcomes[0]?.kind === 'done'
      const ended = isIn ? (yield* say('COMMIT')).outcomes[0] : inserted.outcomes[0]
      const as = END[ended?.kind ?? 'unknown']
      yield* note({ kind: 'end', as: as ?? 'failed' })
      if (as === 'unknown') openAt = write.position
      if (as === 'committed') done_ += 1
      if (as !== undefined) break
      if (!isIn) yield* say('ROLLBACK')
    }
  }
}

const END: Readonly<Record<string, 'committed' | 'unknown'>> = {
  done: 'committed',
  unknown: 'unknown',
}

function* reader(): Client {
  yield* note({ kind: 'begin', attempt: 0 })
  yield* say('BEGIN')
  const newest = (yield* say('SELECT max(p) FROM c')).outcomes[0]
  const position = newest?.kind === 'rows' ? Number(newest.rows[0]?.[0]) : 0
  yield* note({ kind: 'read', position })
  const all = (yield* say(ALL)).outcomes[0]
  const found = all?.kind === 'rows' ? all.rows : []
  const commits = found.map(([at, key = null]) => ({ position: Number(at), key }))
  yield* note({ kind: 'order', commits })
  yield* say('COMMIT')
  yield* note({ kind: 'end', as: 'committed' })
}

/** Clients in an order that dice choose: each statement begins at one moment and is answered at a later one. */
class Crowd {
  readonly events: ClientEvent[] = []
  private clock = 0n

  constructor(
    private readonly toy: Toy,
    private readonly dice: Dice,
  ) {}

  run(clients: ReadonlyMap<string, Client>): readonly ClientEvent[] {
    const waiting = [...clients].map(([session, client]) => new Turn(session, client))
    while (waiting.length > 0) {
      const turn = this.dice.pick(waiting)
      this.clock += 1n
      if (turn.isOver) waiting.splice(waiting.indexOf(turn), 1)
      else turn.go(this.toy, this.events, this.clock)
    }
    return this.events
  }
}

/** One client between two moments. */
class Turn {
  private next: IteratorResult<Request, void>
  private invokedNs: bigint | undefined

  constructor(
    private readonly session: string,
    private readonly client: Client,
  ) {
    this.next = client.next(NOTHING)
  }

  get isOver(): boolean {
    return this.next.done === true
  }

  go(toy: Toy, events: ClientEvent[], atNs: bigint): void {
    const request = this.next.value
    const { session } = this
    if (request?.kind === 'note') {
      events.push({ kind: 'note', session, atNs, note: request.note })
      this.next = this.client.next(NOTHING)
    } else if (request?.kind === 'send') {
      if (this.invokedNs === undefined) {
        this.invokedNs = atNs
        return
      }
      const reply = toy.answer(session, request.statement.sql)
      const times = { invokedNs: this.invokedNs, completedNs: atNs }
      events.push({ kind: 'statement', session, statement: request.statement, ...times, ...reply })
      this.invokedNs = undefined
      this.next = this.client.next(reply)
    }
  }
}

const NOTHING: Reply = { outcomes: [], status: undefined }

/** Changes what was recorded. */
export type Bend = (
  clients: readonly (readonly ClientEvent[])[],
) => readonly (readonly ClientEvent[])[]

/** How a toy is run. */
export interface ToyRun {
  readonly seed: number
  readonly writers?: number
  readonly commits?: number
  readonly faults?: Faults
  readonly node?: NodeChoice
  /** Changes what was recorded. */
  readonly bend?: Bend | undefined
}

/** The evidence of writers on a toy, with its serial replay on a toy without faults. */
export function toyEvidence(run: ToyRun): Evidence {
  const { seed, writers = 3, commits = 5, faults = {}, node = 'any', bend = (same) => same } = run
  const dice = diceOf(seed)
  const toy = new Toy(faults, diceOf(seed + 1))
  const names = Array.from({ length: writers }, (_, i) => `w${i + 1}`)
  const crowd = new Crowd(toy, dice)
  const first = crowd.run(new Map(names.map((name) => [name, writer(name, commits)]))).slice()
  crowd.run(new Map([['r1', reader()]]))
  const clients = bend([first, crowd.events.slice(first.length)])
  const plan: Plan = {
    sessions: [...names, 'r1'].map((name) => ({ name, node })),
    steps: [],
    clients: [
      ...names.map((session) => ({ session, program: 'writer', args: {}, at: 0 })),
      { session: 'r1', program: 'reader', args: {}, at: 1 },
    ],
    features: [],
  }
  const history = { target: TARGET, records: [], state: [], clients }
  const { plan: serial, records, positions, leftOut } = serialise(plan, history)
  return {
    plan: serial,
    reference: { target: TARGET, records: replay(serial), state: [] },
    subject: { target: TARGET, records, state: [] },
    concurrent: { plan, clients, positions, leftOut },
  }
}

const TARGET = { name: 'toy', version: '1', profile: 'duckdb', address: '', nodes: ['toy'] }

function replay({ steps }: Plan): readonly StepRecord[] {
  const toy = new Toy({}, diceOf(0))
  return steps.flatMap((step, stepIndex) => {
    if (step.kind !== 'statement') return []
    const reply = toy.answer(step.session, step.statement.sql)
    const at = BigInt(stepIndex)
    return [{ stepIndex, session: step.session, invokedNs: at, completedNs: at, ...reply }]
  })
}
