import { splitStatements } from '../../../sql/split.js'
import { statementKind } from '../../../sql/statement-kind.js'
import type { Frame } from '../../../wire/frame-reader.js'
import { readFrontendMessage } from '../../../wire/frontend-message.js'
import { MessageWriter } from '../../../wire/message-writer.js'
import { query } from './frames.js'

/** A statement that a client lets the server execute. */
export interface Said {
  readonly sql: string
  /** Its values travel beside it. */
  readonly hasParameters: boolean
}

/** What a client sends before it waits: a simple query, or messages up to a Sync. */
export interface Asked {
  readonly frames: readonly Frame[]
  readonly isSimple: boolean
  /** What is executed, in order. */
  readonly statements: readonly Said[]
}

/** What the names of prepared statements and portals of one connection stand for. */
export class Names {
  private readonly statements = new Map<string, string>()
  private readonly portals = new Map<string, Said>()

  read(frames: readonly Frame[]): Asked {
    const statements = frames.flatMap((frame) => this.executedBy(frame))
    return { frames, statements, isSimple: frames.at(-1)?.type === 'Q' }
  }

  private executedBy(frame: Frame): readonly Said[] {
    const message = readFrontendMessage(frame)
    switch (message.kind) {
      case 'query':
        return splitStatements(message.sql).map(({ text }) => ({ sql: text, hasParameters: false }))
      case 'parse':
        this.statements.set(message.name, message.sql)
        return []
      case 'bind': {
        const sql = this.statements.get(message.statement) ?? ''
        this.portals.set(message.portal, { sql, hasParameters: message.parameters.length > 0 })
        return []
      }
      case 'execute': {
        const said = this.portals.get(message.portal)
        return said ? [said] : []
      }
      default:
        return []
    }
  }
}

/** The messages in which each statement has another text. */
export function rewritten(
  frames: readonly Frame[],
  rewrite: (sql: string) => string,
): readonly Frame[] {
  return frames.map((frame) => {
    const message = readFrontendMessage(frame)
    if (message.kind === 'query') return query(rewrittenText(message.sql, rewrite))
    if (message.kind !== 'parse') return frame
    const writer = new MessageWriter()
    writer.cstring(message.name).cstring(rewrite(message.sql))
    writer.uint16(message.parameterOids.length)
    for (const oid of message.parameterOids) writer.uint32(oid)
    return { type: 'P', body: writer.take() }
  })
}

/** Of a text that holds no statement nothing is taken away. */
function rewrittenText(text: string, rewrite: (sql: string) => string): string {
  const statements = splitStatements(text)
  return statements.length === 0 ? text : statements.map((one) => rewrite(one.text)).join(';\n')
}

/** What a request does to the transaction, where it is that one statement and nothing else. */
export function verbOf({ statements }: Asked): 'BEGIN' | 'COMMIT' | 'ROLLBACK' | undefined {
  const [only, ...others] = statements
  const kind = only && others.length === 0 ? statementKind(only.sql) : ''
  return kind === 'BEGIN' || kind === 'COMMIT' || kind === 'ROLLBACK' ? kind : undefined
}
