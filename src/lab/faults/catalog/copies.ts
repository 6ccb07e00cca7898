import { splitStatements } from '../../../sql/split.js'
import { statementKind } from '../../../sql/statement-kind.js'
import type { FrontendMessage } from '../../../wire/frontend-message.js'
import { ProtocolError } from '../../../wire/protocol-error.js'

/** `no-copy`: throws for a message that asks for a COPY. */
export function refuseCopy(message: FrontendMessage): void {
  if (message.kind !== 'query' && message.kind !== 'parse') return
  if (!/\bcopy\b/i.test(message.sql)) return
  const isCopy = splitStatements(message.sql).some(({ text }) => statementKind(text) === 'COPY')
  if (isCopy) throw new ProtocolError('COPY is not supported', '0A000', false)
}
