/** The child process of the duckdb target: one DuckDB instance and its sessions, driven by messages from the parent. */
import { assert } from '../../model/errors.js'
import type { Reply } from '../../model/outcome.js'
import { ChildInstance } from './child-instance.js'
import type { ChildSession } from './child-session.js'
import type { Interrupt, Request, RequestMessage, ResponseMessage } from './protocol.js'
import { readResult } from './read-result.js'

let instance: ChildInstance | undefined
const sessions = new Map<number, ChildSession>()

const DONE: Reply = { outcomes: [], status: undefined }

function running(): ChildInstance {
  assert(instance, 'the instance was not started')
  return instance
}

function sessionOf(number: number): ChildSession {
  const session = sessions.get(number)
  assert(session, `no session ${number}`)
  return session
}

async function answer(request: Request): Promise<Reply> {
  switch (request.op) {
    case 'start':
      instance = await ChildInstance.create(request.settings)
      return DONE
    case 'open':
      sessions.set(request.session, await running().open(request.schema))
      return DONE
    case 'send':
      running().watch(request.sql)
      return sessionOf(request.session).send(request)
    case 'close':
      sessionOf(request.session).close()
      sessions.delete(request.session)
      return DONE
    case 'admin':
      return {
        outcomes: [readResult(await running().admin.run(request.sql))],
        status: undefined,
      }
    case 'renew':
      assert(sessions.size === 0, 'an instance is renewed while sessions are open')
      instance = await running().renewed(request.isForced)
      return DONE
  }
}

/** After this the instance answers nothing else than this error. */
const INVALIDATED = /^FATAL Error|database has been invalidated/

function isFatal(reply: Reply): boolean {
  const last = reply.outcomes.at(-1)
  return last?.kind === 'error' && INVALIDATED.test(last.message)
}

async function respond({ id, request }: RequestMessage): Promise<ResponseMessage> {
  try {
    const reply = await answer(request)
    return isFatal(reply) ? { id, reply, fatal: true } : { id, reply }
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) }
  }
}

process.on('message', (message: RequestMessage | Interrupt) => {
  if ('op' in message) sessions.get(message.session)?.interrupt()
  else void respond(message).then((response) => process.send?.(response))
})

// Not exit(): it waits for the statements that are running, and nobody is left to interrupt them.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
