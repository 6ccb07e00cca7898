import {
  EngineError,
  type EngineParameter,
  type EngineResult,
  type EngineSession,
} from '../../engine.js'
import { transactionVerb } from '../../local/command-tag.js'
import { BentSession } from '../wire/bent-session.js'

/** A statement that succeeded inside of a transaction. */
export interface Said {
  readonly sql: string
  readonly parameters: readonly EngineParameter[]
}

/** A transaction at its end. */
export interface Ending {
  readonly session: EngineSession
  readonly verb: 'COMMIT' | 'ROLLBACK'
  /** It has failed before. */
  readonly isFailed: boolean
  readonly done: readonly Said[]
  /** Ends it as it should be. */
  readonly end: () => Promise<EngineResult>
}

type Bend = (ending: Ending) => Promise<EngineResult>

/** A session whose transactions end in another way than they should. */
class BentEnds extends BentSession {
  private done: readonly Said[] = []

  constructor(
    inner: EngineSession,
    private readonly bend: Bend,
  ) {
    super(inner)
  }

  override async execute(
    sql: string,
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    const before = this.inner.status()
    const verb = transactionVerb(sql)
    const end = () => this.inner.execute(sql, parameters)
    if (before === 'I' || verb === undefined || verb === 'BEGIN') {
      const result = await end()
      this.done = before === 'I' ? [] : [...this.done, { sql, parameters }]
      return result
    }
    const { done } = this
    this.done = []
    return this.bend({ session: this.inner, verb, isFailed: before === 'E', done, end })
  }
}

/** `make` is called for each session, so that its fault can count. */
export function endsBentBy(make: () => Bend): (session: EngineSession) => EngineSession {
  return (session) => new BentEnds(session, make())
}

/** Executes statements again in a transaction of their own; what fails there leaves nothing. */
export async function again(session: EngineSession, said: readonly Said[]): Promise<void> {
  if (said.length === 0) return
  const run = (sql: string, parameters: Said['parameters'] = []) =>
    session.execute(sql, parameters).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error
    })
  await run('BEGIN')
  for (const { sql, parameters } of said) await run(sql, parameters)
  await run('COMMIT')
  if (session.status() !== 'I') await run('ROLLBACK')
}
