import type { Bind, FrontendMessage } from '../../../wire/frontend-message.js'
import { EngineError, type EngineSession } from '../../engine.js'
import type { Mutations } from '../../mutants.js'
import { PG_TYPES } from '../../pgwire/oids.js'
import { formatOf } from '../../pgwire/portal.js'

/** What is answered instead of a message; undefined where it is lost. */
export type MessageFault = (message: FrontendMessage) => Promise<FrontendMessage | undefined>

/** The fault of a session's messages that is switched on, if any. */
export function messageFault(
  mutations: Mutations,
  session: EngineSession,
): MessageFault | undefined {
  if (mutations.has('describe-executes')) return describeExecutes(session)
  if (mutations.has('pipelined-execute-lost')) return pipelinedExecuteLost()
  if (mutations.has('int8-parameter-reversed')) return int8ParameterReversed()
  return undefined
}

const CHANGES_AND_RETURNS = /^\s*(?:insert|update|delete|merge)\b[\s\S]*\breturning\b/i

/** To find out its columns, a statement that changes rows and returns them is executed, with NULL for its parameters. */
function describeExecutes(session: EngineSession): MessageFault {
  const statements = new Map<string, string>()
  const portals = new Map<string, string>()
  return async (message) => {
    if (message.kind === 'parse') statements.set(message.name, message.sql)
    if (message.kind === 'bind') {
      portals.set(message.portal, statements.get(message.statement) ?? '')
    }
    if (message.kind === 'describe') {
      const sql = (message.of === 'portal' ? portals : statements).get(message.name) ?? ''
      if (CHANGES_AND_RETURNS.test(sql)) await executeQuietly(session, sql)
    }
    return message
  }
}

async function executeQuietly(session: EngineSession, sql: string): Promise<void> {
  const numbers = [...sql.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits))
  const nulls = Array.from({ length: Math.max(0, ...numbers) }, () => ({
    type: undefined,
    text: null,
  }))
  await session.execute(sql, nulls).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error
  })
}

/** Of several bound statements before one Sync only the first is executed. */
function pipelinedExecuteLost(): MessageFault {
  let [isExecuted, isBoundAgain] = [false, false]
  return async (message) => {
    if (message.kind === 'sync') [isExecuted, isBoundAgain] = [false, false]
    if (message.kind === 'bind') isBoundAgain = isExecuted
    if (message.kind !== 'execute') return message
    isExecuted = true
    return isBoundAgain ? undefined : message
  }
}

const INT8_BYTES = 8

/** The bytes of a binary int8 are read from the wrong end. */
function int8ParameterReversed(): MessageFault {
  const oids = new Map<string, readonly number[]>()
  return async (message) => {
    if (message.kind === 'parse') oids.set(message.name, message.parameterOids)
    if (message.kind !== 'bind') return message
    return withReversed(message, oids.get(message.statement) ?? [])
  }
}

function withReversed(bind: Bind, oids: readonly number[]): Bind {
  const parameters = bind.parameters.map((bytes, at) => {
    const isInt8 = oids[at] === PG_TYPES.int8.oid && bytes?.length === INT8_BYTES
    const isBinary = isInt8 && formatOf(bind.parameterFormats, at) === 1
    return isBinary ? Buffer.from(bytes).reverse() : bytes
  })
  return { ...bind, parameters }
}
