import type { Outcome, Reply } from '../../model/outcome.js'
import type { Statement } from '../../model/statement.js'
import type { Limits, Session, Shell } from '../../model/target.js'

/** A session of the client. Its errors say first what the endpoint said, which the client puts at their end. */
export class LakeSession implements Session {
  constructor(private readonly session: Session) {}

  get shell(): Shell | undefined {
    return this.session.shell
  }

  async send(statement: Statement, limits: Limits): Promise<Reply> {
    const reply = await this.session.send(statement, limits)
    return { ...reply, outcomes: reply.outcomes.map(withCauseFirst) }
  }

  cancel(): Promise<void> {
    return this.session.cancel()
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

function withCauseFirst(outcome: Outcome): Outcome {
  return outcome.kind === 'error' ? { ...outcome, message: causeFirst(outcome.message) } : outcome
}

/** Behind it DuckDB shows where it was in its own program. */
const STACK = /\n+Stack Trace:[\s\S]*$/

/**
 * `Invalid Error: Failed to ...: ERROR:  no such type` becomes `Invalid Error: the endpoint says "no such type": Failed to
 * ...`, on one line, because reports show the first line of a message, and of a long one its beginning.
 */
export function causeFirst(message: string): string {
  const [, kind = '', said = message] = /^([A-Za-z ]+ Error: )?([\s\S]*)$/.exec(message) ?? []
  const text = said
    .replace(STACK, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
  const cause = /ERROR:\s+(.+?)(?:\s+(?:LINE \d+:|CONTEXT:|DETAIL:|HINT:).*)?$/m.exec(
    said.replace(STACK, ''),
  )?.[1]
  return cause === undefined ? `${kind}${text}` : `${kind}the endpoint says "${cause}": ${text}`
}
