import { attemptsOf, newestOrder, ordersIn } from '../judge/serial/attempts.js'
import type { ClientEvent } from '../model/client.js'
import type { Concurrent } from '../model/history.js'
import type { CountedReason } from '../report/events.js'

/**
 * What clients at once did, counted so that the counts of cases add up: how many were started, their transactions and
 * commits, what became of the commits that nobody knew of, and what they said of themselves.
 */
export function clientCounts({ plan, clients }: Concurrent): readonly CountedReason[] {
  const events = clients.flat()
  const attempts = clients.flatMap(attemptsOf)
  const order = newestOrder(ordersIn(events))
  const there = new Set(order?.commits.map(({ key }) => key))
  const counted: CountedReason[] = [
    { what: 'clients', because: 'started', count: plan.clients?.length ?? 0 },
    { what: 'clients', because: 'transactions', count: attempts.length },
  ]
  const count = (what: string, because: string) => {
    const known = counted.find((one) => one.what === what && one.because === because)
    if (known) known.count += 1
    else counted.push({ what, because, count: 1 })
  }
  for (const { write, end } of attempts) {
    if (!write) continue
    if (end === 'committed') count('commits', 'acknowledged')
    if (end !== 'unknown') continue
    const became = there.has(write.key) ? 'done' : 'not done'
    count('commits', `of unknown end, found ${order ? became : 'nowhere: nobody could look'}`)
  }
  for (const { what, because } of events.flatMap(factIn)) count(what, because)
  return counted
}

function factIn(event: ClientEvent) {
  return event.kind === 'note' && event.note.kind === 'fact' ? [event.note] : []
}
