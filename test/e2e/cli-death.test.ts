import { expect, test } from 'vitest'
import { type Event, eventsOf, newPlace, type Place, start, until, untilCases } from './cli.js'
import { duckdbChildren, labNodes } from './processes.js'

const CASES = 9

/** Every case was run, nothing that a death brought about became a finding, and the last word says why. */
function expectWentOn(place: Place, code: number): void {
  const events = eventsOf(place)
  const of = (type: string) => events.filter((event) => event.type === type)
  expect(of('case-finished')).toHaveLength(CASES)
  expect(of('finding-closed').filter(({ status }) => status !== 'unconfirmed')).toEqual([])
  expect(of('target-lost')).toEqual([])
  expect(events.at(-1)).toMatchObject({ type: 'run-finished', exitCode: code })
  expect(String(events.at(-1)?.reason)).not.toBe('')
  expect([0, 3]).toContain(code)
}

function incidents(place: Place, kind: string): readonly Event[] {
  return eventsOf(place).filter((event) => event.type === 'incident' && event.kind === kind)
}

test('kill -9 of the reference in mid-run: it is replaced, and the run goes on', async () => {
  const place = newPlace()
  const args = ['run', '--seed', '1', '--cases', `${CASES}`, '--subject', 'duckdb']
  const running = start(place, args)
  await untilCases(place, running, 2)
  const [reference] = duckdbChildren(running.pid)
  process.kill(reference?.pid ?? 0, 'SIGKILL')
  const { code, stdout } = await running.ended
  expectWentOn(place, code)
  expect(incidents(place, 'target-died')).toMatchObject([
    { target: 'reference', detail: 'the process died of SIGKILL' },
  ])
  expect(incidents(place, 'target-replaced')).toHaveLength(1)
  expect(stdout).toContain('the process died of SIGKILL')
})

test('kill -9 of the leader and then of a follower: they are started again, the run goes on', async () => {
  const place = newPlace()
  const args = ['run', '--seed', '1', '--cases', `${CASES}`, '--subject', 'lab']
  const running = start(place, args)
  await untilCases(place, running, 1)
  // The nodes of a new lab have the same log, and then the first one leads.
  const [leader] = labNodes(running.pid)
  process.kill(leader?.pid ?? 0, 'SIGKILL')
  await until(running, () => incidents(place, 'node-restarted')[0])
  // Whoever leads now, the one that has just come back does not.
  const follower = labNodes(running.pid).at(-1)
  process.kill(follower?.pid ?? 0, 'SIGKILL')
  const { code, stdout } = await running.ended
  expectWentOn(place, code)
  const [first, second] = incidents(place, 'node-killed')
  expect(first).toMatchObject({ target: 'n1' })
  expect(second?.target).toBe('n1')
  expect(incidents(place, 'node-restarted')).toHaveLength(2)
  expect(stdout).toContain('node n1 was started again')
})
