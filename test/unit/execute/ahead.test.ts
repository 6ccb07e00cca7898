import { expect, test } from 'vitest'
import { Ahead, waitersBehind } from '../../../src/execute/ahead.js'
import type { Reply } from '../../../src/model/outcome.js'
import type { Plan, Step } from '../../../src/model/plan.js'
import { statement } from '../../../src/model/statement.js'

/** `a:` is a statement of session a, `a!` one that waits, `a/` a step that closes it. */
function planOf(text: string): Plan {
  const steps = text.split(' ').map(([session = 'a', kind]): Step => {
    if (kind === '/') return { kind: 'close', session }
    const more = kind === '!' ? { waits: true as const } : {}
    return { kind: 'statement', session, statement: statement('SELECT 1', more) }
  })
  return { sessions: [], steps, features: [] }
}

test.each([
  ['the statement behind it', 'a: b! a:', 0, [1]],
  ['several, of several sessions', 'a: b! c! b:', 0, [1, 2]],
  ['one of a session that has one already is sent in its turn', 'a: b! b!', 0, [1]],
  ['one of its own session is', 'a: a! b!', 0, []],
  ['nothing where a statement stands between them', 'a: b: c!', 0, []],
  ['nothing waits for one that waits itself', 'a: b! c!', 1, []],
  ['a session that is closed may be waited for', 'a/ b!', 0, [1]],
  ['nothing behind the last step', 'a: b!', 2, []],
])('%s', (_, text, index, waiters) => {
  expect(waitersBehind(planOf(text), index)).toEqual(waiters)
})

const DONE: Reply = { outcomes: [], status: 'I' }

test('what waits is sent first and answered behind what it waits for; its times say so', async () => {
  const order: string[] = []
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const send = async (index: number) => {
    order.push(`sent ${index}`)
    if (index === 0) release()
    else await released
    order.push(`answered ${index}`)
    return DONE
  }
  let ns = 0n
  const ahead = new Ahead(send, () => ns++)
  await ahead.start([1, 2])
  const [lead, ...waited] = [await ahead.answer(0), await ahead.answer(1), await ahead.answer(2)]
  expect(order.slice(0, 3)).toEqual(['sent 1', 'sent 2', 'sent 0'])
  expect(order.slice(3).sort()).toEqual(['answered 0', 'answered 1', 'answered 2'])
  for (const one of waited) {
    expect(one.invokedNs).toBeLessThan(lead.invokedNs)
    expect(one.completedNs).toBeGreaterThan(lead.completedNs)
  }
})

test('what a statement throws that was sent ahead is thrown in its turn', async () => {
  const ahead = new Ahead(
    (index) => (index === 1 ? Promise.reject(new Error('lost')) : Promise.resolve(DONE)),
    () => 0n,
  )
  await ahead.start([1])
  expect(await ahead.answer(0)).toEqual({ invokedNs: 0n, completedNs: 0n, ...DONE })
  await expect(ahead.answer(1)).rejects.toThrow('lost')
})
