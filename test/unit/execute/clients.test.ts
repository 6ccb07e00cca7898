import { expect, test } from 'vitest'
import { type ClientsPlace, runClients } from '../../../src/execute/clients.js'
import { defineProgram, readArguments } from '../../../src/generate/define.js'
import type { Client, Program } from '../../../src/model/client.js'
import { Interrupted, UsageError } from '../../../src/model/errors.js'
import type { Reply } from '../../../src/model/outcome.js'
import { statement } from '../../../src/model/statement.js'

const OK: Reply = { outcomes: [{ kind: 'done', affected: 1 }], status: 'I' }

/** Says its session's name so often, and then what all of them share. */
const teller = defineProgram({
  name: 'teller',
  summary: 'tells',
  read: (args) => readArguments('teller', args, { times: 2, fails: false }),
  start: function* ({ times, fails }, { session, share }): Client {
    const shared = share(newCount)
    for (let n = 0; n < times; n += 1) {
      yield { kind: 'send', statement: statement(`${session}${n}`) }
      shared.count += 1
      yield { kind: 'wait', ms: 1 }
    }
    if (fails) throw new Error('a mistake of ours')
    yield { kind: 'note', note: { kind: 'fact', what: 'count', because: String(shared.count) } }
  },
})

const newCount = () => ({ count: 0 })

function place(more: Partial<ClientsPlace> = {}): ClientsPlace & { readonly sent: string[] } {
  const sent: string[] = []
  const shared = new Map<unknown, unknown>()
  return {
    sent,
    programs: new Map<string, Program>([['teller', teller]]),
    share: (make) => {
      if (!shared.has(make)) shared.set(make, make())
      return shared.get(make) as ReturnType<typeof make>
    },
    send: async (_, { sql }) => {
      sent.push(sql)
      return OK
    },
    reopen: async () => undefined,
    nowNs: () => process.hrtime.bigint(),
    ...more,
  }
}

function client(session: string, args: unknown = {}) {
  return { session, program: 'teller', args, at: 0 }
}

test('clients run at once, share one thing, and are recorded in the order of time', async () => {
  const at = place()
  const events = await runClients([client('a'), client('b')], at)
  expect(at.sent.slice(0, 2)).toEqual(['a0', 'b0'])
  const statements = events.flatMap((event) => (event.kind === 'statement' ? [event] : []))
  expect(statements.length).toBe(4)
  expect(statements.every((one) => one.invokedNs <= one.completedNs)).toBe(true)
  const facts = events.flatMap((event) =>
    event.kind === 'note' && event.note.kind === 'fact' ? [event.note.because] : [],
  )
  expect(facts.at(-1)).toBe('4')
})

test('one that fails ends the others, and its failure is thrown', async () => {
  const at = place()
  const running = runClients([client('a', { fails: true }), client('b', { times: 10_000 })], at)
  await expect(running).rejects.toThrow('a mistake of ours')
  expect(at.sent.length).toBeLessThan(10_000)
})

test('asked to stop, every client stops', async () => {
  const stop = new AbortController()
  const send = async () => {
    stop.abort()
    return OK
  }
  const at = place({ signal: stop.signal, send })
  await expect(runClients([client('a', { times: 10_000 })], at)).rejects.toThrow(Interrupted)
})

test.each<[what: unknown, message: string, hint: string]>([
  [{ program: 'talker' }, 'there is no program "talker"', 'the programs are teller'],
  [{ args: { times: -1 } }, 'cannot be started with {"times":-1}', '"times" is not right'],
  [{ args: { tmes: 1 } }, 'cannot be started with {"tmes":1}', '"tmes" is not right'],
  [{ args: { fails: 1 } }, 'cannot be started with', '"fails" is not right'],
  [{ args: 'x' }, 'cannot be started with "x"', 'a JSON object such as {"times":2'],
])('%j is a mistake, said before anything is sent', async (what, message, hint) => {
  const at = place()
  const spec = { ...client('a'), ...(what as object) }
  const error = await runClients([client('b'), spec], at).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  expect((error as UsageError).message).toContain(message)
  expect((error as UsageError).hint).toContain(hint)
  expect(at.sent).toEqual([])
})
