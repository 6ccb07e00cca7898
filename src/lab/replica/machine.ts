import type { Engine, EngineSession, Login } from '../engine.js'
import { EngineError } from '../engine.js'
import type { Abort, Entry, Execute, LogRecord } from '../log/entry.js'
import type { SavedSession } from '../snapshot/store.js'
import type { Applied, AskRequest, LeaderReply, SessionError } from './messages.js'
import { sessionError } from './messages.js'

/** Who the leader's entries are for before a session has said anything. */
const ANYBODY: Login = { user: 'lab', database: 'lab' }

/** Watches and may replace what is executed; the lab's faults and the list of attached databases hook in here. */
export interface Hooks {
  /** Executes one statement of a session. */
  execute(session: MachineSession, entry: Execute, index: number): Promise<Applied>
  ended(session: string): void
}

/** A session of the log on this node: one connection. */
export interface MachineSession {
  readonly id: string
  readonly login: Login
  readonly engine: EngineSession
  /** The settings that it made, in order. */
  readonly settings: string[]
  /** It has temporary objects or prepared statements. */
  hasTemporary: boolean
}

/** This node's DuckDB and the sessions of the log on it. Entries are applied one at a time. */
export class Machine {
  readonly #sessions = new Map<string, MachineSession>()

  constructor(
    private readonly engine: Engine,
    private readonly hooks: Hooks,
  ) {}

  get sessionIds(): readonly string[] {
    return [...this.#sessions.keys()]
  }

  /** No session of the log is inside a transaction or has something that a snapshot cannot hold. */
  get isQuiet(): boolean {
    const sessions = [...this.#sessions.values()]
    return sessions.every(({ engine, hasTemporary }) => engine.status() === 'I' && !hasTemporary)
  }

  /** The open sessions, as a snapshot keeps them. */
  saved(): readonly SavedSession[] {
    return [...this.#sessions.values()].map(({ id, login, settings }) => ({ id, login, settings }))
  }

  /** Opens the sessions of a snapshot again. */
  async restore(saved: readonly SavedSession[]): Promise<void> {
    for (const { id, login, settings } of saved) {
      const session = await this.session(id, login)
      session.settings.push(...settings)
      for (const sql of settings) await session.engine.execute(sql, []).catch(ignoreEngineError)
    }
  }

  /** The signal, only ever the leader's, interrupts a statement; one that has not begun then does not begin. */
  async apply({ entry, index }: LogRecord, signal?: AbortSignal): Promise<Applied> {
    switch (entry.kind) {
      case 'execute':
        return this.execute(entry, index, signal)
      case 'leader':
        for (const id of this.sessionIds) await this.end(id)
        return { index, status: 'I' }
      default:
        return this.control(entry, index)
    }
  }

  /** On the leader: something about a session that changes nothing and is not logged. */
  async ask(request: AskRequest, signal?: AbortSignal): Promise<LeaderReply> {
    const { engine } = await this.session(request.session, request.login)
    const { ask, sql } = request
    try {
      if (ask.kind === 'describe') {
        return { kind: 'described', description: await engine.describe(sql, ask.types) }
      }
      const read = () => engine.execute(sql, ask.parameters)
      const result = await interruptedBy(signal, engine, read)
      return { kind: 'applied', index: 0, status: engine.status(), result }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      return { kind: 'applied', index: 0, status: engine.status(), error: sessionError(error) }
    }
  }

  /** There is a committed sequence. */
  async hasSequences(): Promise<boolean> {
    const session = await this.engine.open(ANYBODY)
    try {
      const { rows } = await session.execute('SELECT 1 FROM duckdb_sequences() LIMIT 1', [])
      return rows.length > 0
    } finally {
      await session.close()
    }
  }

  status(id: string): ReturnType<EngineSession['status']> {
    return this.#sessions.get(id)?.engine.status() ?? 'I'
  }

  async close(): Promise<void> {
    for (const id of this.sessionIds) await this.end(id)
  }

  async session(id: string, login: Login = ANYBODY): Promise<MachineSession> {
    const known = this.#sessions.get(id)
    if (known) return known
    const engine = await this.engine.open(login)
    const session = { id, login, engine, settings: [], hasTemporary: false }
    this.#sessions.set(id, session)
    return session
  }

  private async execute(entry: Execute, index: number, signal?: AbortSignal): Promise<Applied> {
    const session = await this.session(entry.session, entry.login)
    const { engine } = session
    if (signal?.aborted) return { index, status: engine.status(), error: INTERRUPTED }
    const run = () => this.hooks.execute(session, entry, index)
    const applied = await interruptedBy(signal, engine, run)
    if (applied.result && entry.leaves === 'setting') session.settings.push(entry.sql)
    if (applied.result && entry.leaves === 'temporary') session.hasTemporary = true
    return applied
  }

  private async control(
    entry: Exclude<Entry, Execute | { readonly kind: 'leader' }>,
    index: number,
  ): Promise<Applied> {
    if (entry.kind === 'close') await this.end(entry.session)
    else await this.abort(entry)
    return { index, status: this.status(entry.session) }
  }

  /** An error does to the transaction what the interrupt did at the leader: it fails, and is open until its end. */
  private async abort({ session: id, undoes }: Abort): Promise<void> {
    const engine = this.#sessions.get(id)?.engine
    if (!engine || engine.status() === 'I') return
    const say = (sql: string) => engine.execute(sql, []).catch(ignoreEngineError)
    if (undoes) for (const sql of ['ROLLBACK', 'BEGIN']) await say(sql)
    if (engine.status() === 'T') await say("SELECT error('interrupted')")
  }

  private async end(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    if (!session) return
    this.#sessions.delete(id)
    if (session.engine.status() !== 'I') {
      await session.engine.execute('ROLLBACK', []).catch(ignoreEngineError)
    }
    await session.engine.close()
    this.hooks.ended(id)
  }
}

const INTERRUPTED: SessionError = {
  message: 'INTERRUPT Error: Interrupted!',
  errorClass: 'interrupt',
}

async function interruptedBy<T>(
  signal: AbortSignal | undefined,
  engine: EngineSession,
  call: () => Promise<T>,
): Promise<T> {
  const interrupt = () => engine.cancel()
  signal?.addEventListener('abort', interrupt)
  try {
    return await call()
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

/** Executes a statement as it stands. */
export async function executePlainly(
  { engine }: MachineSession,
  { sql, parameters }: Execute,
  index: number,
): Promise<Applied> {
  try {
    const result = await engine.execute(sql, parameters)
    return { index, status: engine.status(), result }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { index, status: engine.status(), error: sessionError(error) }
  }
}

function ignoreEngineError(error: unknown): void {
  if (!(error instanceof EngineError)) throw error
}
