import type { AttemptEnd, ClientEvent, ClientStatement, Committed } from '../../model/client.js'

/** One transaction of a client, put together from its notes and statements. */
export interface Attempt {
  readonly session: string
  /** What it writes, in a word; empty where it does not come so far. */
  readonly what: string
  /** 0 for the first one of an operation. */
  readonly attempt: number
  /** The state that it reads is the one after this; undefined where it did not come so far. */
  readonly position: number | undefined
  /** What it wrote, or tried to. */
  readonly write: Committed | undefined
  readonly statements: readonly ClientStatement[]
  /** How many of the statements come before those that write. */
  readonly readCount: number
  /** Undefined where the client was stopped in its midst. */
  readonly end: AttemptEnd | undefined
  readonly beganNs: bigint
  /** When its client knew how it ended. */
  readonly endedNs: bigint
}

/** The attempts of all clients, in the order in which they began. */
export function attemptsOf(events: readonly ClientEvent[]): readonly Attempt[] {
  const open = new Map<string, Open>()
  const all: Open[] = []
  for (const event of events) {
    const { session } = event
    const begins = event.kind === 'note' && event.note.kind === 'begin'
    if (begins) {
      const begun = opened(event)
      open.set(session, begun)
      all.push(begun)
      continue
    }
    const current = open.get(session)
    if (!current) continue
    follow(current, event)
    if (event.kind === 'note' && event.note.kind === 'end') open.delete(session)
  }
  return all.map(({ readCount, ...attempt }) => ({
    ...attempt,
    readCount: readCount ?? attempt.statements.length,
  }))
}

type Open = { -readonly [K in keyof Omit<Attempt, 'readCount' | 'statements'>]: Attempt[K] } & {
  statements: ClientStatement[]
  readCount: number | undefined
}

function opened(event: ClientEvent): Open {
  const { session } = event
  const atNs = event.kind === 'note' ? event.atNs : event.invokedNs
  const note = event.kind === 'note' && event.note.kind === 'begin' ? event.note : undefined
  return {
    session,
    what: '',
    attempt: note?.attempt ?? 0,
    position: undefined,
    write: undefined,
    statements: [],
    readCount: undefined,
    end: undefined,
    beganNs: atNs,
    endedNs: atNs,
  }
}

function follow(open: Open, event: ClientEvent): void {
  if (event.kind === 'statement') {
    open.statements.push(event)
    open.endedNs = event.completedNs
    return
  }
  const { note } = event
  if (note.kind === 'read') open.position = note.position
  if (note.kind === 'write') {
    open.write = { position: note.position, key: note.key }
    open.what = note.what
    open.readCount = open.statements.length
  }
  if (note.kind === 'end') open.end = note.as
}

/** The orders that the nodes told, with the session that asked for it. */
export function ordersIn(events: readonly ClientEvent[]): readonly TellsOrder[] {
  return events.flatMap((event) =>
    event.kind === 'note' && event.note.kind === 'order'
      ? [{ session: event.session, commits: event.note.commits }]
      : [],
  )
}

/** The order of commits as one session was told it. */
export interface TellsOrder {
  readonly session: string
  readonly commits: readonly Committed[]
}

/** The account that knows the newest commit: what it does not have, nobody has. The first of those that know as much. */
export function newestOrder(orders: readonly TellsOrder[]): TellsOrder | undefined {
  const last = ({ commits }: TellsOrder) =>
    commits.reduce((most, { position }) => Math.max(most, position), -1)
  return orders.reduce<TellsOrder | undefined>(
    (best, order) => (best && last(best) >= last(order) ? best : order),
    undefined,
  )
}
